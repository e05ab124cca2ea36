public import FixedPoint
public import VirtualAMM
public import WideIntegers

/// Where the arguments of a call come from: each is asked for by its name.
///
/// Arguments that have a default may be left out where the source allows that.
public protocol CallArguments {
    /// Why an argument can't be read.
    associatedtype Failure: Error

    /// The argument `amm`.
    mutating func pool() throws(Failure) -> PoolID
    /// An account.
    mutating func account(_ name: String) throws(Failure) -> Account
    /// An account, or nobody, whom contracts call the zero address.
    mutating func accountOrNobody(_ name: String) throws(Failure) -> Account?
    /// `side`.
    mutating func side() throws(Failure) -> Side
    /// `direction`.
    mutating func direction() throws(Failure) -> Direction
    /// 18-decimal fixed point; nil for an argument without a default.
    mutating func amount(_ name: String, default: Decimal18?) throws(Failure) -> Decimal18
    /// A whole number.
    mutating func number(_ name: String) throws(Failure) -> UInt256
    /// Units of the quote token.
    mutating func tokenUnits(_ name: String) throws(Failure) -> UInt256
    /// 32 bytes, the first of which is the highest of the number.
    mutating func bytes(_ name: String) throws(Failure) -> UInt256
    /// A time, by default that of the block, in seconds since 1970.
    mutating func time(_ name: String) throws(Failure) -> UInt64
    /// True or false; nil for an argument without a default.
    mutating func flag(_ name: String, default: Bool?) throws(Failure) -> Bool
}

extension CallArguments {
    mutating func amount(_ name: String) throws(Failure) -> Decimal18 { try amount(name, default: nil) }
    mutating func flag(_ name: String) throws(Failure) -> Bool { try flag(name, default: nil) }
}

extension Call {
    /// Reads the arguments of a function.
    ///
    /// - Parameters:
    ///   - function: What is called.
    ///   - target: The pool that it is called on; what functions of other contracts are about is an argument.
    ///   - arguments: Where they come from.
    ///   - revision: Swaps have another flag in each revision.
    public init<Arguments: CallArguments>(
        _ function: Function, on target: PoolID, reading arguments: inout Arguments, revision: Revision
    ) throws(Arguments.Failure) {
        self =
            switch function {
            case .clearingHouse(let function): .clearingHouse(try ClearingHouseCall(function, &arguments))
            case .amm(let function): .amm(target, try AmmCall(function, &arguments, revision))
            case .priceFeed(.setLatestData):
                .priceFeed(
                    .setLatestData(
                        try arguments.pool(), price: try arguments.amount("price"),
                        timestamp: try arguments.time("timestamp")))
            case .insuranceFund(let function): .insuranceFund(try InsuranceFundCall(function, &arguments))
            case .quoteToken(let function): .quoteToken(try QuoteTokenCall(function, &arguments))
            }
    }

    /// The arguments by name, in the contracts' order. The pool that a pool's own function is called on is none.
    public func arguments(in revision: Revision) -> [Field] {
        switch self {
        case .clearingHouse(let call): call.arguments
        case .amm(_, let call): call.arguments(in: revision)
        case .priceFeed(.setLatestData(let pool, let price, let timestamp)):
            [Field(pool), Field("price", .amount(price)), Field("timestamp", .time(timestamp))]
        case .insuranceFund(let call): call.arguments
        case .quoteToken(let call): call.arguments
        }
    }
}

extension ClearingHouseCall {
    fileprivate init<Arguments: CallArguments>(
        _ function: Call.ClearingHouseFunction, _ arguments: inout Arguments
    ) throws(Arguments.Failure) {
        switch function {
        case .openPosition, .openPositionWithReferral: self = try Self.order(function, &arguments)
        case .closePosition:
            self = .closePosition(
                try arguments.pool(),
                quoteAssetAmountLimit: try arguments.amount("quoteAssetAmountLimit", default: .zero))
        case .closePositionWithReferral:
            self = .closePositionWithReferral(
                try arguments.pool(),
                quoteAssetAmountLimit: try arguments.amount("quoteAssetAmountLimit", default: .zero),
                referralCode: try arguments.bytes("referralCode"))
        case .addMargin: self = .addMargin(try arguments.pool(), addedMargin: try arguments.amount("addedMargin"))
        case .removeMargin:
            self = .removeMargin(try arguments.pool(), removedMargin: try arguments.amount("removedMargin"))
        case .liquidate: self = .liquidate(try arguments.pool(), trader: try arguments.account("trader"))
        case .liquidateWithSlippage:
            self = .liquidateWithSlippage(
                try arguments.pool(), trader: try arguments.account("trader"),
                quoteAssetAmountLimit: try arguments.amount("quoteAssetAmountLimit", default: .zero))
        case .payFunding: self = .payFunding(try arguments.pool())
        case .settlePosition: self = .settlePosition(try arguments.pool())
        case .adjustPosition: self = .adjustPosition(try arguments.pool())
        case .setMaintenanceMarginRatio:
            self = .setMaintenanceMarginRatio(try arguments.amount("maintenanceMarginRatio"))
        case .setLiquidationFeeRatio: self = .setLiquidationFeeRatio(try arguments.amount("liquidationFeeRatio"))
        case .setPartialLiquidationRatio:
            self = .setPartialLiquidationRatio(try arguments.amount("partialLiquidationRatio"))
        case .setWhitelist: self = .setWhitelist(try arguments.accountOrNobody("account"))
        case .setBackstopLiquidityProvider:
            self = .setBackstopLiquidityProvider(
                try arguments.account("account"), isProvider: try arguments.flag("isProvider", default: true))
        case .setTollPool: self = .setTollPool(try arguments.accountOrNobody("account"))
        case .setFeePool: self = .setFeePool(try arguments.accountOrNobody("account"))
        case .pause: self = .pause
        case .unpause: self = .unpause
        case .setOwner: self = .setOwner(try arguments.accountOrNobody("newOwner"))
        case .updateOwner: self = .updateOwner
        case .renounceOwnership: self = .renounceOwnership
        }
    }

    private static func order<Arguments: CallArguments>(
        _ function: Call.ClearingHouseFunction, _ arguments: inout Arguments
    ) throws(Arguments.Failure) -> ClearingHouseCall {
        let (pool, side) = (try arguments.pool(), try arguments.side())
        let amount = try arguments.amount("quoteAssetAmount")
        let leverage = try arguments.amount("leverage", default: .one)
        let limit = try arguments.amount("baseAssetAmountLimit", default: .zero)
        guard function == .openPositionWithReferral else {
            return .openPosition(
                pool, side: side, quoteAssetAmount: amount, leverage: leverage, baseAssetAmountLimit: limit)
        }
        return .openPositionWithReferral(
            pool, side: side, quoteAssetAmount: amount, leverage: leverage, baseAssetAmountLimit: limit,
            referralCode: try arguments.bytes("referralCode"))
    }

    fileprivate var arguments: [Field] {
        switch self {
        case .openPosition(let pool, let side, let amount, let leverage, let limit):
            Self.order(pool, side, amount, leverage, limit)
        case .openPositionWithReferral(let pool, let side, let amount, let leverage, let limit, let code):
            Self.order(pool, side, amount, leverage, limit) + [Field("referralCode", .bytes(code))]
        case .closePosition(let pool, let limit): [Field(pool), Field("quoteAssetAmountLimit", .amount(limit))]
        case .closePositionWithReferral(let pool, let limit, let code):
            [Field(pool), Field("quoteAssetAmountLimit", .amount(limit)), Field("referralCode", .bytes(code))]
        case .addMargin(let pool, let margin): [Field(pool), Field("addedMargin", .amount(margin))]
        case .removeMargin(let pool, let margin): [Field(pool), Field("removedMargin", .amount(margin))]
        case .liquidate(let pool, let trader): [Field(pool), Field("trader", .account(trader))]
        case .liquidateWithSlippage(let pool, let trader, let limit):
            [Field(pool), Field("trader", .account(trader)), Field("quoteAssetAmountLimit", .amount(limit))]
        case .payFunding(let pool), .settlePosition(let pool), .adjustPosition(let pool): [Field(pool)]
        case .setMaintenanceMarginRatio(let ratio): [Field("maintenanceMarginRatio", .amount(ratio))]
        case .setLiquidationFeeRatio(let ratio): [Field("liquidationFeeRatio", .amount(ratio))]
        case .setPartialLiquidationRatio(let ratio): [Field("partialLiquidationRatio", .amount(ratio))]
        case .setWhitelist(let account), .setTollPool(let account), .setFeePool(let account):
            [Field("account", .account(account))]
        case .setBackstopLiquidityProvider(let account, let isProvider):
            [Field("account", .account(account)), Field("isProvider", .flag(isProvider))]
        case .setOwner(let newOwner): [Field("newOwner", .account(newOwner))]
        case .pause, .unpause, .updateOwner, .renounceOwnership: []
        }
    }

    private static func order(
        _ pool: PoolID, _ side: Side, _ amount: Decimal18, _ leverage: Decimal18, _ limit: Decimal18
    ) -> [Field] {
        [
            Field(pool), Field("side", .side(side)), Field("quoteAssetAmount", .amount(amount)),
            Field("leverage", .amount(leverage)), Field("baseAssetAmountLimit", .amount(limit)),
        ]
    }
}

extension AmmCall {
    fileprivate init<Arguments: CallArguments>(
        _ function: Call.AmmFunction, _ arguments: inout Arguments, _ revision: Revision
    ) throws(Arguments.Failure) {
        switch function {
        case .swapInput:
            self = .swapInput(
                try arguments.direction(), quoteAssetAmount: try arguments.amount("quoteAssetAmount"),
                baseAssetAmountLimit: try arguments.amount("baseAssetAmountLimit", default: .zero),
                canOverFluctuationLimit: revision == .v2
                    ? try arguments.flag("canOverFluctuationLimit", default: false) : false)
        case .swapOutput:
            self = .swapOutput(
                try arguments.direction(), baseAssetAmount: try arguments.amount("baseAssetAmount"),
                quoteAssetAmountLimit: try arguments.amount("quoteAssetAmountLimit", default: .zero),
                skipFluctuationCheck: revision == .v1
                    ? try arguments.flag("skipFluctuationCheck", default: false) : false)
        case .migrateLiquidity:
            self = .migrateLiquidity(
                liquidityMultiplier: try arguments.amount("liquidityMultiplier"),
                fluctuationLimitRatio: try arguments.amount("fluctuationLimitRatio", default: .zero))
        case .settleFunding: self = .settleFunding
        case .shutdown: self = .shutdown
        case .setOpen: self = .setOpen(try arguments.flag("open"))
        case .setCap:
            self = .setCap(
                maxHoldingBaseAsset: try arguments.amount("maxHoldingBaseAsset"),
                openInterestNotionalCap: try arguments.amount("openInterestNotionalCap"))
        case .setTollRatio: self = .setTollRatio(try arguments.amount("tollRatio"))
        case .setSpreadRatio: self = .setSpreadRatio(try arguments.amount("spreadRatio"))
        case .setFluctuationLimitRatio:
            self = .setFluctuationLimitRatio(try arguments.amount("fluctuationLimitRatio"))
        case .setSpotPriceTwapInterval: self = .setSpotPriceTwapInterval(try arguments.number("interval"))
        case .setCounterParty: self = .setCounterParty(try arguments.accountOrNobody("account"))
        case .setGlobalShutdown: self = .setGlobalShutdown(try arguments.accountOrNobody("account"))
        case .setPriceFeed: self = .setPriceFeed(try arguments.accountOrNobody("priceFeed"))
        case .setOwner: self = .setOwner(try arguments.accountOrNobody("newOwner"))
        case .updateOwner: self = .updateOwner
        case .renounceOwnership: self = .renounceOwnership
        }
    }

    fileprivate func arguments(in revision: Revision) -> [Field] {
        switch self {
        case .swapInput(let direction, let quote, let limit, let canOver):
            [
                Field("direction", .direction(direction)), Field("quoteAssetAmount", .amount(quote)),
                Field("baseAssetAmountLimit", .amount(limit)),
            ] + (revision == .v2 ? [Field("canOverFluctuationLimit", .flag(canOver))] : [])
        case .swapOutput(let direction, let base, let limit, let skips):
            [
                Field("direction", .direction(direction)), Field("baseAssetAmount", .amount(base)),
                Field("quoteAssetAmountLimit", .amount(limit)),
            ] + (revision == .v1 ? [Field("skipFluctuationCheck", .flag(skips))] : [])
        case .migrateLiquidity(let multiplier, let ratio):
            [Field("liquidityMultiplier", .amount(multiplier)), Field("fluctuationLimitRatio", .amount(ratio))]
        case .settleFunding, .shutdown, .updateOwner, .renounceOwnership: []
        case .setOpen(let isOpen): [Field("open", .flag(isOpen))]
        case .setCap(let maxHolding, let cap):
            [Field("maxHoldingBaseAsset", .amount(maxHolding)), Field("openInterestNotionalCap", .amount(cap))]
        case .setTollRatio(let ratio): [Field("tollRatio", .amount(ratio))]
        case .setSpreadRatio(let ratio): [Field("spreadRatio", .amount(ratio))]
        case .setFluctuationLimitRatio(let ratio): [Field("fluctuationLimitRatio", .amount(ratio))]
        case .setSpotPriceTwapInterval(let interval): [Field("interval", .number(interval))]
        case .setCounterParty(let account), .setGlobalShutdown(let account): [Field("account", .account(account))]
        case .setPriceFeed(let account): [Field("priceFeed", .account(account))]
        case .setOwner(let newOwner): [Field("newOwner", .account(newOwner))]
        }
    }
}

extension InsuranceFundCall {
    fileprivate init<Arguments: CallArguments>(
        _ function: Call.InsuranceFundFunction, _ arguments: inout Arguments
    ) throws(Arguments.Failure) {
        self =
            switch function {
            case .addAmm: .addAmm(try arguments.pool())
            case .removeAmm: .removeAmm(try arguments.pool())
            case .setBeneficiary: .setBeneficiary(try arguments.accountOrNobody("account"))
            case .withdraw: .withdraw(try arguments.amount("amount"))
            case .removeToken: .removeToken
            }
    }

    fileprivate var arguments: [Field] {
        switch self {
        case .addAmm(let pool), .removeAmm(let pool): [Field(pool)]
        case .setBeneficiary(let account): [Field("account", .account(account))]
        case .withdraw(let amount): [Field("amount", .amount(amount))]
        case .removeToken: []
        }
    }
}

extension QuoteTokenCall {
    fileprivate init<Arguments: CallArguments>(
        _ function: Call.QuoteTokenFunction, _ arguments: inout Arguments
    ) throws(Arguments.Failure) {
        self =
            switch function {
            case .transfer:
                .transfer(to: try arguments.accountOrNobody("to"), amount: try arguments.tokenUnits("amount"))
            case .approve:
                .approve(
                    spender: try arguments.accountOrNobody("spender"), amount: try arguments.tokenUnits("amount"))
            case .pause: .pause
            case .unpause: .unpause
            }
    }

    fileprivate var arguments: [Field] {
        switch self {
        case .transfer(let receiver, let amount):
            [Field("to", .account(receiver)), Field("amount", .tokenUnits(amount))]
        case .approve(let spender, let amount):
            [Field("spender", .account(spender)), Field("amount", .tokenUnits(amount))]
        case .pause, .unpause: []
        }
    }
}

extension Field {
    /// The pool that a call of another contract is about.
    fileprivate init(_ pool: PoolID) { self.init("amm", .pool(pool)) }
}

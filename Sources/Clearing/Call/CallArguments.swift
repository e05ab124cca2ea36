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
    /// `side`.
    mutating func side() throws(Failure) -> Side
    /// `direction`.
    mutating func direction() throws(Failure) -> Direction
    /// 18-decimal fixed point; nil for an argument without a default.
    mutating func amount(_ name: String, default: Decimal18?) throws(Failure) -> Decimal18
    /// A whole number.
    mutating func number(_ name: String) throws(Failure) -> UInt256
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
        switch function {
        case .clearingHouse(let function): self = try Call(function, &arguments)
        case .amm(let function): self = try Call(function, target, &arguments, revision)
        case .priceFeed(.setLatestData):
            self = .setLatestData(
                try arguments.pool(), price: try arguments.amount("price"), timestamp: try arguments.time("timestamp"))
        }
    }

    private init<Arguments: CallArguments>(
        _ function: ClearingHouseFunction, _ arguments: inout Arguments
    ) throws(Arguments.Failure) {
        switch function {
        case .openPosition:
            self = .openPosition(
                try arguments.pool(), side: try arguments.side(),
                quoteAssetAmount: try arguments.amount("quoteAssetAmount"),
                leverage: try arguments.amount("leverage", default: .one),
                baseAssetAmountLimit: try arguments.amount("baseAssetAmountLimit", default: .zero))
        case .closePosition:
            self = .closePosition(
                try arguments.pool(),
                quoteAssetAmountLimit: try arguments.amount("quoteAssetAmountLimit", default: .zero))
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
        case .setWhitelist: self = .setWhitelist(try arguments.account("account"))
        case .setBackstopLiquidityProvider:
            self = .setBackstopLiquidityProvider(
                try arguments.account("account"), isProvider: try arguments.flag("isProvider", default: true))
        case .pause: self = .pause
        case .unpause: self = .unpause
        }
    }

    private init<Arguments: CallArguments>(
        _ function: AmmFunction, _ pool: PoolID, _ arguments: inout Arguments, _ revision: Revision
    ) throws(Arguments.Failure) {
        switch function {
        case .swapInput:
            self = .swapInput(
                pool, try arguments.direction(), quoteAssetAmount: try arguments.amount("quoteAssetAmount"),
                baseAssetAmountLimit: try arguments.amount("baseAssetAmountLimit", default: .zero),
                canOverFluctuationLimit: revision == .v2
                    ? try arguments.flag("canOverFluctuationLimit", default: false) : false)
        case .swapOutput:
            self = .swapOutput(
                pool, try arguments.direction(), baseAssetAmount: try arguments.amount("baseAssetAmount"),
                quoteAssetAmountLimit: try arguments.amount("quoteAssetAmountLimit", default: .zero),
                skipFluctuationCheck: revision == .v1
                    ? try arguments.flag("skipFluctuationCheck", default: false) : false)
        case .migrateLiquidity:
            self = .migrateLiquidity(
                pool, liquidityMultiplier: try arguments.amount("liquidityMultiplier"),
                fluctuationLimitRatio: try arguments.amount("fluctuationLimitRatio", default: .zero))
        case .settleFunding: self = .settleFunding(pool)
        case .shutdown: self = .shutdown(pool)
        case .setOpen: self = .setOpen(pool, try arguments.flag("open"))
        case .setCap:
            self = .setCap(
                pool, maxHoldingBaseAsset: try arguments.amount("maxHoldingBaseAsset"),
                openInterestNotionalCap: try arguments.amount("openInterestNotionalCap"))
        case .setTollRatio: self = .setTollRatio(pool, try arguments.amount("tollRatio"))
        case .setSpreadRatio: self = .setSpreadRatio(pool, try arguments.amount("spreadRatio"))
        case .setFluctuationLimitRatio:
            self = .setFluctuationLimitRatio(pool, try arguments.amount("fluctuationLimitRatio"))
        case .setSpotPriceTwapInterval: self = .setSpotPriceTwapInterval(pool, try arguments.number("interval"))
        }
    }

    /// The arguments by name, in the contracts' order. The pool that a pool's own function is called on is none.
    public func arguments(in revision: Revision) -> [Field] {
        func amm(_ pool: PoolID, _ rest: Field...) -> [Field] { [Field("amm", .pool(pool))] + rest }
        func amount(_ name: String, _ value: Decimal18) -> Field { Field(name, .amount(value)) }
        return switch self {
        case .openPosition(let pool, let side, let quote, let leverage, let limit):
            amm(
                pool, Field("side", .side(side)), amount("quoteAssetAmount", quote), amount("leverage", leverage),
                amount("baseAssetAmountLimit", limit))
        case .closePosition(let pool, let limit): amm(pool, amount("quoteAssetAmountLimit", limit))
        case .addMargin(let pool, let margin): amm(pool, amount("addedMargin", margin))
        case .removeMargin(let pool, let margin): amm(pool, amount("removedMargin", margin))
        case .liquidate(let pool, let trader): amm(pool, Field("trader", .account(trader)))
        case .liquidateWithSlippage(let pool, let trader, let limit):
            amm(pool, Field("trader", .account(trader)), amount("quoteAssetAmountLimit", limit))
        case .payFunding(let pool), .settlePosition(let pool), .adjustPosition(let pool): amm(pool)
        case .setMaintenanceMarginRatio(let ratio): [amount("maintenanceMarginRatio", ratio)]
        case .setLiquidationFeeRatio(let ratio): [amount("liquidationFeeRatio", ratio)]
        case .setPartialLiquidationRatio(let ratio): [amount("partialLiquidationRatio", ratio)]
        case .setWhitelist(let account): [Field("account", .account(account))]
        case .setBackstopLiquidityProvider(let account, let isProvider):
            [Field("account", .account(account)), Field("isProvider", .flag(isProvider))]
        case .pause, .unpause, .settleFunding, .shutdown: []
        case .swapInput(_, let direction, let quote, let limit, let canOver):
            [
                Field("direction", .direction(direction)), amount("quoteAssetAmount", quote),
                amount("baseAssetAmountLimit", limit),
            ] + (revision == .v2 ? [Field("canOverFluctuationLimit", .flag(canOver))] : [])
        case .swapOutput(_, let direction, let base, let limit, let skips):
            [
                Field("direction", .direction(direction)), amount("baseAssetAmount", base),
                amount("quoteAssetAmountLimit", limit),
            ] + (revision == .v1 ? [Field("skipFluctuationCheck", .flag(skips))] : [])
        case .migrateLiquidity(_, let multiplier, let ratio):
            [amount("liquidityMultiplier", multiplier), amount("fluctuationLimitRatio", ratio)]
        case .setOpen(_, let isOpen): [Field("open", .flag(isOpen))]
        case .setCap(_, let maxHolding, let cap):
            [amount("maxHoldingBaseAsset", maxHolding), amount("openInterestNotionalCap", cap)]
        case .setTollRatio(_, let ratio): [amount("tollRatio", ratio)]
        case .setSpreadRatio(_, let ratio): [amount("spreadRatio", ratio)]
        case .setFluctuationLimitRatio(_, let ratio): [amount("fluctuationLimitRatio", ratio)]
        case .setSpotPriceTwapInterval(_, let interval): [Field("interval", .number(interval))]
        case .setLatestData(let pool, let price, let timestamp):
            amm(pool, amount("price", price), Field("timestamp", .time(timestamp)))
        }
    }
}

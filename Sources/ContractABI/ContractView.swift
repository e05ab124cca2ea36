internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// What a view comes to once its arguments are read.
typealias Evaluation = () throws(Revert) -> [UInt8]

/// A view of one of the contracts.
protocol ContractView: Sendable {
    /// The contract's name for it.
    var name: String { get }
    /// The types of its arguments.
    var parameters: String { get }

    /// Whether the contracts of a revision have it.
    func exists(in revision: Revision) -> Bool

    /// Reads the arguments; what it says of a state comes later.
    ///
    /// - Parameters:
    ///   - words: The arguments.
    ///   - state: What is asked.
    ///   - pool: The pool that is asked, where it is one.
    func evaluation(
        _ words: inout ABIWords, _ state: inout ContractState, _ pool: PoolID
    ) throws(CalldataError) -> Evaluation
}

extension ContractView where Self: RawRepresentable, RawValue == String {
    var name: String { rawValue }
    func exists(in revision: Revision) -> Bool { true }
}

/// A price on given reserves.
enum PriceFunction: String, CaseIterable, Sendable {
    case getInputPriceWithReserves, getOutputPriceWithReserves

    var parameters: String { "uint8,(uint256),(uint256),(uint256)" }

    func evaluation(_ words: inout ABIWords) throws(CalldataError) -> Evaluation {
        let (direction, amount) = (try words.direction(), words.decimal())
        let (quote, base) = (words.decimal(), words.decimal())
        return { () throws(Revert) in
            switch self {
            case .getInputPriceWithReserves:
                try Curve.inputPrice(
                    direction, quoteAssetAmount: amount, quoteAssetReserve: quote, baseAssetReserve: base
                ).raw.word
            case .getOutputPriceWithReserves:
                try Curve.outputPrice(
                    direction, baseAssetAmount: amount, quoteAssetReserve: quote, baseAssetReserve: base
                ).raw.word
            }
        }
    }
}

/// A view of the clearing house.
enum HouseFunction: String, CaseIterable, ContractView {
    case backstopLiquidityProviderMap, candidate, feePool, getLatestCumulativePremiumFraction, getMarginRatio
    case getPosition, getPositionNotionalAndUnrealizedPnl, getUnadjustedPosition, initMarginRatio, insuranceFund
    case liquidationFeeRatio, maintenanceMarginRatio, openInterestNotionalMap, owner, partialLiquidationRatio, paused

    var parameters: String {
        switch self {
        case .backstopLiquidityProviderMap, .getLatestCumulativePremiumFraction, .openInterestNotionalMap: "address"
        case .getMarginRatio, .getPosition, .getUnadjustedPosition: "address,address"
        case .getPositionNotionalAndUnrealizedPnl: "address,address,uint8"
        case .candidate, .feePool, .initMarginRatio, .insuranceFund, .liquidationFeeRatio, .maintenanceMarginRatio,
            .owner, .partialLiquidationRatio, .paused:
            ""
        }
    }

    func exists(in revision: Revision) -> Bool {
        switch self {
        case .backstopLiquidityProviderMap, .partialLiquidationRatio: revision == .v2
        default: true
        }
    }

    func evaluation(
        _ words: inout ABIWords, _ state: inout ContractState, _ pool: PoolID
    ) throws(CalldataError) -> Evaluation {
        switch self {
        case .backstopLiquidityProviderMap:
            let account = try words.account(&state.book)
            let isProvider = account.map(state.house.backstopProviders.contains) ?? false
            return { () throws(Revert) in UInt256(isProvider ? 1 : 0).word }
        case .getLatestCumulativePremiumFraction, .openInterestNotionalMap:
            let market = state.house.markets[try words.pool(state.book).rawValue]
            let isFraction = self == .getLatestCumulativePremiumFraction
            return { () throws(Revert) in
                isFraction ? market.cumulativePremiumFraction.word : market.openInterestNotional.raw.word
            }
        case .getMarginRatio, .getPosition, .getUnadjustedPosition, .getPositionNotionalAndUnrealizedPnl:
            return try ofPosition(&words, &state)
        case .candidate, .feePool, .initMarginRatio, .insuranceFund, .liquidationFeeRatio, .maintenanceMarginRatio,
            .owner, .partialLiquidationRatio, .paused:
            let word = figure(of: state)
            return { () throws(Revert) in word }
        }
    }

    private func ofPosition(
        _ words: inout ABIWords, _ state: inout ContractState
    ) throws(CalldataError) -> Evaluation {
        let (pool, trader) = (try words.pool(state.book), try words.trader(&state.book))
        let valuation = self == .getPositionNotionalAndUnrealizedPnl ? try words.valuation() : .spot
        let (house, now) = (state.house, state.block.timestamp)
        return { () throws(Revert) in
            switch self {
            case .getPosition: try house.position(pool, of: trader).words
            case .getUnadjustedPosition: house.storedPosition(pool, of: trader).words
            case .getPositionNotionalAndUnrealizedPnl:
                try house.value(pool, of: trader, by: valuation, now: now).words
            default: try house.marginRatio(pool, of: trader, now: now).word
            }
        }
    }

    private func figure(of state: ContractState) -> [UInt8] {
        let (house, book) = (state.house, state.book)
        return switch self {
        case .candidate: book.address(of: house.ownership.candidate).word
        case .owner: book.address(of: house.ownership.owner).word
        case .feePool: book.address(of: house.accounts.tollPool).word
        case .insuranceFund: book.address(of: house.accounts.insuranceFund).word
        case .initMarginRatio: house.parameters.initMarginRatio.raw.word
        case .liquidationFeeRatio: house.parameters.liquidationFeeRatio.raw.word
        case .maintenanceMarginRatio: house.parameters.maintenanceMarginRatio.raw.word
        case .partialLiquidationRatio: house.parameters.partialLiquidationRatio.raw.word
        default: UInt256(house.isPaused ? 1 : 0).word
        }
    }
}

/// A view of the clearing house's viewer.
enum ViewerFunction: String, CaseIterable, ContractView {
    case clearingHouse, getFreeCollateral, getMarginRatio, getPersonalPositionWithFundingPayment, getUnrealizedPnl

    var parameters: String {
        switch self {
        case .clearingHouse: ""
        case .getFreeCollateral, .getMarginRatio, .getPersonalPositionWithFundingPayment: "address,address"
        case .getUnrealizedPnl: "address,address,uint8"
        }
    }

    func exists(in revision: Revision) -> Bool { revision == .v2 }

    func evaluation(
        _ words: inout ABIWords, _ state: inout ContractState, _ pool: PoolID
    ) throws(CalldataError) -> Evaluation {
        let (house, now) = (state.house, state.block.timestamp)
        if self == .clearingHouse {
            let address = state.book.address(of: house.accounts.vault).word
            return { () throws(Revert) in address }
        }
        let (pool, trader) = (try words.pool(state.book), try words.trader(&state.book))
        let valuation = self == .getUnrealizedPnl ? try words.valuation() : .spot
        return { () throws(Revert) in
            switch self {
            case .getFreeCollateral: try house.freeCollateral(pool, of: trader, now: now).word
            case .getUnrealizedPnl: try house.value(pool, of: trader, by: valuation, now: now).unrealizedPnl.word
            case .getPersonalPositionWithFundingPayment:
                try house.position(pool, of: trader).words(margin: house.marginWithFunding(pool, of: trader))
            default: try house.marginRatio(pool, of: trader, now: now).word
            }
        }
    }
}

extension Position {
    /// The struct of the contracts: six words.
    fileprivate var words: [UInt8] { words(margin: margin) }

    fileprivate func words(margin: Decimal18) -> [UInt8] {
        size.word + margin.raw.word + openNotional.raw.word + lastUpdatedCumulativePremiumFraction.word
            + UInt256(UInt64(liquidityHistoryIndex)).word + UInt256(blockNumber).word
    }
}

extension PositionValue {
    fileprivate var words: [UInt8] { notional.raw.word + unrealizedPnl.word }
}

extension SignedDecimal18 {
    /// The number as a word of the ABI, in two's complement.
    var word: [UInt8] { raw.bitPattern.word }
}

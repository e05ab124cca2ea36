internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// All keys of a market's observable state, in the order of the vectors.
struct MarketStateKeys: Sendable {
    /// All keys, in order.
    let keys: [String]
    private let traders: [Account]
    private let holders: [Account]
    private let revision: Revision

    init(_ setup: Setup) {
        let book = setup.accounts
        let traders = book.traders
        let holders = traders + ["clearingHouse", "insuranceFund", "tollPool"]
        let pools = setup.amms.map(\.name).flatMap { pool in
            PoolStateKeys.keys(amm: pool) + Self.marketFields.map { "clearingHouse.\(pool).\($0)" }
                + traders.flatMap { trader in Self.positionFields.map { "position.\(pool).\(trader).\($0)" } }
        }
        // The last of the house's fields is one that v1 does not have.
        let house = Self.houseFields.dropLast(setup.revision == .v1 ? 1 : 0).map { "clearingHouse.\($0)" }
        keys = pools + house + holders.map { "balance.\($0)" }
        self.traders = traders.map { book[$0] ?? book.owner }
        self.holders = holders.map { book[$0] ?? book.owner }
        revision = setup.revision
    }

    private static let marketFields = ["openInterestNotional", "cumulativePremiumFraction", "lastRestrictionBlock"]

    private static let houseFields = [
        "prepaidBadDebt", "paused", "initMarginRatio", "maintenanceMarginRatio", "liquidationFeeRatio",
        "partialLiquidationRatio",
    ]

    private static let positionFields = [
        "size", "margin", "openNotional", "lastUpdatedCumulativePremiumFraction", "liquidityHistoryIndex",
        "blockNumber",
    ]

    func state(of house: ClearingHouse) -> ObservedState {
        var values = [StateValue]()
        values.reserveCapacity(keys.count)
        for (index, market) in house.markets.enumerated() {
            PoolStateKeys.append(to: &values, market.pool)
            values.append(.unsigned(market.openInterestNotional.raw))
            values.append(.signed(market.cumulativePremiumFraction.raw))
            values.append(.counter(market.lastRestrictionBlock))
            for trader in traders {
                let position = house.storedPosition(PoolID(rawValue: index), of: trader)
                values.append(.signed(position.size.raw))
                values.append(.unsigned(position.margin.raw))
                values.append(.unsigned(position.openNotional.raw))
                values.append(.signed(position.lastUpdatedCumulativePremiumFraction.raw))
                values.append(.counter(position.liquidityHistoryIndex))
                values.append(.counter(position.blockNumber))
            }
        }
        let parameters = house.parameters
        values.append(.unsigned(house.prepaidBadDebt.raw))
        values.append(.flag(house.isPaused))
        values.append(.unsigned(parameters.initMarginRatio.raw))
        values.append(.unsigned(parameters.maintenanceMarginRatio.raw))
        values.append(.unsigned(parameters.liquidationFeeRatio.raw))
        if revision == .v2 { values.append(.unsigned(parameters.partialLiquidationRatio.raw)) }
        for holder in holders { values.append(.unsigned(house.ledger.balance(of: holder))) }
        return ObservedState(keys: keys, values: values)
    }
}

internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// All keys of a market's observable state, in the order of the vectors.
struct MarketStateKeys: Sendable {
    private struct PositionKeys: Sendable {
        var pool: PoolID
        var trader: Account
        var keys: [String]
    }

    private let pools: [PoolStateKeys]
    /// What the clearing house keeps for each pool.
    private let markets: [[String]]
    private let positions: [[PositionKeys]]
    private let house: [String]
    private let balances: [(key: String, account: Account)]

    init(_ setup: Setup) {
        let poolNames = setup.amms.map(\.name)
        pools = poolNames.map { PoolStateKeys(amm: $0) }
        markets = poolNames.map { pool in Self.marketFields.map { "clearingHouse.\(pool).\($0)" } }
        let book = setup.accounts
        let traders = book.traders
        positions = poolNames.enumerated().map { index, pool in
            traders.map { trader in
                PositionKeys(
                    pool: PoolID(rawValue: index), trader: book[trader] ?? book.owner,
                    keys: Self.positionFields.map { "position.\(pool).\(trader).\($0)" })
            }
        }
        // The last of these is one that v1 does not have.
        house = Self.houseFields.dropLast(setup.revision == .v1 ? 1 : 0).map { "clearingHouse.\($0)" }
        balances = (traders + ["clearingHouse", "insuranceFund", "tollPool"]).map {
            ("balance.\($0)", book[$0] ?? book.owner)
        }
    }

    /// All keys, in order.
    var keys: [String] {
        pools.indices.flatMap { pools[$0].keys + markets[$0] + positions[$0].flatMap(\.keys) } + house
            + balances.map(\.key)
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

    func entries(of house: ClearingHouse) -> [StateEntry] {
        var entries = [StateEntry]()
        let positionCount = positions.reduce(0) { $0 + $1.count }
        entries.reserveCapacity(32 * pools.count + 6 * positionCount + balances.count + 6)
        for (index, market) in house.markets.enumerated() {
            pools[index].append(to: &entries, market.pool)
            entries.append(
                keys: markets[index], .unsigned(market.openInterestNotional.raw),
                .signed(market.cumulativePremiumFraction.raw), .counter(market.lastRestrictionBlock))
            for keys in positions[index] {
                let position = house.storedPosition(keys.pool, of: keys.trader)
                entries.append(
                    keys: keys.keys, .signed(position.size.raw), .unsigned(position.margin.raw),
                    .unsigned(position.openNotional.raw), .signed(position.lastUpdatedCumulativePremiumFraction.raw),
                    .counter(position.liquidityHistoryIndex), .counter(position.blockNumber))
            }
        }
        let parameters = house.parameters
        entries.append(
            keys: self.house, .unsigned(house.prepaidBadDebt.raw), .flag(house.isPaused),
            .unsigned(parameters.initMarginRatio.raw), .unsigned(parameters.maintenanceMarginRatio.raw),
            .unsigned(parameters.liquidationFeeRatio.raw), .unsigned(parameters.partialLiquidationRatio.raw))
        for (key, account) in balances {
            entries.append(StateEntry(key: key, value: .unsigned(house.ledger.balance(of: account))))
        }
        return entries
    }
}

extension [StateEntry] {
    /// Adds an entry for each key; values beyond the keys are left out.
    fileprivate mutating func append(keys: [String], _ values: StateValue...) {
        for index in keys.indices { append(StateEntry(key: keys[index], value: values[index])) }
    }
}

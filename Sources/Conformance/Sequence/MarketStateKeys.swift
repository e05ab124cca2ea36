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
    private let poolNames: [String]
    private let positions: [[PositionKeys]]
    private let balances: [(key: String, account: Account)]
    private let revision: Revision

    init(_ setup: Setup) {
        revision = setup.revision
        poolNames = setup.amms.map(\.name)
        pools = poolNames.map { PoolStateKeys(amm: $0) }
        let book = setup.accounts
        let traders = book.traders
        positions = poolNames.enumerated().map { index, pool in
            traders.map { trader in
                PositionKeys(
                    pool: PoolID(rawValue: index), trader: book[trader] ?? book.owner,
                    keys: Self.positionFields.map { "position.\(pool).\(trader).\($0)" })
            }
        }
        balances = (traders + ["clearingHouse", "insuranceFund", "tollPool"]).map {
            ("balance.\($0)", book[$0] ?? book.owner)
        }
    }

    /// All keys, in order.
    var keys: [String] {
        poolNames.indices.flatMap { index in
            let house = ["openInterestNotional", "cumulativePremiumFraction", "lastRestrictionBlock"]
            return pools[index].keys + house.map { "clearingHouse.\(poolNames[index]).\($0)" }
                + positions[index].flatMap(\.keys)
        } + houseFields.map { "clearingHouse.\($0)" } + balances.map(\.key)
    }

    private var houseFields: [String] {
        ["prepaidBadDebt", "paused", "initMarginRatio", "maintenanceMarginRatio", "liquidationFeeRatio"]
            + (revision == .v2 ? ["partialLiquidationRatio"] : [])
    }

    private static let positionFields = [
        "size", "margin", "openNotional", "lastUpdatedCumulativePremiumFraction", "liquidityHistoryIndex",
        "blockNumber",
    ]

    func entries(of house: ClearingHouse) -> [StateEntry] {
        var entries = [StateEntry]()
        for (index, market) in house.markets.enumerated() {
            entries += pools[index].entries(of: market.pool)
            let prefix = "clearingHouse.\(poolNames[index])"
            entries += [
                StateEntry(key: "\(prefix).openInterestNotional", value: .unsigned(market.openInterestNotional.raw)),
                StateEntry(
                    key: "\(prefix).cumulativePremiumFraction", value: .signed(market.cumulativePremiumFraction.raw)),
                StateEntry(key: "\(prefix).lastRestrictionBlock", value: .counter(market.lastRestrictionBlock)),
            ]
            for keys in positions[index] {
                entries += Self.entries(keys.keys, of: house.storedPosition(keys.pool, of: keys.trader))
            }
        }
        entries += houseEntries(house)
        entries += balances.map {
            StateEntry(key: $0.key, value: .unsigned(house.ledger.balance(of: $0.account)))
        }
        return entries
    }

    private static func entries(_ keys: [String], of position: Position) -> [StateEntry] {
        let values: [StateValue] = [
            .signed(position.size.raw), .unsigned(position.margin.raw), .unsigned(position.openNotional.raw),
            .signed(position.lastUpdatedCumulativePremiumFraction.raw), .counter(position.liquidityHistoryIndex),
            .counter(position.blockNumber),
        ]
        return zip(keys, values).map { StateEntry(key: $0, value: $1) }
    }

    private func houseEntries(_ house: ClearingHouse) -> [StateEntry] {
        let parameters = house.parameters
        let values: [StateValue] = [
            .unsigned(house.prepaidBadDebt.raw), .flag(house.isPaused), .unsigned(parameters.initMarginRatio.raw),
            .unsigned(parameters.maintenanceMarginRatio.raw), .unsigned(parameters.liquidationFeeRatio.raw),
            .unsigned(parameters.partialLiquidationRatio.raw),
        ]
        // The last value is the one that v1 does not have.
        return zip(houseFields, values).map { StateEntry(key: "clearingHouse.\($0)", value: $1) }
    }
}

internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// Watches the positions of one pool and says which are to be liquidated by whom (SPEC K8).
struct LiquidationWatch: Sendable {
    private let settings: LiquidatorSettings
    private let pool: PoolID
    /// For each holder, the block in which its position was first seen below maintenance; nil for above.
    private var firstSeen: [UInt64?]
    private var turn: UInt64 = 0

    init(_ settings: LiquidatorSettings, pool: PoolID, holders: Int) {
        self.settings = settings
        self.pool = pool
        firstSeen = Array(repeating: nil, count: settings.count == 0 ? 0 : holders)
    }

    /// How many holders there are to look at: none without a liquidator.
    var holders: Range<Int> { firstSeen.indices }

    /// Whether a position is to be liquidated now.
    mutating func isDue(_ holder: Int, _ market: SimulatedMarket) -> Bool {
        let account = market.setup.holders[pool.rawValue][holder]
        guard isBelowMaintenance(account, market) else {
            firstSeen[holder] = nil
            return false
        }
        let first = firstSeen[holder] ?? market.block.number
        firstSeen[holder] = first
        return market.block.number - first >= settings.latency
    }

    /// Who liquidates next.
    mutating func nextLiquidator() -> Account {
        turn += 1
        return SimulatedAccounts.account(
            .liquidator, pool: pool.rawValue, number: Int(truncatingIfNeeded: (turn - 1) % settings.count))
    }

    private func isBelowMaintenance(_ account: Account, _ market: SimulatedMarket) -> Bool {
        let stored = market.house.storedPosition(pool, of: account)
        if stored.size.isZero || isSafeBySpot(account, stored, market) { return false }
        guard let ratio = try? market.house.marginRatio(pool, of: account, now: market.block.timestamp) else {
            return false
        }
        return ratio < SignedDecimal18(wrapping: market.setup.parameters.maintenanceMarginRatio)
    }

    /// The core takes the kinder of spot and average, so that a position that is safe by spot is safe. Saves the
    /// average. Only where the size is that of the newest curve.
    private func isSafeBySpot(_ account: Account, _ stored: Position, _ market: SimulatedMarket) -> Bool {
        guard let position = market.position(pool, of: account),
            let value = try? market.house.value(pool, of: account, by: .spot, now: market.block.timestamp),
            let funding = market.fundingOwed(pool, by: position)
        else { return false }
        let equity = value.unrealizedPnl.subtractingWrapped(funding)
            .addingWrapped(SignedDecimal18(wrapping: position.margin))
        guard equity.isPositive else { return false }
        // The larger of the two notionals that the revisions divide by.
        let notional = max(value.notional, position.openNotional)
        guard let needed = try? notional.multiplied(by: market.setup.parameters.maintenanceMarginRatio) else {
            return false
        }
        return equity.magnitude > Decimal18(raw: needed.raw &+ 1)
    }
}

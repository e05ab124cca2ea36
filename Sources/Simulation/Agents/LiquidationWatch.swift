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
        let position = market.house.storedPosition(pool, of: account)
        if position.size.isZero || isSafeBySpot(position, market) { return false }
        guard let ratio = try? market.house.marginRatio(pool, of: account, now: market.block.timestamp) else {
            return false
        }
        return ratio < SignedDecimal18(wrapping: market.setup.parameters.maintenanceMarginRatio)
    }

    /// The core takes the kinder of spot and average, so that a position that is safe by spot is safe, and the average
    /// need not be computed. Only where the size is that of the newest curve.
    private func isSafeBySpot(_ position: Position, _ market: SimulatedMarket) -> Bool {
        let snapshots = market.house.markets[pool.rawValue].pool.liquiditySnapshots.count
        guard market.house.revision == .v2 || position.liquidityHistoryIndex == snapshots - 1,
            let funding = market.fundingOwed(pool, by: position)
        else { return false }
        do throws(Revert) {
            let isLong = position.size.isPositive
            let notional = try market.state(pool).outputPrice(
                isLong ? .addToAmm : .removeFromAmm, baseAssetAmount: position.size.magnitude)
            let (value, open) = (SignedDecimal18(wrapping: notional), SignedDecimal18(wrapping: position.openNotional))
            let pnl = isLong ? value.subtractingWrapped(open) : open.subtractingWrapped(value)
            let equity = SignedDecimal18(wrapping: position.margin).subtractingWrapped(funding).addingWrapped(pnl)
            // Of the larger of the two notionals that the revisions divide by, and a wei for the rounding.
            let needed = try max(notional, position.openNotional)
                .multiplied(by: market.setup.parameters.maintenanceMarginRatio)
            return equity.isPositive && equity.magnitude > Decimal18(raw: needed.raw &+ 1)
        } catch {
            return false
        }
    }
}

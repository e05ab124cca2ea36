internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// Watches the positions of one pool and says which are to be liquidated by whom (SPEC K8).
///
/// A position can only come below maintenance where the quote reserve passes a bound that its size, margin and open
/// notional give (`SafeReserve`). So a block looks at those whose bound is passed, not at everybody's; the bounds are
/// computed again once a trade, funding or a change of K moves them.
struct LiquidationWatch: Sendable {
    private let settings: LiquidatorSettings
    private let pool: PoolID
    /// For each holder, the block in which its position was first seen below maintenance; nil for above.
    private var firstSeen: [UInt64?]
    private var turn: UInt64 = 0
    /// Longs are safe above their bound, shorts below it.
    private var longs: BoundQueue
    private var shorts: BoundQueue
    /// Holders whose bound is passed, to be looked at in order.
    private var passed = NumberSet()
    /// What bounds were computed for: they allow for some more funding, and no other K.
    private var basis: SafeReserve.Basis?

    init(_ settings: LiquidatorSettings, pool: PoolID, holders: Int) {
        self.settings = settings
        self.pool = pool
        let count = settings.count == 0 ? 0 : holders
        firstSeen = Array(repeating: nil, count: count)
        longs = BoundQueue(count: count, isAscending: false)
        shorts = BoundQueue(count: count, isAscending: true)
    }

    /// A position changed, so that its bound did.
    mutating func note(_ holder: Int, _ market: SimulatedMarket) {
        guard let basis, firstSeen.indices.contains(holder) else { return }
        longs.remove(holder)
        shorts.remove(holder)
        passed.remove(holder)
        let position = market.house.storedPosition(pool, of: market.setup.holders[pool.rawValue][holder])
        if position.size.isZero { return firstSeen[holder] = nil }
        guard let bound = SafeReserve.bound(of: position, basis, market, pool) else { return passed.insert(holder) }
        if position.size.isPositive { longs.insert(holder, at: bound) } else { shorts.insert(holder, at: bound) }
    }

    /// The next holder from a number on whose position is to be looked at; nil for none.
    mutating func next(from holder: Int, _ market: SimulatedMarket) -> Int? {
        if firstSeen.isEmpty { return nil }
        let now = SafeReserve.Basis(market, pool)
        if basis.map({ !$0.covers(now) }) ?? true {
            basis = now
            for holder in firstSeen.indices { note(holder, market) }
        }
        let reserve = market.state(pool).quoteAssetReserve
        while let first = longs.first, reserve < first.bound { passed.insert(longs.removeFirst()) }
        while let first = shorts.first, reserve > first.bound { passed.insert(shorts.removeFirst()) }
        return passed.first(from: holder)
    }

    /// A holder who is not looked at and whose position is not safe by spot: there is none.
    func missed(_ market: SimulatedMarket) -> Account? {
        for holder in firstSeen.indices where passed.first(from: holder) != holder {
            let account = market.setup.holders[pool.rawValue][holder]
            let position = market.house.storedPosition(pool, of: account)
            if !position.size.isZero, !isSafeBySpot(position, market) { return account }
        }
        return nil
    }

    /// Whether a position is to be liquidated now.
    mutating func isDue(_ holder: Int, _ market: SimulatedMarket) -> Bool {
        let account = market.setup.holders[pool.rawValue][holder]
        let position = market.house.storedPosition(pool, of: account)
        if position.size.isZero || isSafeBySpot(position, market) {
            firstSeen[holder] = nil
            note(holder, market)
            return false
        }
        guard let ratio = try? market.house.marginRatio(pool, of: account, now: market.block.timestamp),
            ratio < SignedDecimal18(wrapping: market.setup.parameters.maintenanceMarginRatio)
        else {
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

internal import Clearing
public import FixedPoint
public import VirtualAMM
internal import WideIntegers

/// A pool and its money right before or right after K changed (SPEC KC6). Quote unless said otherwise.
public struct KChangeSnapshot: Sendable {
    /// Quote reserve.
    public let quoteAssetReserve: Decimal18
    /// Base reserve.
    public let baseAssetReserve: Decimal18
    /// Base that traders hold net (signed).
    public let netPosition: SignedDecimal18
    /// Quote per base.
    public let spotPrice: Decimal18
    /// What the vault holds, for all pools.
    public let vault: Decimal18
    /// What the insurance fund holds.
    public let insuranceFund: Decimal18
    /// What the toll pool holds; nil where there is none.
    public let feePool: Decimal18?
    /// Everyone closes in the order given.
    public let closing: Closing
    /// Everyone closes in the worst order found.
    public let worstClosing: Closing
    /// How that order was looked for.
    public let search: ClosingSearch
    /// What is owed to the traders of the house's other pools, should they close in the order given.
    public let owedElsewhere: Decimal18
    /// What a buy has to bring to move the price 1 % up: y·(√1.01 − 1), rounded down.
    public let quoteForOnePercent: Decimal18
    /// How many positions may be liquidated.
    public let liquidatable: Int

    /// Vault and fund less what is owed when everyone closes in the order given (signed).
    public var solvency: SignedDecimal18? { solvency(closing) }
    /// The same in the worst order found.
    public var worstSolvency: SignedDecimal18? { solvency(worstClosing) }

    private func solvency(_ closing: Closing) -> SignedDecimal18? {
        let has = Rational(wei: vault) + Rational(wei: insuranceFund)
        return (has - Rational(wei: closing.owed) - Rational(wei: owedElsewhere)).signedDecimal
    }

    /// The capital that moving the price 1 % takes at a leverage: `quoteForOnePercent` ⊘ leverage; 0 for a leverage
    /// of 0.
    public func arbitrageCapital(leverage: Decimal18) -> Decimal18 {
        (try? quoteForOnePercent.divided(by: leverage)) ?? .zero
    }

    init(_ house: ClearingHouse, pool: PoolID, order: [Account], traders: [TraderState], block: Block)
        throws(KChangeError)
    {
        let state = house.markets[pool.rawValue].pool.state
        quoteAssetReserve = state.quoteAssetReserve
        baseAssetReserve = state.baseAssetReserve
        netPosition = state.totalPositionSize
        spotPrice = try KChangeError.catching("the spot price") { () throws(Revert) in try state.spotPrice() }
        (vault, insuranceFund, feePool) = try KChangeError.catching("a balance") { () throws(Revert) in
            (
                try house.ledger.decimalBalance(of: house.accounts.vault),
                try house.ledger.decimalBalance(of: house.accounts.insuranceFund),
                house.accounts.tollPool == nil
                    ? nil
                    : try house.accounts.tollPool.map { account throws(Revert) in
                        try house.ledger.decimalBalance(of: account)
                    }
            )
        }
        var run = ClosingRun(house, pool: pool, block: block)
        closing = run.closing(order)
        let worst = run.worst()
        worstClosing = worst.closing.owed > closing.owed ? worst.closing : closing
        search = worst.search
        var elsewhere = Decimal18.zero
        for other in house.markets.indices where other != pool.rawValue {
            var run = ClosingRun(house, pool: PoolID(rawValue: other), block: block)
            elsewhere = elsewhere.addingSaturated(run.closing(run.traders).owed)
        }
        owedElsewhere = elsewhere
        quoteForOnePercent = Self.quoteForOnePercent(state.quoteAssetReserve)
        liquidatable = traders.count { $0.isLiquidatable(house.parameters.maintenanceMarginRatio) }
    }

    /// ⌊√(y²·1.01)⌋ − y; beyond 2¹²⁷ wei √1.01 is taken to 18 digits first.
    static func quoteForOnePercent(_ reserve: Decimal18) -> Decimal18 {
        let (square, overflow) = reserve.raw.multipliedReportingOverflow(by: reserve.raw)
        let (grown, grownOverflow) = square.multipliedReportingOverflow(by: 101)
        if !overflow, !grownOverflow { return Decimal18(raw: (grown / 100).squareRoot() &- reserve.raw) }
        // √1.01 − 1 in wei.
        return (try? reserve.multiplied(by: Decimal18(raw: 4_987_562_112_089_027))) ?? .zero
    }
}

/// A position as its views show it at one time.
public struct TraderState: Hashable, Sendable {
    /// Whose position.
    public let trader: Account
    /// Base (signed), in v1 on the newest curve; nil where the core can't say.
    public let size: SignedDecimal18?
    /// Margin, quote.
    public let margin: Decimal18
    /// Profit by the spot price, quote (signed); nil where the core can't say.
    public let profit: SignedDecimal18?
    /// Margin ratio (signed, SPEC C5); nil where the core can't say.
    public let marginRatio: SignedDecimal18?
    /// Margin ratio by the spot price alone (signed); nil where the core can't say.
    public let spotMarginRatio: SignedDecimal18?
    /// The most that `removeMargin` pays out now, quote; 0 where it refuses everything.
    public let removableMargin: Decimal18

    /// - Parameter house: Is asked what it would pay, and is as before afterwards.
    init(_ house: inout ClearingHouse, pool: PoolID, trader: Account, block: Block) {
        self.trader = trader
        size = try? house.position(pool, of: trader).size
        margin = house.storedPosition(pool, of: trader).margin
        profit = try? house.value(pool, of: trader, by: .spot, now: block.timestamp).unrealizedPnl
        marginRatio = try? house.marginRatio(pool, of: trader, now: block.timestamp)
        spotMarginRatio = try? house.marginRatio(pool, of: trader, by: .spot, now: block.timestamp)
        removableMargin = Self.removableMargin(&house, pool, trader, upTo: margin, block)
    }

    /// Found by asking: whoever may take out an amount may take out less.
    private static func removableMargin(
        _ house: inout ClearingHouse, _ pool: PoolID, _ trader: Account, upTo margin: Decimal18, _ block: Block
    ) -> Decimal18 {
        let context = CallContext(sender: trader, block: block)
        func isPaid(_ amount: UInt256, _ house: inout ClearingHouse) -> Bool {
            house.rehearse(pool) {
                (try? $0.execute(
                    .clearingHouse(.removeMargin(pool, removedMargin: Decimal18(raw: amount))), context: context))
                    != nil
            }
        }
        if isPaid(margin.raw, &house) { return margin }
        if margin.isZero || !isPaid(1, &house) { return .zero }
        var (paid, refused): (UInt256, UInt256) = (1, margin.raw)
        while refused > paid &+ 1 {
            let middle = paid &+ (refused &- paid) &>> 1
            if isPaid(middle, &house) { paid = middle } else { refused = middle }
        }
        return Decimal18(raw: paid)
    }

    /// Whether the margin ratio is known and below maintenance.
    public func isLiquidatable(_ maintenanceMarginRatio: Decimal18) -> Bool {
        guard let marginRatio, let bound = try? SignedDecimal18(maintenanceMarginRatio) else { return false }
        return marginRatio < bound
    }
}

internal import Clearing
public import FixedPoint
public import VirtualAMM

/// What the order of resizing does after `migrateLiquidity` (SPEC KC6, H3): each position is resized as if it were
/// closed next, so that it matters whether all are resized at once or each as it is touched.
public struct KChangeOrder: Sendable {
    /// What one trader is left with.
    public struct Share: Hashable, Sendable {
        /// Whose position.
        public let trader: Account
        /// When everyone closes in the order given without a change, in quote (signed); nil where the core refuses.
        public let unchanged: SignedDecimal18?
        /// When each position is resized as it is closed.
        public let lazy: SignedDecimal18?
        /// When all positions are resized right after the change.
        public let eager: SignedDecimal18?
        /// Size right after the change where it is resized then, in base (signed).
        public let eagerSize: SignedDecimal18
        /// Size at the time of its close where it is resized then, in base (signed); nil where the core refuses.
        public let lazySize: SignedDecimal18?
    }

    /// Everyone closes, each resized as it closes.
    public let lazy: Closing
    /// Everyone closes, all resized before.
    public let eager: Closing
    /// Trader by trader, in the order given.
    public let shares: [Share]

    init(
        before: Closing, house: ClearingHouse, pool: PoolID, order: [Account], block: Block
    ) throws(KChangeError) {
        var lazyRun = ClosingRun(house, pool: pool, block: block)
        lazy = lazyRun.closing(order)
        var eagerHouse = house
        try KDecision.adjustEveryone(&eagerHouse, pool, block)
        var eagerRun = ClosingRun(eagerHouse, pool: pool, block: block)
        eager = eagerRun.closing(order)
        let lazySizes = lazyRun.sizes(order)
        shares = zip(order, lazySizes).map { [lazy, eager] trader, lazySize in
            func equity(_ closing: Closing) -> SignedDecimal18? {
                closing.shares.first { $0.trader == trader }?.equity
            }
            return Share(
                trader: trader, unchanged: equity(before), lazy: equity(lazy), eager: equity(eager),
                eagerSize: eagerHouse.storedPosition(pool, of: trader).size, lazySize: lazySize)
        }
    }
}

public import Clearing
public import FixedPoint
public import VirtualAMM
public import WideIntegers

/// Everything that a change of K does to a pool, its money and its traders (SPEC KC6), computed by running it, and
/// what is asked about it, on copies of the house.
public struct KChangeLedger: Sendable {
    /// What a ledger is asked for.
    public struct Options: Sendable {
        /// Quote sizes of the trades whose slippage is shown; nil for 0.1 %, 1 % and 5 % of the quote reserve before.
        public var notionals: [Decimal18]?
        /// The leverage of arbitrageurs and of the sandwich, above 0; the latter no larger than the house allows.
        public var leverage = Decimal18(whole: 10)
        /// The order in which everyone closes; those with a position who are left out come last. Nil for the order of
        /// first positions.
        public var order: [Account]?

        /// The defaults.
        public init() {}
    }

    /// A position before and after.
    public struct TraderChange: Hashable, Sendable {
        /// Before the change.
        public let before: TraderState
        /// After it.
        public let after: TraderState
    }

    /// What was done.
    public let decision: KDecision
    /// What the insurance fund has to pay, in quote; negative for what it has to receive, of which the vault pays
    /// what it has. 0 for a resize, which moves no cash.
    public let cost: SignedDecimal18
    /// What the formula of SPEC KC2 makes of the scale, in wei of quote, exact: for a pay its cost before rounding,
    /// for a resize what paying instead would cost; nil for a repeg.
    public let formulaCost: Rational?
    /// What no scale costs more than by that formula, in wei of quote, exact.
    public let maximumCost: Rational
    /// Right before.
    public let before: KChangeSnapshot
    /// Right after.
    public let after: KChangeSnapshot
    /// Slippage and break-even gaps, trade by trade.
    public let depth: [KChangeDepth]
    /// Positions, in the order given.
    public let traders: [TraderChange]
    /// The positions that may be liquidated after the change and could not before.
    public let becameLiquidatable: [Account]
    /// Trading around the change: each notional, buying and selling first.
    public let sandwiches: [KChangeSandwich]
    /// What the order of resizing does; nil unless this is a resize.
    public let order: KChangeOrder?
    /// What rounding left over.
    public let dust: KChangeDust
    /// The leverage that arbitrage capital is shown at.
    public let leverage: Decimal18
    /// The leverage of the sandwiches: the same, but no more than the house allows.
    public let sandwichLeverage: Decimal18

    /// Changes K on a copy of a house and compares.
    ///
    /// - Parameters:
    ///   - house: The market before the change; it stays as it is.
    ///   - pool: Which of its pools.
    ///   - decision: What is done to K.
    ///   - block: The block of the change.
    ///   - options: What the ledger looks at.
    /// - Throws: `KChangeError`: what keeps K from being changed so, or the pool from being valued.
    public init(
        _ house: ClearingHouse, pool: PoolID, decision: KDecision, block: Block, options: Options = Options()
    ) throws(KChangeError) {
        guard house.markets.indices.contains(pool.rawValue) else { throw .reverted(.ammNotFound, call: "the ledger") }
        let curve = try CurveExposure(house.markets[pool.rawValue].pool.state)
        var changed = house
        cost = try decision.apply(to: &changed, pool: pool, block: block)
        self.decision = decision
        formulaCost = try Self.formulaCost(decision, curve)
        maximumCost = curve.maximumCost
        self.leverage = options.leverage
        let order = Self.order(options.order, house.markets[pool.rawValue].traders, house, pool)
        var original = house
        let old = order.map { TraderState(&original, pool: pool, trader: $0, block: block) }
        let new = order.map { TraderState(&changed, pool: pool, trader: $0, block: block) }
        before = try KChangeSnapshot(house, pool: pool, order: order, traders: old, block: block)
        after = try KChangeSnapshot(changed, pool: pool, order: order, traders: new, block: block)
        traders = zip(old, new).map { TraderChange(before: $0, after: $1) }
        let maintenance = house.parameters.maintenanceMarginRatio
        becameLiquidatable = zip(old, new).filter {
            !$0.isLiquidatable(maintenance) && $1.isLiquidatable(maintenance)
        }.map(\.1.trader)
        let notionals = options.notionals ?? Self.notionals(of: curve.quoteAssetReserve)
        let states = (house.markets[pool.rawValue].pool.state, changed.markets[pool.rawValue].pool.state)
        depth = notionals.map { KChangeDepth(notional: $0, before: states.0, after: states.1) }
        let most = (try? Decimal18.one.divided(by: house.parameters.initMarginRatio)) ?? options.leverage
        let leverage = min(options.leverage, most)
        sandwichLeverage = leverage
        sandwiches = notionals.flatMap { notional in
            Side.allCases.map { side in
                KChangeSandwich(
                    house, pool: pool, decision: decision, side: side, notional: notional,
                    leverage: leverage, block: block)
            }
        }
        if case .resize = decision {
            self.order = try KChangeOrder(
                before: before.closing, house: changed, pool: pool, order: order, block: block)
        } else {
            self.order = nil
        }
        dust = KChangeDust(decision, before: curve, after: try CurveExposure(states.1), cost: cost, traders: new)
    }

    private static func formulaCost(_ decision: KDecision, _ curve: CurveExposure) throws(KChangeError) -> Rational? {
        switch decision {
        case .resize(let scale), .pay(let scale): try curve.cost(ofScale: scale)
        case .repeg: nil
        }
    }

    /// Those with a position: first as asked for, then the others.
    private static func order(
        _ wanted: [Account]?, _ traders: [Account], _ house: ClearingHouse, _ pool: PoolID
    ) -> [Account] {
        let open = traders.filter { !house.storedPosition(pool, of: $0).size.isZero }
        let first = (wanted ?? []).reduce(into: [Account]()) { first, trader in
            if open.contains(trader), !first.contains(trader) { first.append(trader) }
        }
        return first + open.filter { !first.contains($0) }
    }

    /// 0.1 %, 1 % and 5 % of a quote reserve, rounded down, without those that come to 0.
    private static func notionals(of reserve: Decimal18) -> [Decimal18] {
        [1_000, 100, 20].map { Decimal18(raw: reserve.raw / $0) }.filter { !$0.isZero }
    }
}

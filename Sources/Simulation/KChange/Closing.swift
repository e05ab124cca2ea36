public import FixedPoint
public import VirtualAMM

/// What came of everyone closing, one after the other (SPEC KC6).
public struct Closing: Hashable, Sendable {
    /// What a trader is left with.
    public struct Share: Hashable, Sendable {
        /// Whose position.
        public var trader: Account
        /// Margin and profit less funding, in quote (signed): what is owed, or, below 0, what the margin does not
        /// cover.
        public var equity: SignedDecimal18
    }

    /// Who closed, in the order in which they did.
    public var shares: [Share] = []
    /// Whose position the core refuses to close, even after everybody else's.
    public var stuck: [Account] = []
    /// The price that is left, quote per base; nil where there is none.
    public var price: Decimal18?

    /// The sum of what is owed, in quote. What margins do not cover is not set off against it: nobody pays it in.
    public var owed: Decimal18 {
        shares.reduce(.zero) { $1.equity.isPositive ? $0.addingSaturated($1.equity.magnitude) : $0 }
    }

    /// The sum of what margins do not cover, in quote.
    public var badDebt: Decimal18 {
        shares.reduce(.zero) { $1.equity.isNegative ? $0.addingSaturated($1.equity.magnitude) : $0 }
    }
}

/// How the order in which most is owed was looked for.
public enum ClosingSearch: String, Hashable, Sendable {
    /// Every order was tried: up to seven positions.
    case exhaustive
    /// Some orders were tried and the best of them improved by moving one trader at a time: there may be worse ones.
    case heuristic
}

internal import FixedPoint
internal import VirtualAMM

/// The side of an order.
public enum Side: String, Hashable, Sendable, CaseIterable {
    /// Quote for base: opens or grows a long, reduces a short.
    case buy
    /// Base for quote: opens or grows a short, reduces a long.
    case sell

    /// Which way the quote moves, seen from the pool.
    var quoteDirection: Direction { self == .buy ? .addToAmm : .removeFromAmm }
}

/// What an internal trade came to (SPEC C1).
struct TradeResult {
    /// The position after the trade, not stored yet.
    var position = Position()
    /// Quote exchanged with the pool.
    var exchangedQuote: Decimal18
    /// Base exchanged with the pool (signed, positive for bought).
    var exchangedSize: SignedDecimal18
    /// What the margin could not cover.
    var badDebt = Decimal18.zero
    /// Funding paid (signed).
    var fundingPayment: SignedDecimal18
    /// Profit realized (signed).
    var realizedPnl = SignedDecimal18.zero
    /// What the trader pays in; negative for paid out.
    var marginToVault = SignedDecimal18.zero
    /// Profit left open (signed).
    var unrealizedPnlAfter = SignedDecimal18.zero
}

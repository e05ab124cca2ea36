internal import Clearing
internal import FixedPoint
public import WideIntegers

/// What rounding left over when K changed, in wei, exact (SPEC KC6).
public struct KChangeDust: Sendable {
    /// What the quote reserve would be without rounding, less what it is, in wei of quote.
    public let quoteAssetReserve: Rational
    /// What the base reserve would be without rounding, less what it is, in wei of base; nil where it is irrational.
    public let baseAssetReserve: Rational
    /// By how much closing the net position is worth more afterwards, less what was paid for that, in wei of quote:
    /// what the traders gained by rounding.
    public let closingValue: Rational
    /// The sum of all positions' sizes, each as it would be resized now, less the pool's own figure, in wei of base.
    public let sizes: Rational

    init(
        _ decision: KDecision, before: CurveExposure, after: CurveExposure, cost: SignedDecimal18,
        traders: [TraderState]
    ) {
        let exact: (quote: Rational, base: Rational)
        switch decision {
        case .resize(let scale), .pay(let scale):
            let p = Rational(wei: scale).over(.oneInWei)
            exact = (p * before.y, p * before.x)
        case .repeg:
            // The exact reserves are roots; what they come to is compared with K below instead.
            exact = (after.y, after.x)
        }
        quoteAssetReserve = exact.quote - after.y
        baseAssetReserve = exact.base - after.x
        closingValue = after.closingValue - before.closingValue - Rational(wei: cost)
        sizes =
            traders.reduce(Rational.zero) { $0 + ($1.size.map { Rational(wei: $0) } ?? .zero) } - after.d
    }
}

public import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// What a trade of one size costs before and after K changes (SPEC KC6).
public struct KChangeDepth: Hashable, Sendable {
    /// The trade: quote that a buy brings.
    public let notional: Decimal18
    /// The average premium over the spot price, before and after. Ratio (signed); nil where the core refuses the
    /// trade.
    public let slippage: (before: SignedDecimal18?, after: SignedDecimal18?)
    /// How far the index has to be above the spot price for a buy of that size that is closed at the index to break
    /// even, fees paid on both: (1 + slippage)·(1 + f) / (1 − f) − 1. Ratio (signed); nil where there is none.
    public let breakEvenGap: (before: SignedDecimal18?, after: SignedDecimal18?)

    init(notional: Decimal18, before: PoolState, after: PoolState) {
        self.notional = notional
        slippage = (Self.slippage(notional, before), Self.slippage(notional, after))
        breakEvenGap = (Self.gap(slippage.before, before), Self.gap(slippage.after, after))
    }

    private static func slippage(_ notional: Decimal18, _ state: PoolState) -> SignedDecimal18? {
        guard let base = try? state.inputPrice(.addToAmm, quoteAssetAmount: notional), !base.isZero else { return nil }
        // The average price over the spot price: (q / b) / (y / x).
        let ratio = (Rational(wei: notional) * Rational(wei: state.baseAssetReserve))
            .over(Rational(wei: base) * Rational(wei: state.quoteAssetReserve))
        return ((ratio - .one) * .oneInWei).truncated.signedDecimal
    }

    private static func gap(_ slippage: SignedDecimal18?, _ state: PoolState) -> SignedDecimal18? {
        guard let slippage else { return nil }
        let fee = Rational(wei: state.tollRatio) + Rational(wei: state.spreadRatio)
        guard fee < .oneInWei else { return nil }
        let average = .oneInWei + Rational(wei: slippage)
        return ((average * (.oneInWei + fee)).over(.oneInWei - fee) - .oneInWei).roundedUp.signedDecimal
    }

    /// Whether two rows say the same.
    public static func == (lhs: KChangeDepth, rhs: KChangeDepth) -> Bool {
        lhs.notional == rhs.notional && lhs.slippage == rhs.slippage && lhs.breakEvenGap == rhs.breakEvenGap
    }

    /// Hashes what rows are compared by.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(notional)
        hasher.combine(slippage.before)
        hasher.combine(slippage.after)
    }
}

public import FixedPoint
package import VirtualAMM
internal import WideIntegers

/// Extension, not in the contracts: reserves to put in place of a pool's, and what that costs (SPEC K10).
public struct ReserveChange: Hashable, Sendable {
    /// Quote reserve afterwards.
    public var quoteAssetReserve: Decimal18
    /// Base reserve afterwards.
    public var baseAssetReserve: Decimal18
    /// Quote that the insurance fund pays; negative where it receives.
    public var cost: SignedDecimal18

    /// Reserves and their cost.
    public init(quoteAssetReserve: Decimal18, baseAssetReserve: Decimal18, cost: SignedDecimal18) {
        self.quoteAssetReserve = quoteAssetReserve
        self.baseAssetReserve = baseAssetReserve
        self.cost = cost
    }
}

extension PoolState {
    /// Extension, not in the contracts: both reserves times a scale, p; costs p·y·d / (p·x + d) − y·d / (x + d), each
    /// quotient rounded as the core does (SPEC P3).
    ///
    /// - Throws: What the core's arithmetic throws; `base asset after is 0` where the net position could not be closed.
    package func change(scaledBy scale: Decimal18) throws(Revert) -> ReserveChange {
        try change(
            to: quoteAssetReserve.multiplied(by: scale), baseAssetReserve: baseAssetReserve.multiplied(by: scale))
    }

    /// Extension, not in the contracts: x' = √(x·y / P*) and y' = √(x·y·P*), so that K stays, truncated.
    ///
    /// - Throws: What the core's arithmetic throws.
    package func change(repeggedTo price: Decimal18) throws(Revert) -> ReserveChange {
        guard let quote = try quoteAssetReserve.multiplied(by: price).geometricMean(with: baseAssetReserve),
            let base = try quoteAssetReserve.divided(by: price).geometricMean(with: baseAssetReserve)
        else { throw .multiplicationOverflow }
        return try change(to: quote, baseAssetReserve: base)
    }

    private func change(
        to quoteAssetReserve: Decimal18, baseAssetReserve: Decimal18
    ) throws(Revert) -> ReserveChange {
        if quoteAssetReserve.isZero || baseAssetReserve.isZero { throw .baseAssetAfterIsZero }
        let before = try closingValue(
            quoteAssetReserve: self.quoteAssetReserve, baseAssetReserve: self.baseAssetReserve)
        let after = try closingValue(quoteAssetReserve: quoteAssetReserve, baseAssetReserve: baseAssetReserve)
        return ReserveChange(
            quoteAssetReserve: quoteAssetReserve, baseAssetReserve: baseAssetReserve,
            cost: try after.subtracting(before))
    }

    /// What closing the net position would bring its holders; negative for what it would cost them.
    private func closingValue(
        quoteAssetReserve: Decimal18, baseAssetReserve: Decimal18
    ) throws(Revert) -> SignedDecimal18 {
        let isLong = totalPositionSize.isPositive
        let value = try SignedDecimal18(
            Curve.outputPrice(
                isLong ? .addToAmm : .removeFromAmm, baseAssetAmount: totalPositionSize.magnitude,
                quoteAssetReserve: quoteAssetReserve, baseAssetReserve: baseAssetReserve))
        return isLong ? value : try value.negated()
    }
}

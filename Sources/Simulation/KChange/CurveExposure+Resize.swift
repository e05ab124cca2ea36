public import FixedPoint
public import WideIntegers

// SPEC KC4: what `migrateLiquidity` of revision v1 (SPEC P18, P20) does to the net position, without its rounding.

extension CurveExposure {
    /// The net position after both reserves were multiplied by m and it was resized so that closing it is worth what
    /// it was: d' = V·m·x / (m·y − V) with V = y·d / (x + d), in wei of base, exact. No cash moves.
    ///
    /// - Throws: `scaleIsTooSmall` where the pool would have less quote than the position is worth, or m = 0.
    public func resizedNetPosition(byMultiplier multiplier: Decimal18) throws(KChangeError) -> Rational {
        let m = Rational(wei: multiplier).over(.oneInWei)
        guard !multiplier.isZero, m * y > closingValue else {
            throw .scaleIsTooSmall(scale: multiplier, netPosition: netPosition)
        }
        return (closingValue * m * x).over(m * y - closingValue)
    }

    /// The multiplier that resizes the net position to a size, the inverse: m = d'·V / (d'·y − V·x), exact.
    ///
    /// - Parameter size: d', base in wei, of the same sign as d.
    /// - Throws: `noNetPosition`; `scaleIsTooSmall` (with a scale of 0) for a size that no multiplier leads to.
    public func multiplier(resizingTo size: Rational) throws(KChangeError) -> Rational {
        guard !netPosition.isZero else { throw .noNetPosition }
        let divisor = size * y - closingValue * x
        guard !divisor.isZero, let multiplier = (size * closingValue).divided(by: divisor), multiplier > .zero else {
            throw .scaleIsTooSmall(scale: .zero, netPosition: netPosition)
        }
        return multiplier
    }
}

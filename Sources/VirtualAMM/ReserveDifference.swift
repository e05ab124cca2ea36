public import WideIntegers

/// The difference form of SPEC P2: the same number as step by step, from one shorter division.
///
/// With x the reserve that moves, y the one that answers, both below 2¹²⁷, and r = x·y mod 10¹⁸:
///
///     adding a:    ⌊(y·a + r) / (x + a)⌋
///     removing a:  ⌈(y·a − r) / (x − a)⌉     where y·a ≥ r
///
/// SPEC P2 has the proof. The other case of removing and everything larger goes to a single division of K · 10¹⁸
/// (`wideDistance`), and whatever could revert to the rule as written.
///
/// Which way a trade goes, and every other thing that a branch predictor can't know, is a mask and not a branch.
@usableFromInline
package enum ReserveDifference {
    /// The distance that the answering reserve moves, or nil where another path has to decide.
    @inlinable @inline(__always)
    package static func distance(
        _ direction: Direction, amount a: UInt128, moved x: UInt128, answering y: UInt128
    ) -> UInt256? {
        let removing: UInt128 = direction == .removeFromAmm ? .max : 0
        // x ± a; below 2¹²⁷ both, so that it is a positive int128 unless all is removed or more than there is.
        let divisor = x &+ (a ^ removing) &- removing
        let (productHigh, productLow) = x.fullProduct(y)
        // K · 10¹⁸ = x·y − r must be a positive int256: that takes in every other conversion on the way.
        guard Int128(truncatingIfNeeded: x | a | y | productHigh) >= 0, a != 0,
            Int128(truncatingIfNeeded: divisor) > 0
        else { return nil }
        let r = UInt128(UInt256(high: productHigh, low: productLow).remainderByOne)
        // y·a ± r; negative where y·a < r.
        let rest = (r ^ removing) &- removing
        let sign = UInt128(truncatingIfNeeded: Int128(truncatingIfNeeded: rest) &>> 127)
        let (dividendHigh, dividendLow) = y.fullProduct(a)
        let low = dividendLow &+ rest
        let carry: UInt128 = low < rest ? 1 : 0
        let high = dividendHigh &+ sign &+ carry
        // The quotient has to fit in two limbs; a negative dividend is "too large" as well.
        guard high < divisor else { return nil }
        let (quotient, isExact) = UInt256(high: high, low: low).dividedToHalf(by: divisor)
        let up: UInt128 = isExact ? 0 : removing & 1
        let (value, overflow) = quotient.addingReportingOverflow(up)
        return UInt256(high: overflow ? 1 : 0, low: value)
    }
}

extension ReserveDifference {
    /// The same for reserves of any size, from one division of K · 10¹⁸; nil where the rule as written has to decide.
    @inline(__always)
    package static func wideDistance(
        _ direction: Direction, amount a: UInt256, moved x: UInt256, answering y: UInt256
    ) -> UInt256? {
        let (product, overflow) = x.multipliedReportingOverflow(by: y)
        let removing = UInt256(mask: direction == .removeFromAmm)
        // x ± a. Out of range exactly where it is not on the side of x that it should be.
        let divisor = x &+ (a ^ removing) &- removing
        let k = product &- UInt256(high: 0, low: UInt128(product.remainderByOne))
        // K · 10¹⁸, the divisor and y have to be int256.
        guard !overflow, Int128(truncatingIfNeeded: k.high | divisor.high | y.high) >= 0, !a.isZero,
            (divisor < x) == (direction == .removeFromAmm), !divisor.isZero
        else { return nil }
        let (after, isExact) = k.quotientAndIsExact(dividingBy: divisor)
        let difference = after &- y
        let negative = UInt256(mask: after < y)
        let distance = (difference ^ negative) &- negative
        // One more when removing, one less when adding, unless the division came out even.
        let step = UInt256(high: 0, low: isExact ? 0 : 1)
        if distance.isZero, direction == .addToAmm, !isExact { return nil }
        return distance &+ ((step ^ ~removing) &- ~removing)
    }
}

extension UInt256 {
    /// All ones or 0.
    @inline(__always)
    fileprivate init(mask isSet: Bool) {
        let half: UInt128 = isSet ? .max : 0
        self.init(high: half, low: half)
    }
}

extension UInt256 {
    /// The remainder by 10¹⁸, from one reciprocal step.
    ///
    /// The upper limbs are folded with 2⁶⁴, 2¹²⁸ and 2¹⁹² mod 10¹⁸, each below 2⁵⁹: the sum stays below 2¹²⁵. Folding
    /// its upper limb once more leaves less than 2¹²¹, whose upper limb is less than 10¹⁸ as the step requires.
    @inlinable @inline(__always)
    var remainderByOne: UInt64 {
        let (l0, l1, l2, l3) = limbs
        let power1: UInt64 = 0x0633_275e_3af8_0000
        let power2: UInt64 = 0x0532_df79_74c4_0000
        let power3: UInt64 = 0x04ee_cadb_5828_0000
        let folded = l3.times(power3) &+ l2.times(power2) &+ l1.times(power1) &+ UInt128(truncatingIfNeeded: l0)
        let upper = UInt64(truncatingIfNeeded: folded &>> 64)
        let twice = upper.times(power1) &+ UInt128(truncatingIfNeeded: UInt64(truncatingIfNeeded: folded))
        let divisor = Reciprocal64(1_000_000_000_000_000_000)
        return divisor.divide(twice &<< 4).remainder &>> 4
    }
}

extension UInt64 {
    @inlinable @inline(__always)
    func times(_ other: UInt64) -> UInt128 {
        UInt128(truncatingIfNeeded: self) &* UInt128(truncatingIfNeeded: other)
    }
}

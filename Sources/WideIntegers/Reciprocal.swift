// Division by a precomputed reciprocal, after Möller and Granlund, "Improved division by invariant integers" (IEEE
// Transactions on Computers 60, 2011): two multiplications a limb in place of a 128-by-64-bit machine division, which
// not every machine has. Names follow the paper: u is the dividend, d the divisor, v the reciprocal, q and r the
// result.

/// A one-limb divisor, shifted until its top bit is set, and its reciprocal.
@frozen
@usableFromInline
package struct Reciprocal64: Sendable, BitwiseCopyable {
    /// The shifted divisor, at least 2⁶³.
    @usableFromInline package let divisor: UInt64
    /// ⌊(2¹²⁸ − 1) / divisor⌋ − 2⁶⁴.
    @usableFromInline package let reciprocal: UInt64
    /// How far the divisor was shifted, 0 to 63 bits.
    @usableFromInline package let shift: UInt64

    /// Prepares division by a divisor, which must not be 0.
    @inlinable @inline(__always)
    package init(_ divisor: UInt64) {
        precondition(divisor != 0, "Division by zero")
        shift = UInt64(truncatingIfNeeded: divisor.leadingZeroBitCount)
        self.divisor = divisor &<< shift
        reciprocal = Self.reciprocal(ofNormalized: self.divisor)
    }

    /// ⌊(2¹²⁸ − 1) / d⌋ − 2⁶⁴ for d ≥ 2⁶³.
    ///
    /// Processors of the x86-64 kind divide 128 bits by 64, in fewer cycles than the multiplications take
    /// (`Benchmarks/README.md`); the others have no such instruction.
    @inlinable @inline(__always)
    package static func reciprocal(ofNormalized d: UInt64) -> UInt64 {
        #if arch(x86_64)
        UInt64(truncatingIfNeeded: UInt128(high: ~d, low: .max) / UInt128(truncatingIfNeeded: d))
        #else
        reciprocalByMultiplication(ofNormalized: d)
        #endif
    }

    /// The same from multiplications (algorithm 2 of the paper, its table replaced by the division it tabulates).
    @inlinable @inline(__always)
    package static func reciprocalByMultiplication(ofNormalized d: UInt64) -> UInt64 {
        let d9 = UInt32(truncatingIfNeeded: d &>> 55)
        let d40 = d &>> 24 &+ 1
        let d63 = d &>> 1 &+ d & 1
        let v0 = UInt64(truncatingIfNeeded: ((1 &<< 19) &- (3 &<< 8)) / d9)
        let v1 = v0 &<< 11 &- (v0 &* v0 &* d40) &>> 40 &- 1
        let v2 = v1 &<< 13 &+ (v1 &* ((1 &<< 60) &- v1 &* d40)) &>> 47
        let e = (v2 &>> 1) & (0 &- d & 1) &- v2 &* d63
        let v3 = v2 &<< 31 &+ v2.multipliedFullWidth(by: e).high &>> 1
        let (high, low) = v3.multipliedFullWidth(by: d)
        let (_, carry) = low.addingReportingOverflow(d)
        return v3 &- (high &+ d &+ (carry ? 1 : 0))
    }

    /// Divides u by the shifted divisor; requires u.high < divisor (algorithm 4 of the paper).
    @inlinable @inline(__always)
    package func divide(_ u: UInt128) -> (quotient: UInt64, remainder: UInt64) {
        let (high, low) = reciprocal.multipliedFullWidth(by: u.highLimb)
        let q = UInt128(high: high, low: low) &+ u
        var quotient = q.highLimb &+ 1
        var remainder = u.lowLimb &- quotient &* divisor
        // One step back for about every other dividend: a mask, as no branch predictor could know.
        let back: UInt64 = remainder > q.lowLimb ? .max : 0
        quotient &+= back
        remainder &+= divisor & back
        // One step on for hardly any.
        if remainder >= divisor {
            quotient &+= 1
            remainder &-= divisor
        }
        return (quotient, remainder)
    }
}

/// A two-limb divisor, shifted until its top bit is set, and its reciprocal.
@frozen
@usableFromInline
package struct Reciprocal128: Sendable, BitwiseCopyable {
    /// The shifted divisor, at least 2¹²⁷.
    @usableFromInline package let divisor: UInt128
    /// ⌊(2¹⁹² − 1) / divisor⌋ − 2⁶⁴.
    @usableFromInline package let reciprocal: UInt64
    /// How far the divisor was shifted, 0 to 63 bits.
    @usableFromInline package let shift: UInt64

    /// Prepares division by a divisor, which must be at least 2⁶⁴.
    @inlinable @inline(__always)
    package init(_ divisor: UInt128) {
        precondition(divisor.highLimb != 0, "A two-limb divisor is required")
        // The mask changes nothing; it tells the compiler that no shift crosses a limb.
        shift = UInt64(truncatingIfNeeded: divisor.highLimb.leadingZeroBitCount) & 63
        self.divisor = divisor &<< UInt128(truncatingIfNeeded: shift)
        reciprocal = Self.reciprocal(ofNormalized: self.divisor)
    }

    /// Prepares division by a divisor of at least 2¹²⁷.
    @inlinable @inline(__always)
    init(normalized divisor: UInt128) {
        shift = 0
        self.divisor = divisor
        reciprocal = Self.reciprocal(ofNormalized: divisor)
    }

    /// ⌊(2¹⁹² − 1) / d⌋ − 2⁶⁴ for d ≥ 2¹²⁷ (algorithm 6 of the paper).
    @inlinable @inline(__always)
    package static func reciprocal(ofNormalized d: UInt128) -> UInt64 {
        let (d1, d0) = (d.highLimb, d.lowLimb)
        var v = Reciprocal64.reciprocal(ofNormalized: d1)
        var p = d1 &* v &+ d0
        // Steps back that no branch predictor could know: masks, each all ones (−1) or 0.
        let first: UInt64 = p < d0 ? .max : 0
        let second: UInt64 = p >= d1 ? first : 0
        v &+= first &+ second
        p &-= (d1 & first) &+ (d1 & second)
        let (t1, t0) = v.multipliedFullWidth(by: d0)
        p &+= t1
        let third: UInt64 = p < t1 ? .max : 0
        let fourth: UInt64 = UInt128(high: p, low: t0) >= d ? third : 0
        return v &+ third &+ fourth
    }

    /// Divides u · 2⁶⁴ + next by the shifted divisor; requires u < divisor (algorithm 5 of the paper).
    @inlinable @inline(__always)
    package func divide(_ u: UInt128, _ next: UInt64) -> (quotient: UInt64, remainder: UInt128) {
        let (d1, d0) = (divisor.highLimb, divisor.lowLimb)
        let (high, low) = reciprocal.multipliedFullWidth(by: u.highLimb)
        let q = UInt128(high: high, low: low) &+ u
        var quotient = q.highLimb
        let (t1, t0) = d0.multipliedFullWidth(by: quotient)
        let r1 = u.lowLimb &- quotient &* d1
        var remainder = UInt128(high: r1, low: next) &- UInt128(high: t1, low: t0) &- divisor
        // As above: a mask for the step back, a branch for the rare step on.
        let back: UInt64 = remainder.highLimb >= q.lowLimb ? .max : 0
        quotient &+= 1 &+ back
        remainder &+= divisor & UInt128(high: back, low: back)
        if remainder >= divisor {
            quotient &+= 1
            remainder &-= divisor
        }
        return (quotient, remainder)
    }

    /// Divides u · 2¹²⁸ + next · 2⁶⁴ + last by the three limbs divisor · 2⁶⁴ + tail; requires u < divisor.
    @inlinable @inline(__always)
    package func divide(
        _ u: UInt128, _ next: UInt64, _ last: UInt64, tail: UInt64
    ) -> (quotient: UInt64, remainder: (upper: UInt128, last: UInt64)) {
        var (quotient, upper) = divide(u, next)
        let (high, low) = quotient.multipliedFullWidth(by: tail)
        var rest = last &- low
        let taken = UInt128(truncatingIfNeeded: high) &+ (last < low ? 1 : 0)
        let isTooLarge = upper < taken
        upper &-= taken
        // By one at most.
        if isTooLarge {
            quotient &-= 1
            rest &+= tail
            upper &+= divisor &+ (rest < tail ? 1 : 0)
        }
        return (quotient, (upper, rest))
    }
}

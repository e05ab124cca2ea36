extension UInt256 {
    /// Quotient and remainder; traps for a divisor of 0.
    @inlinable
    public func quotientAndRemainder(dividingBy rhs: UInt256) -> (quotient: UInt256, remainder: UInt256) {
        precondition(!rhs.isZero, "Division by zero")
        return dividedUnchecked(by: rhs)
    }

    /// Quotient and remainder by a divisor that is not 0.
    ///
    /// The paths by size: everything in 128 bits; a divisor of one limb; of two limbs; of three; longer ones go to GMP.
    @inlinable
    func dividedUnchecked(by rhs: UInt256) -> (quotient: UInt256, remainder: UInt256) {
        if rhs.high == 0 {
            if high == 0 {
                let (quotient, remainder) = low.quotientAndRemainder(dividingBy: rhs.low)
                return (UInt256(high: 0, low: quotient), UInt256(high: 0, low: remainder))
            }
            let (quotient, remainder) = divided(byHalf: rhs.low)
            return (quotient, UInt256(high: 0, low: remainder))
        }
        if self < rhs { return (.zero, self) }
        if rhs.high.highLimb == 0 { return divided(byThreeLimbs: rhs) }
        return dividedByLong((.zero, self), by: rhs)
    }

    /// The quotient by a divisor that is not 0, and whether there is no remainder.
    @inlinable @inline(__always)
    package func quotientAndIsExact(dividingBy divisor: UInt256) -> (quotient: UInt256, isExact: Bool) {
        if divisor.high == 0, divisor.low.highLimb != 0 {
            let (quotient, remainder) = shiftedDivision(by: Reciprocal128(divisor.low))
            return (quotient, remainder == 0)
        }
        if divisor.high != 0, divisor.high.highLimb == 0,
            let (quotient, remainder, _) = shiftedDivision(byThreeLimbs: divisor)
        {
            return (quotient, remainder.upper == 0 && remainder.last == 0)
        }
        let (quotient, remainder) = dividedUnchecked(by: divisor)
        return (quotient, remainder.isZero)
    }

    /// Quotient and remainder by a divisor of exactly three limbs.
    @inlinable
    func divided(byThreeLimbs divisor: UInt256) -> (quotient: UInt256, remainder: UInt256) {
        guard let (quotient, remainder, s) = shiftedDivision(byThreeLimbs: divisor) else {
            return dividedByLong((.zero, self), by: divisor)
        }
        let upper = remainder.upper &>> UInt128(truncatingIfNeeded: s)
        let last = remainder.last &>> s | (remainder.upper.lowLimb &<< 1) &<< (63 &- s)
        return (quotient, UInt256(high: UInt128(upper.highLimb), low: UInt128(high: upper.lowLimb, low: last)))
    }

    /// Schoolbook division by a divisor of exactly three limbs, so that the quotient has two; each limb is estimated
    /// from the two upper limbs of the divisor. The remainder is shifted as the divisor was, by `shift` bits to the
    /// left.
    ///
    /// Nil for the rare dividend that allows no such estimate.
    @inlinable @inline(__always)
    func shiftedDivision(
        byThreeLimbs divisor: UInt256
    ) -> (quotient: UInt256, remainder: (upper: UInt128, last: UInt64), shift: UInt64)? {
        let s = UInt64(truncatingIfNeeded: divisor.high.lowLimb.leadingZeroBitCount) & 63
        let (_, d) = divisor.shiftedLeft(s)
        let head = Reciprocal128(normalized: UInt128(high: d.2, low: d.1))
        let (top, u) = shiftedLeft(s)
        // The fifth limb is less than 2⁶³, and so less than the divisor's upper one.
        let (q1, r1) = head.divide(UInt128(high: top, low: u.3), u.2, u.1, tail: d.0)
        // The upper limbs of a remainder may equal those of the divisor.
        if r1.upper == head.divisor { return nil }
        let (q0, r0) = head.divide(r1.upper, r1.last, u.0, tail: d.0)
        return (UInt256(limbs: (q0, q1, 0, 0)), r0, s)
    }

    /// Quotient and remainder by a prepared one-limb divisor.
    @inlinable
    package func divided(by divisor: Reciprocal64) -> (quotient: UInt256, remainder: UInt64) {
        // The dividend is shifted with the divisor; its fifth limb is then less than 2⁶³ and so less than the divisor.
        let (top, shifted) = shiftedLeft(divisor.shift)
        let s = divisor.shift
        let (q3, r3) = divisor.divide(UInt128(high: top, low: shifted.3))
        let (q2, r2) = divisor.divide(UInt128(high: r3, low: shifted.2))
        let (q1, r1) = divisor.divide(UInt128(high: r2, low: shifted.1))
        let (q0, r0) = divisor.divide(UInt128(high: r1, low: shifted.0))
        return (UInt256(limbs: (q0, q1, q2, q3)), r0 &>> s)
    }

    /// The number shifted left by up to 63 bits, in five limbs; the fifth is `top`.
    @inlinable
    func shiftedLeft(_ shift: UInt64) -> (top: UInt64, limbs: (UInt64, UInt64, UInt64, UInt64)) {
        let (u0, u1, u2, u3) = limbs
        // What a limb hands to the next: shifting by the rest in two steps avoids a shift by 64 where there is none.
        let rest = 63 &- shift
        let (c0, c1, c2) = ((u0 &>> 1) &>> rest, (u1 &>> 1) &>> rest, (u2 &>> 1) &>> rest)
        let shifted = (u0 &<< shift, u1 &<< shift | c0, u2 &<< shift | c1, u3 &<< shift | c2)
        return ((u3 &>> 1) &>> rest, shifted)
    }

    /// Quotient and remainder by a prepared two-limb divisor.
    @inlinable
    package func divided(by divisor: Reciprocal128) -> (quotient: UInt256, remainder: UInt128) {
        let (quotient, remainder) = shiftedDivision(by: divisor)
        return (quotient, remainder &>> UInt128(truncatingIfNeeded: divisor.shift))
    }

    /// The same with the remainder shifted as the divisor is.
    @inlinable @inline(__always)
    func shiftedDivision(by divisor: Reciprocal128) -> (quotient: UInt256, remainder: UInt128) {
        let (top, shifted) = shiftedLeft(divisor.shift)
        // Most quotients fit in two limbs: then the first step would find a 0.
        let upper = UInt128(high: shifted.3, low: shifted.2)
        let (q2, r2) =
            top == 0 && upper < divisor.divisor
            ? (0, upper) : divisor.divide(UInt128(high: top, low: shifted.3), shifted.2)
        let (q1, r1) = divisor.divide(r2, shifted.1)
        let (q0, r0) = divisor.divide(r1, shifted.0)
        return (UInt256(limbs: (q0, q1, q2, 0)), r0)
    }

    /// The quotient by a divisor that is larger than this number's upper half, so that it fits in two limbs, and
    /// whether there is no remainder.
    @inlinable @inline(__always)
    package func dividedToHalf(by divisor: UInt128) -> (quotient: UInt128, isExact: Bool) {
        if divisor.highLimb == 0 { return dividedToHalf(bySingle: divisor.lowLimb) }
        let reciprocal = Reciprocal128(divisor)
        // The upper half is less than the divisor and shifts with it into 128 bits.
        let shift = UInt128(truncatingIfNeeded: reciprocal.shift)
        let upper = high &<< shift | (low &>> 1) &>> (127 &- shift)
        let lower = low &<< shift
        let (q1, r1) = reciprocal.divide(upper, lower.highLimb)
        let (q0, r0) = reciprocal.divide(r1, lower.lowLimb)
        return (UInt128(high: q1, low: q0), r0 == 0)
    }

    /// The same for a divisor of one limb, which is larger than the third limb of a number without a fourth.
    @inlinable @inline(never)
    func dividedToHalf(bySingle divisor: UInt64) -> (quotient: UInt128, isExact: Bool) {
        let reciprocal = Reciprocal64(divisor)
        let shift = UInt128(truncatingIfNeeded: reciprocal.shift)
        let upper = UInt64(truncatingIfNeeded: high &<< shift | (low &>> 1) &>> (127 &- shift))
        let lower = low &<< shift
        let (q1, r1) = reciprocal.divide(UInt128(high: upper, low: lower.highLimb))
        let (q0, r0) = reciprocal.divide(UInt128(high: r1, low: lower.lowLimb))
        return (UInt128(high: q1, low: q0), r0 == 0)
    }

    /// Quotient and remainder by a divisor of up to two limbs; traps for 0.
    @inlinable
    package func divided(byHalf divisor: UInt128) -> (quotient: UInt256, remainder: UInt128) {
        if divisor.highLimb == 0 {
            let (quotient, remainder) = divided(by: Reciprocal64(divisor.lowLimb))
            return (quotient, UInt128(truncatingIfNeeded: remainder))
        }
        return divided(by: Reciprocal128(divisor))
    }

    /// GMP's general division, for divisors of three and four limbs and for dividends of more than four.
    @usableFromInline
    func dividedByLong(
        _ dividend: (high: UInt256, low: UInt256), by divisor: UInt256
    ) -> (quotient: UInt256, remainder: UInt256) {
        GMP.divide(dividend, by: divisor)
    }

    /// Divides a 512-bit number by this one; traps for 0 and where the quotient does not fit in 256 bits.
    @inlinable
    public func dividingFullWidth(
        _ dividend: (high: UInt256, low: UInt256)
    ) -> (quotient: UInt256, remainder: UInt256) {
        precondition(!isZero, "Division by zero")
        precondition(dividend.high < self, "Quotient is not representable")
        if dividend.high.isZero { return dividend.low.dividedUnchecked(by: self) }
        return dividedByLong(dividend, by: self)
    }

    /// The quotient, or this number and true for a divisor of 0.
    @inlinable
    public func dividedReportingOverflow(by rhs: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        rhs.isZero ? (self, true) : (dividedUnchecked(by: rhs).quotient, false)
    }

    /// The remainder, or this number and true for a divisor of 0.
    @inlinable
    public func remainderReportingOverflow(dividingBy rhs: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        rhs.isZero ? (self, true) : (dividedUnchecked(by: rhs).remainder, false)
    }

    /// The quotient; traps for a divisor of 0.
    @inlinable
    public static func / (lhs: UInt256, rhs: UInt256) -> UInt256 { lhs.quotientAndRemainder(dividingBy: rhs).quotient }
    /// The remainder; traps for a divisor of 0.
    @inlinable
    public static func % (lhs: UInt256, rhs: UInt256) -> UInt256 { lhs.quotientAndRemainder(dividingBy: rhs).remainder }
    /// Divides in place; traps for a divisor of 0.
    @inlinable public static func /= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs / rhs }
    /// Leaves the remainder in place; traps for a divisor of 0.
    @inlinable public static func %= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs % rhs }

    /// ⌊√self⌋.
    public func squareRoot() -> UInt256 { isZero ? .zero : GMP.squareRoot(self) }
}

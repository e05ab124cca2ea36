public import WideIntegers

// SPEC N4, N5 and N8: unsigned decimals.

extension Decimal18 {
    /// self + other.
    ///
    /// - Throws: `SafeMath: addition overflow`.
    @inlinable
    public func adding(_ other: Decimal18) throws(Revert) -> Decimal18 {
        Decimal18(raw: try raw.adding(other.raw))
    }

    /// self − other.
    ///
    /// - Throws: `SafeMath: subtraction overflow` where other > self.
    @inlinable
    public func subtracting(_ other: Decimal18) throws(Revert) -> Decimal18 {
        Decimal18(raw: try raw.subtracting(other.raw))
    }

    /// self ⊗ other = ⌊self · other / 10¹⁸⌋ in wei.
    ///
    /// - Throws: `SafeMath: multiplication overflow` where the product in wei² is 2²⁵⁶ or more.
    @inlinable
    public func multiplied(by other: Decimal18) throws(Revert) -> Decimal18 {
        Decimal18(raw: Self.dividedByOne(try raw.multiplied(by: other.raw)).quotient)
    }

    /// self ⊘ other = ⌊self · 10¹⁸ / other⌋ in wei.
    ///
    /// - Throws: `SafeMath: multiplication overflow` where self · 10¹⁸ is 2²⁵⁶ or more, then
    ///   `SafeMath: division by zero`.
    @inlinable
    public func divided(by other: Decimal18) throws(Revert) -> Decimal18 {
        if let quotient = Self.shortQuotient(raw, other.raw) { return Decimal18(raw: quotient) }
        return Decimal18(raw: try raw.multiplied(by: Self.oneInWei).divided(by: other.raw))
    }

    /// ⌊x · 10¹⁸ / y⌋ where x and y are below 2¹²⁸ and the quotient is too, which is nearly always; else nil, as for 0.
    @inlinable @inline(__always)
    static func shortQuotient(_ x: UInt256, _ y: UInt256) -> UInt256? {
        guard x.high | y.high == 0 else { return nil }
        let (high, low) = x.low.fullProduct(UInt128(1_000_000_000_000_000_000))
        guard high < y.low else { return nil }
        return UInt256(high: 0, low: UInt256(high: high, low: low).dividedToHalf(by: y.low).quotient)
    }

    /// (self · 10¹⁸) mod other in wei (SPEC N5).
    ///
    /// - Throws: `SafeMath: multiplication overflow` where self · 10¹⁸ is 2²⁵⁶ or more, then the INVALID opcode for a
    ///   modulus of 0.
    @inlinable
    public func modulo(_ other: Decimal18) throws(Revert) -> Decimal18 {
        let scaled = try raw.multiplied(by: Self.oneInWei)
        if other.isZero { throw .invalidOpcode }
        return Decimal18(raw: scaled % other.raw)
    }

    /// self · scalar, without scaling (SPEC N8).
    ///
    /// - Throws: `SafeMath: multiplication overflow`.
    @inlinable
    public func multiplied(byScalar scalar: UInt256) throws(Revert) -> Decimal18 {
        Decimal18(raw: try raw.multiplied(by: scalar))
    }

    /// ⌊self / scalar⌋ in wei, without scaling (SPEC N8).
    ///
    /// - Throws: `SafeMath: division by zero`.
    @inlinable
    public func divided(byScalar scalar: UInt256) throws(Revert) -> Decimal18 {
        Decimal18(raw: try raw.divided(by: scalar))
    }

    /// ⌊x / 10¹⁸⌋ and x mod 10¹⁸, by a reciprocal known at compile time.
    @inlinable
    package static func dividedByOne(_ x: UInt256) -> (quotient: UInt256, remainder: UInt64) {
        let divisor = Reciprocal64(1_000_000_000_000_000_000)
        if x.high >= 1_000_000_000_000_000_000 { return x.divided(by: divisor) }
        // Up to three limbs, of which the upper is less than 10¹⁸: the quotient has two.
        // 10¹⁸ has 60 bits: shifted by 4, and the dividend with it.
        let top = UInt64(truncatingIfNeeded: x.high &<< 4 | x.low &>> 124)
        let middle = UInt64(truncatingIfNeeded: x.low &>> 60)
        let bottom = UInt64(truncatingIfNeeded: x.low) &<< 4
        let (q1, r1) = divisor.divide(UInt128(truncatingIfNeeded: top) &<< 64 | UInt128(truncatingIfNeeded: middle))
        let (q0, r0) = divisor.divide(UInt128(truncatingIfNeeded: r1) &<< 64 | UInt128(truncatingIfNeeded: bottom))
        return (UInt256(limbs: (q0, q1, 0, 0)), r0 &>> 4)
    }
}

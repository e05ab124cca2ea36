extension Int256 {
    /// The sum modulo 2²⁵⁶ and whether it did not fit.
    @inlinable @inline(__always)
    public func addingReportingOverflow(_ rhs: Int256) -> (partialValue: Int256, overflow: Bool) {
        let sum = Int256(bitPattern: bitPattern &+ rhs.bitPattern)
        return (sum, isNegative == rhs.isNegative && sum.isNegative != isNegative)
    }

    /// The difference modulo 2²⁵⁶ and whether it did not fit.
    @inlinable @inline(__always)
    public func subtractingReportingOverflow(_ rhs: Int256) -> (partialValue: Int256, overflow: Bool) {
        let difference = Int256(bitPattern: bitPattern &- rhs.bitPattern)
        return (difference, isNegative != rhs.isNegative && difference.isNegative != isNegative)
    }

    /// The product modulo 2²⁵⁶ and whether it did not fit.
    @inlinable
    public func multipliedReportingOverflow(by rhs: Int256) -> (partialValue: Int256, overflow: Bool) {
        let (product, overflow) = magnitude.multipliedReportingOverflow(by: rhs.magnitude)
        let (value, signOverflow) = Self.fromMagnitude(product, negative: isNegative != rhs.isNegative)
        return (value, overflow || signOverflow)
    }

    /// The full 512-bit product in two's complement.
    @inlinable
    public func multipliedFullWidth(by other: Int256) -> (high: Int256, low: UInt256) {
        let (high, low) = bitPattern.multipliedFullWidth(by: other.bitPattern)
        // A negative factor counts 2²⁵⁶ too high; take that times the other factor away again.
        let corrected =
            high &- (isNegative ? other.bitPattern : .zero) &- (other.isNegative ? bitPattern : .zero)
        return (Int256(bitPattern: corrected), low)
    }

    /// Quotient (truncated toward zero) and remainder (with the dividend's sign); traps for a divisor of 0 and for
    /// −2²⁵⁵ / −1.
    @inlinable
    public func quotientAndRemainder(dividingBy rhs: Int256) -> (quotient: Int256, remainder: Int256) {
        precondition(!rhs.isZero, "Division by zero")
        let (quotient, remainder) = dividedUnchecked(by: rhs)
        precondition(!(self == .min && rhs == ~.zero), "Division results in overflow")
        return (quotient, remainder)
    }

    /// Quotient and remainder by a divisor that is not 0, the quotient modulo 2²⁵⁶.
    @inlinable
    func dividedUnchecked(by rhs: Int256) -> (quotient: Int256, remainder: Int256) {
        let (quotient, remainder) = magnitude.dividedUnchecked(by: rhs.magnitude)
        return (
            Self.fromMagnitude(quotient, negative: isNegative != rhs.isNegative).partialValue,
            Self.fromMagnitude(remainder, negative: isNegative).partialValue
        )
    }

    /// The quotient; this number and true for a divisor of 0 and for −2²⁵⁵ / −1.
    @inlinable
    public func dividedReportingOverflow(by rhs: Int256) -> (partialValue: Int256, overflow: Bool) {
        if rhs.isZero || (self == .min && rhs == ~.zero) { return (self, true) }
        return (dividedUnchecked(by: rhs).quotient, false)
    }

    /// The remainder; this number and true for a divisor of 0; 0 and true for −2²⁵⁵ / −1.
    @inlinable
    public func remainderReportingOverflow(dividingBy rhs: Int256) -> (partialValue: Int256, overflow: Bool) {
        if rhs.isZero { return (self, true) }
        if self == .min && rhs == ~.zero { return (.zero, true) }
        return (dividedUnchecked(by: rhs).remainder, false)
    }

    /// Divides a 512-bit number by this one; traps for 0 and where the quotient does not fit in 256 bits.
    public func dividingFullWidth(_ dividend: (high: Int256, low: UInt256)) -> (quotient: Int256, remainder: Int256) {
        precondition(!isZero, "Division by zero")
        let negative = dividend.high.isNegative
        let low = negative ? .zero &- dividend.low : dividend.low
        let borrow: UInt256 = dividend.low.isZero ? .zero : .one
        let high = negative ? .zero &- dividend.high.bitPattern &- borrow : dividend.high.bitPattern
        precondition(high < magnitude, "Quotient is not representable")
        let (quotient, remainder) = magnitude.dividingFullWidth((high, low))
        let (signed, overflow) = Self.fromMagnitude(quotient, negative: negative != isNegative)
        precondition(!overflow, "Quotient is not representable")
        return (signed, Self.fromMagnitude(remainder, negative: negative).partialValue)
    }

    /// The sum; traps where it does not fit.
    @inlinable
    public static func + (lhs: Int256, rhs: Int256) -> Int256 {
        let (value, overflow) = lhs.addingReportingOverflow(rhs)
        precondition(!overflow, "Int256 addition overflow")
        return value
    }

    /// The difference; traps where it does not fit.
    @inlinable
    public static func - (lhs: Int256, rhs: Int256) -> Int256 {
        let (value, overflow) = lhs.subtractingReportingOverflow(rhs)
        precondition(!overflow, "Int256 subtraction overflow")
        return value
    }

    /// The product; traps where it does not fit.
    @inlinable
    public static func * (lhs: Int256, rhs: Int256) -> Int256 {
        let (value, overflow) = lhs.multipliedReportingOverflow(by: rhs)
        precondition(!overflow, "Int256 multiplication overflow")
        return value
    }

    /// The quotient, truncated toward zero; traps for a divisor of 0 and for −2²⁵⁵ / −1.
    @inlinable
    public static func / (lhs: Int256, rhs: Int256) -> Int256 { lhs.quotientAndRemainder(dividingBy: rhs).quotient }
    /// The remainder, with the dividend's sign; traps for a divisor of 0 and for −2²⁵⁵ / −1.
    @inlinable
    public static func % (lhs: Int256, rhs: Int256) -> Int256 { lhs.quotientAndRemainder(dividingBy: rhs).remainder }
    /// Adds in place; traps where the sum does not fit.
    @inlinable public static func += (lhs: inout Int256, rhs: Int256) { lhs = lhs + rhs }
    /// Subtracts in place; traps where the difference does not fit.
    @inlinable public static func -= (lhs: inout Int256, rhs: Int256) { lhs = lhs - rhs }
    /// Multiplies in place; traps where the product does not fit.
    @inlinable public static func *= (lhs: inout Int256, rhs: Int256) { lhs = lhs * rhs }
    /// Divides in place; traps for a divisor of 0 and for −2²⁵⁵ / −1.
    @inlinable public static func /= (lhs: inout Int256, rhs: Int256) { lhs = lhs / rhs }
    /// Leaves the remainder in place; traps for a divisor of 0 and for −2²⁵⁵ / −1.
    @inlinable public static func %= (lhs: inout Int256, rhs: Int256) { lhs = lhs % rhs }

    /// The sum modulo 2²⁵⁶.
    @inlinable
    public static func &+ (lhs: Int256, rhs: Int256) -> Int256 {
        Int256(bitPattern: lhs.bitPattern &+ rhs.bitPattern)
    }
    /// The difference modulo 2²⁵⁶.
    @inlinable
    public static func &- (lhs: Int256, rhs: Int256) -> Int256 {
        Int256(bitPattern: lhs.bitPattern &- rhs.bitPattern)
    }
    /// The product modulo 2²⁵⁶.
    @inlinable
    public static func &* (lhs: Int256, rhs: Int256) -> Int256 {
        Int256(bitPattern: lhs.bitPattern &* rhs.bitPattern)
    }
}

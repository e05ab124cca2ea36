// SPEC N3: signed integers as the contracts compute with them.

public import WideIntegers

extension Int256 {
    /// self + other.
    ///
    /// - Throws: `SignedSafeMath: addition overflow` where the sum is out of range.
    @inlinable
    public func adding(_ other: Int256) throws(Revert) -> Int256 {
        let (value, overflow) = addingReportingOverflow(other)
        if overflow { throw .signedAdditionOverflow }
        return value
    }

    /// self − other.
    ///
    /// - Throws: `SignedSafeMath: subtraction overflow` where the difference is out of range.
    @inlinable
    public func subtracting(_ other: Int256) throws(Revert) -> Int256 {
        let (value, overflow) = subtractingReportingOverflow(other)
        if overflow { throw .signedSubtractionOverflow }
        return value
    }

    /// self · other.
    ///
    /// - Throws: `SignedSafeMath: multiplication overflow` where the product is out of range.
    @inlinable
    public func multiplied(by other: Int256) throws(Revert) -> Int256 {
        let (value, overflow) = multipliedReportingOverflow(by: other)
        if overflow { throw .signedMultiplicationOverflow }
        return value
    }

    /// self / other, truncated toward zero.
    ///
    /// - Throws: `SignedSafeMath: division by zero`, or `SignedSafeMath: division overflow` for −2²⁵⁵ / −1.
    @inlinable
    public func divided(by other: Int256) throws(Revert) -> Int256 {
        if other.isZero { throw .signedDivisionByZero }
        if self == .min && other == ~.zero { throw .signedDivisionOverflow }
        return quotientAndRemainder(dividingBy: other).quotient
    }
}

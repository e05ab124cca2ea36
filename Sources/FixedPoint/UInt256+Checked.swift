// SPEC N2: unsigned integers as the contracts compute with them.

public import WideIntegers

extension UInt256 {
    /// self + other.
    ///
    /// - Throws: `SafeMath: addition overflow` where the sum is 2²⁵⁶ or more.
    @inlinable
    public func adding(_ other: UInt256) throws(Revert) -> UInt256 {
        let (value, overflow) = addingReportingOverflow(other)
        if overflow { throw .additionOverflow }
        return value
    }

    /// self − other.
    ///
    /// - Throws: `SafeMath: subtraction overflow` where other > self.
    @inlinable
    public func subtracting(_ other: UInt256) throws(Revert) -> UInt256 {
        let (value, overflow) = subtractingReportingOverflow(other)
        if overflow { throw .subtractionOverflow }
        return value
    }

    /// self · other.
    ///
    /// - Throws: `SafeMath: multiplication overflow` where the product is 2²⁵⁶ or more.
    @inlinable
    public func multiplied(by other: UInt256) throws(Revert) -> UInt256 {
        let (value, overflow) = multipliedReportingOverflow(by: other)
        if overflow { throw .multiplicationOverflow }
        return value
    }

    /// ⌊self / other⌋.
    ///
    /// - Throws: `SafeMath: division by zero` where other = 0.
    @inlinable
    public func divided(by other: UInt256) throws(Revert) -> UInt256 {
        if other.isZero { throw .divisionByZero }
        return quotientAndRemainder(dividingBy: other).quotient
    }

    /// The remainder of self / other.
    ///
    /// - Throws: `SafeMath: modulo by zero` where other = 0.
    @inlinable
    public func modulo(_ other: UInt256) throws(Revert) -> UInt256 {
        if other.isZero { throw .moduloByZero }
        return quotientAndRemainder(dividingBy: other).remainder
    }
}

extension UInt256 {
    /// The sum modulo 2²⁵⁶ and whether it did not fit.
    @inlinable
    public func addingReportingOverflow(_ rhs: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        let (lowSum, carry) = low.addingReportingOverflow(rhs.low)
        let (highSum, overflow1) = high.addingReportingOverflow(rhs.high)
        let (highCarried, overflow2) = highSum.addingReportingOverflow(carry ? 1 : 0)
        return (UInt256(high: highCarried, low: lowSum), overflow1 != overflow2)
    }

    /// The difference modulo 2²⁵⁶ and whether it was negative.
    @inlinable
    public func subtractingReportingOverflow(_ rhs: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        let (lowDifference, borrow) = low.subtractingReportingOverflow(rhs.low)
        let (highDifference, overflow1) = high.subtractingReportingOverflow(rhs.high)
        let (highBorrowed, overflow2) = highDifference.subtractingReportingOverflow(borrow ? 1 : 0)
        return (UInt256(high: highBorrowed, low: lowDifference), overflow1 != overflow2)
    }

    /// The sum; traps where it does not fit.
    @inlinable
    public static func + (lhs: UInt256, rhs: UInt256) -> UInt256 {
        let (value, overflow) = lhs.addingReportingOverflow(rhs)
        precondition(!overflow, "UInt256 addition overflow")
        return value
    }

    /// The difference; traps where it is negative.
    @inlinable
    public static func - (lhs: UInt256, rhs: UInt256) -> UInt256 {
        let (value, overflow) = lhs.subtractingReportingOverflow(rhs)
        precondition(!overflow, "UInt256 subtraction overflow")
        return value
    }

    /// Adds in place; traps where the sum does not fit.
    @inlinable public static func += (lhs: inout UInt256, rhs: UInt256) { lhs = lhs + rhs }
    /// Subtracts in place; traps where the difference is negative.
    @inlinable public static func -= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs - rhs }
    /// The sum modulo 2²⁵⁶.
    @inlinable
    public static func &+ (lhs: UInt256, rhs: UInt256) -> UInt256 { lhs.addingReportingOverflow(rhs).partialValue }
    /// The difference modulo 2²⁵⁶.
    @inlinable
    public static func &- (lhs: UInt256, rhs: UInt256) -> UInt256 { lhs.subtractingReportingOverflow(rhs).partialValue }
}

extension UInt256 {
    /// The sum modulo 2²⁵⁶ and whether it did not fit.
    @inlinable
    public func addingReportingOverflow(_ rhs: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        // The carry as a comparison: from a reported overflow the compiler makes a branch that can't be predicted.
        let lowSum = low &+ rhs.low
        let carry: UInt128 = lowSum < low ? 1 : 0
        let (highSum, overflow) = high.addingReportingOverflow(rhs.high)
        let highCarried = highSum &+ carry
        return (UInt256(high: highCarried, low: lowSum), overflow || highCarried < highSum)
    }

    /// The difference modulo 2²⁵⁶ and whether it was negative.
    @inlinable
    public func subtractingReportingOverflow(_ rhs: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        let borrow: UInt128 = low < rhs.low ? 1 : 0
        let (highDifference, overflow) = high.subtractingReportingOverflow(rhs.high)
        let highBorrowed = highDifference &- borrow
        return (UInt256(high: highBorrowed, low: low &- rhs.low), overflow || highBorrowed > highDifference)
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

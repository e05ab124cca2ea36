extension UInt256: Hashable, Comparable {
    /// Whether two numbers are the same.
    @inlinable
    public static func == (lhs: UInt256, rhs: UInt256) -> Bool {
        (lhs.low ^ rhs.low) | (lhs.high ^ rhs.high) == 0
    }

    /// Whether the first number is the smaller.
    @inlinable
    public static func < (lhs: UInt256, rhs: UInt256) -> Bool {
        lhs.high == rhs.high ? lhs.low < rhs.low : lhs.high < rhs.high
    }

    /// Feeds the four limbs into a hasher.
    @inlinable
    public func hash(into hasher: inout Hasher) {
        hasher.combine(low)
        hasher.combine(high)
    }
}

extension Int256: Hashable, Comparable {
    /// Whether two numbers are the same.
    @inlinable
    public static func == (lhs: Int256, rhs: Int256) -> Bool { lhs.bitPattern == rhs.bitPattern }

    /// Feeds the four limbs into a hasher.
    @inlinable
    public func hash(into hasher: inout Hasher) { hasher.combine(bitPattern) }

    /// Whether the first number is the smaller.
    @inlinable
    public static func < (lhs: Int256, rhs: Int256) -> Bool {
        let left = Int128(truncatingIfNeeded: lhs.bitPattern.high)
        let right = Int128(truncatingIfNeeded: rhs.bitPattern.high)
        return left == right ? lhs.bitPattern.low < rhs.bitPattern.low : left < right
    }
}

extension UInt256 {
    /// The complement of every bit.
    @inlinable
    public static prefix func ~ (x: UInt256) -> UInt256 { UInt256(high: ~x.high, low: ~x.low) }

    /// Keeps the bits set in both.
    @inlinable
    public static func &= (lhs: inout UInt256, rhs: UInt256) {
        lhs = UInt256(high: lhs.high & rhs.high, low: lhs.low & rhs.low)
    }

    /// Sets the bits set in either.
    @inlinable
    public static func |= (lhs: inout UInt256, rhs: UInt256) {
        lhs = UInt256(high: lhs.high | rhs.high, low: lhs.low | rhs.low)
    }

    /// Flips the bits set in the other.
    @inlinable
    public static func ^= (lhs: inout UInt256, rhs: UInt256) {
        lhs = UInt256(high: lhs.high ^ rhs.high, low: lhs.low ^ rhs.low)
    }

    /// Shifts left by the amount modulo 256.
    @inlinable
    public static func &<<= (lhs: inout UInt256, rhs: UInt256) {
        let amount = rhs.low & 255
        if amount >= 128 {
            lhs = UInt256(high: lhs.low &<< (amount &- 128), low: 0)
        } else if amount != 0 {
            lhs = UInt256(high: lhs.high &<< amount | lhs.low &>> (128 &- amount), low: lhs.low &<< amount)
        }
    }

    /// Shifts right by the amount modulo 256.
    @inlinable
    public static func &>>= (lhs: inout UInt256, rhs: UInt256) {
        let amount = rhs.low & 255
        if amount >= 128 {
            lhs = UInt256(high: 0, low: lhs.high &>> (amount &- 128))
        } else if amount != 0 {
            lhs = UInt256(high: lhs.high &>> amount, low: lhs.low &>> amount | lhs.high &<< (128 &- amount))
        }
    }

    /// How many bits are set.
    @inlinable public var nonzeroBitCount: Int { low.nonzeroBitCount + high.nonzeroBitCount }
    /// How many zero bits stand above the highest set one; 256 for 0.
    @inlinable
    public var leadingZeroBitCount: Int { high == 0 ? 128 + low.leadingZeroBitCount : high.leadingZeroBitCount }
    /// How many zero bits stand below the lowest set one; 256 for 0.
    @inlinable
    public var trailingZeroBitCount: Int { low == 0 ? 128 + high.trailingZeroBitCount : low.trailingZeroBitCount }
    /// The 32 bytes in opposite order.
    @inlinable public var byteSwapped: UInt256 { UInt256(high: low.byteSwapped, low: high.byteSwapped) }
}

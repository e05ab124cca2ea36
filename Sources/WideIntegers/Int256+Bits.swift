extension Int256 {
    /// The complement of every bit.
    @inlinable public static prefix func ~ (x: Int256) -> Int256 { Int256(bitPattern: ~x.bitPattern) }
    /// Keeps the bits set in both.
    @inlinable public static func &= (lhs: inout Int256, rhs: Int256) { lhs.bitPattern &= rhs.bitPattern }
    /// Sets the bits set in either.
    @inlinable public static func |= (lhs: inout Int256, rhs: Int256) { lhs.bitPattern |= rhs.bitPattern }
    /// Flips the bits set in the other.
    @inlinable public static func ^= (lhs: inout Int256, rhs: Int256) { lhs.bitPattern ^= rhs.bitPattern }

    /// Shifts left by the amount modulo 256.
    @inlinable public static func &<<= (lhs: inout Int256, rhs: Int256) { lhs.bitPattern &<<= rhs.bitPattern }

    /// Shifts right by the amount modulo 256, filling with the sign.
    @inlinable
    public static func &>>= (lhs: inout Int256, rhs: Int256) {
        let negative = lhs.isNegative
        // The complement of a negative number is not negative; its zeros from the left turn into the sign's ones.
        let bits = (negative ? ~lhs.bitPattern : lhs.bitPattern) &>> rhs.bitPattern
        lhs = Int256(bitPattern: negative ? ~bits : bits)
    }

    /// How many bits are set.
    @inlinable public var nonzeroBitCount: Int { bitPattern.nonzeroBitCount }
    /// How many zero bits stand above the highest set one; 256 for 0.
    @inlinable public var leadingZeroBitCount: Int { bitPattern.leadingZeroBitCount }
    /// How many zero bits stand below the lowest set one; 256 for 0.
    @inlinable public var trailingZeroBitCount: Int { bitPattern.trailingZeroBitCount }
    /// The 32 bytes in opposite order.
    @inlinable public var byteSwapped: Int256 { Int256(bitPattern: bitPattern.byteSwapped) }
}

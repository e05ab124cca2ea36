extension UInt256 {
    /// The full 512-bit product.
    @inlinable
    public func multipliedFullWidth(by other: UInt256) -> (high: UInt256, low: UInt256) {
        let (lowHigh, lowLow) = low.fullProduct(other.low)
        if high | other.high == 0 { return (.zero, UInt256(high: lowHigh, low: lowLow)) }
        let (crossAHigh, crossALow) = low.fullProduct(other.high)
        let (crossBHigh, crossBLow) = high.fullProduct(other.low)
        let (highHigh, highLow) = high.fullProduct(other.high)
        let (middleA, carryA) = lowHigh.addingReportingOverflow(crossALow)
        let (middle, carryB) = middleA.addingReportingOverflow(crossBLow)
        let cross = UInt256(high: 0, low: crossAHigh) &+ UInt256(high: 0, low: crossBHigh)
        let carry = UInt256(high: 0, low: (carryA ? 1 : 0) + (carryB ? 1 : 0))
        return (UInt256(high: highHigh, low: highLow) &+ cross &+ carry, UInt256(high: middle, low: lowLow))
    }

    /// The product modulo 2²⁵⁶ and whether it did not fit.
    @inlinable @inline(__always)
    public func multipliedReportingOverflow(by other: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        if high | other.high == 0 {
            let (productHigh, productLow) = low.fullProduct(other.low)
            return (UInt256(high: productHigh, low: productLow), false)
        }
        // With both upper halves the product can't fit; with one, a single cross product counts.
        if high != 0, other.high != 0 { return (self &* other, true) }
        let (crossHigh, crossLow) =
            high != 0 ? high.fullProduct(other.low) : low.fullProduct(other.high)
        let (lowHigh, lowLow) = low.fullProduct(other.low)
        let upper = lowHigh &+ crossLow
        return (UInt256(high: upper, low: lowLow), crossHigh != 0 || upper < crossLow)
    }

    /// The product; traps where it does not fit.
    @inlinable
    public static func * (lhs: UInt256, rhs: UInt256) -> UInt256 {
        let (value, overflow) = lhs.multipliedReportingOverflow(by: rhs)
        precondition(!overflow, "UInt256 multiplication overflow")
        return value
    }

    /// Multiplies in place; traps where the product does not fit.
    @inlinable public static func *= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs * rhs }

    /// The product modulo 2²⁵⁶.
    @inlinable
    public static func &* (lhs: UInt256, rhs: UInt256) -> UInt256 {
        let (productHigh, productLow) = lhs.low.fullProduct(rhs.low)
        return UInt256(high: productHigh &+ lhs.low &* rhs.high &+ lhs.high &* rhs.low, low: productLow)
    }
}

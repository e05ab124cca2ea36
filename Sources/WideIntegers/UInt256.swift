/// An unsigned 256-bit integer, the EVM's `uint256`.
///
/// Four 64-bit limbs stored in place as two halves: no heap, no indirection. The raw operators behave as the standard
/// library's do (`+` traps on overflow, `&+` wraps, `addingReportingOverflow(_:)` reports); what the protocol computes
/// with are the checked operations, which throw the contract's own revert: `try a.adding(b)` (SPEC N2).
///
/// Range: 0 ... 2²⁵⁶ − 1.
@frozen
public struct UInt256: Sendable, BitwiseCopyable {
    /// Bits 0 to 127.
    public var low: UInt128
    /// Bits 128 to 255.
    public var high: UInt128

    /// The number `high` · 2¹²⁸ + `low`.
    @inlinable
    public init(high: UInt128, low: UInt128) {
        self.low = low
        self.high = high
    }

    /// The number whose 64-bit limbs are given, least significant first.
    @inlinable
    public init(limbs: (UInt64, UInt64, UInt64, UInt64)) {
        self.init(high: UInt128(high: limbs.3, low: limbs.2), low: UInt128(high: limbs.1, low: limbs.0))
    }

    /// The four 64-bit limbs, least significant first.
    @inlinable
    public var limbs: (UInt64, UInt64, UInt64, UInt64) {
        (low.lowLimb, low.highLimb, high.lowLimb, high.highLimb)
    }

    /// 0.
    @inlinable public static var zero: UInt256 { UInt256(high: 0, low: 0) }
    /// 1.
    @inlinable public static var one: UInt256 { UInt256(high: 0, low: 1) }
    /// 0, the smallest value.
    @inlinable public static var min: UInt256 { zero }
    /// 2²⁵⁶ − 1, the largest value.
    @inlinable public static var max: UInt256 { UInt256(high: .max, low: .max) }

    /// Whether this is 0.
    @inlinable public var isZero: Bool { low | high == 0 }
}

extension UInt128 {
    /// The number `high` · 2⁶⁴ + `low`.
    @inlinable @inline(__always)
    init(high: UInt64, low: UInt64) {
        self = UInt128(truncatingIfNeeded: high) &<< 64 | UInt128(truncatingIfNeeded: low)
    }

    /// The full 256-bit product; the standard library's is not inlined everywhere.
    @inlinable @inline(__always)
    package func fullProduct(_ other: UInt128) -> (high: UInt128, low: UInt128) {
        func product(_ a: UInt64, _ b: UInt64) -> UInt128 {
            UInt128(truncatingIfNeeded: a) &* UInt128(truncatingIfNeeded: b)
        }
        func wide(_ a: UInt64) -> UInt128 { UInt128(truncatingIfNeeded: a) }
        let (lowLow, highHigh) = (product(lowLimb, other.lowLimb), product(highLimb, other.highLimb))
        let (lowHigh, highLow) = (product(lowLimb, other.highLimb), product(highLimb, other.lowLimb))
        let middle = wide(lowLow.highLimb) &+ wide(lowHigh.lowLimb) &+ wide(highLow.lowLimb)
        let high = highHigh &+ wide(lowHigh.highLimb) &+ wide(highLow.highLimb) &+ wide(middle.highLimb)
        return (high, UInt128(high: middle.lowLimb, low: lowLow.lowLimb))
    }

    /// Bits 0 to 63.
    @inlinable @inline(__always) var lowLimb: UInt64 { UInt64(truncatingIfNeeded: self) }
    /// Bits 64 to 127.
    @inlinable @inline(__always) var highLimb: UInt64 { UInt64(truncatingIfNeeded: self &>> 64) }
}

/// A signed 256-bit integer in two's complement, the EVM's `int256`.
///
/// Four 64-bit limbs stored in place; raw operators behave as the standard library's do, checked operations throw the
/// contract's own revert: `try a.adding(b)` (SPEC N3).
///
/// Range: −2²⁵⁵ ... 2²⁵⁵ − 1.
@frozen
public struct Int256: Sendable, BitwiseCopyable {
    /// The two's complement representation.
    public var bitPattern: UInt256

    /// The number with this two's complement representation.
    @inlinable
    public init(bitPattern: UInt256) { self.bitPattern = bitPattern }

    /// 0.
    @inlinable public static var zero: Int256 { Int256(bitPattern: .zero) }
    /// 1.
    @inlinable public static var one: Int256 { Int256(bitPattern: .one) }
    /// −2²⁵⁵, the smallest value.
    @inlinable public static var min: Int256 { Int256(bitPattern: UInt256(high: 1 &<< 127, low: 0)) }
    /// 2²⁵⁵ − 1, the largest value.
    @inlinable public static var max: Int256 { Int256(bitPattern: UInt256(high: .max &>> 1, low: .max)) }

    /// Whether this is 0.
    @inlinable public var isZero: Bool { bitPattern.isZero }
    /// Whether this is below 0.
    @inlinable @inline(__always) public var isNegative: Bool { Int128(truncatingIfNeeded: bitPattern.high) < 0 }

    /// The distance from 0; 2²⁵⁵ for the smallest value.
    @inlinable @inline(__always) public var magnitude: UInt256 { isNegative ? .zero &- bitPattern : bitPattern }

    /// The number with a magnitude and a sign, modulo 2²⁵⁶, and whether it did not fit.
    @inlinable
    static func fromMagnitude(_ magnitude: UInt256, negative: Bool) -> (partialValue: Int256, overflow: Bool) {
        let value = Int256(bitPattern: negative ? .zero &- magnitude : magnitude)
        return (value, !value.isZero && value.isNegative != negative)
    }
}

public import WideIntegers

/// An unsigned decimal with 18 fraction digits: the value is `raw` / 10¹⁸ (SPEC N1, N4).
///
/// There are no operators that can fail silently. Each operation is checked as on chain, and there is no 512-bit
/// intermediate: a product above 2²⁵⁶ − 1 reverts even where the final value would fit.
///
/// Range: 0 ... (2²⁵⁶ − 1) / 10¹⁸.
@frozen
public struct Decimal18: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// The value in wei, units of 10⁻¹⁸.
    public var raw: UInt256

    /// The decimal of this many wei.
    @inlinable
    public init(raw: UInt256) { self.raw = raw }

    /// The decimal of this many wholes. Range: 0 ... 2⁶⁴ − 1, all of which fit.
    @inlinable
    public init(whole: UInt64) {
        let (high, low) = whole.multipliedFullWidth(by: 1_000_000_000_000_000_000)
        raw = UInt256(limbs: (low, high, 0, 0))
    }

    /// 0.
    @inlinable public static var zero: Decimal18 { Decimal18(raw: .zero) }
    /// 1, which is 10¹⁸ wei.
    @inlinable public static var one: Decimal18 { Decimal18(raw: oneInWei) }
    /// 10¹⁸, the number of wei in 1.
    @inlinable public static var oneInWei: UInt256 { UInt256(high: 0, low: 1_000_000_000_000_000_000) }

    /// Whether this is 0.
    @inlinable public var isZero: Bool { raw.isZero }

    /// Whether the first decimal is the smaller.
    @inlinable
    public static func < (lhs: Decimal18, rhs: Decimal18) -> Bool { lhs.raw < rhs.raw }

    /// −1, 0 or 1 as this is smaller than, equal to or larger than the other (SPEC N9).
    @inlinable
    public func compare(_ other: Decimal18) -> Int { self < other ? -1 : self == other ? 0 : 1 }
}

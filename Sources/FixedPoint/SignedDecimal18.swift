public import WideIntegers

/// A signed decimal with 18 fraction digits: the value is `raw` / 10¹⁸ (SPEC N1, N6).
///
/// Every division truncates toward zero. Operations with an unsigned decimal are labelled and first require it to be
/// at most 2²⁵⁵ − 1 wei (SPEC N7).
///
/// Range: −2²⁵⁵ / 10¹⁸ ... (2²⁵⁵ − 1) / 10¹⁸.
@frozen
public struct SignedDecimal18: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// The value in wei, units of 10⁻¹⁸.
    public var raw: Int256

    /// The decimal of this many wei.
    @inlinable
    public init(raw: Int256) { self.raw = raw }

    /// The signed decimal of the same value (SPEC N7).
    ///
    /// - Throws: `MixedDecimal: uint value is bigger than _INT256_MAX` for 2²⁵⁵ wei and more.
    @inlinable
    public init(_ unsigned: Decimal18) throws(Revert) {
        let value = Int256(bitPattern: unsigned.raw)
        if value.isNegative { throw .unsignedValueTooBig }
        raw = value
    }

    /// The signed decimal of the same 256 bits, without a check: 2²⁵⁵ wei and more become negative (SPEC N7).
    @inlinable
    public init(bitPattern unsigned: Decimal18) { raw = Int256(bitPattern: unsigned.raw) }

    /// 0.
    @inlinable public static var zero: SignedDecimal18 { SignedDecimal18(raw: .zero) }
    /// 1, which is 10¹⁸ wei.
    @inlinable public static var one: SignedDecimal18 { SignedDecimal18(raw: oneInWei) }
    /// 10¹⁸, the number of wei in 1.
    @inlinable public static var oneInWei: Int256 { Int256(bitPattern: Decimal18.oneInWei) }

    /// Whether this is 0.
    @inlinable public var isZero: Bool { raw.isZero }
    /// Whether this is below 0.
    @inlinable public var isNegative: Bool { raw.isNegative }
    /// Whether this is above 0.
    @inlinable public var isPositive: Bool { !raw.isNegative && !raw.isZero }

    /// The distance from 0: the contracts' `abs` and `toUint` (SPEC N9). Of −2²⁵⁵ wei it is 2²⁵⁵ wei.
    @inlinable @inline(__always) public var magnitude: Decimal18 { Decimal18(raw: raw.magnitude) }

    /// Whether the first decimal is the smaller.
    @inlinable
    public static func < (lhs: SignedDecimal18, rhs: SignedDecimal18) -> Bool { lhs.raw < rhs.raw }

    /// The same distance on the other side of 0.
    ///
    /// - Throws: `SignedSafeMath: multiplication overflow` for −2²⁵⁵ wei: on chain this is a product with −1.
    @inlinable
    public func negated() throws(Revert) -> SignedDecimal18 {
        SignedDecimal18(raw: try raw.multiplied(by: ~Int256.zero))
    }
}

public import WideIntegers

// SPEC N6 and N8: signed decimals. All divisions truncate toward zero.

extension SignedDecimal18 {
    /// self + other.
    ///
    /// - Throws: `SignedSafeMath: addition overflow`.
    @inlinable
    public func adding(_ other: SignedDecimal18) throws(Revert) -> SignedDecimal18 {
        SignedDecimal18(raw: try raw.adding(other.raw))
    }

    /// self − other.
    ///
    /// - Throws: `SignedSafeMath: subtraction overflow`.
    @inlinable
    public func subtracting(_ other: SignedDecimal18) throws(Revert) -> SignedDecimal18 {
        SignedDecimal18(raw: try raw.subtracting(other.raw))
    }

    /// self ⊗ other = self · other / 10¹⁸ in wei.
    ///
    /// - Throws: `SignedSafeMath: multiplication overflow` where the product in wei² is out of range.
    @inlinable
    public func multiplied(by other: SignedDecimal18) throws(Revert) -> SignedDecimal18 {
        let (x, y) = (raw.magnitude, other.raw.magnitude)
        if x.high | y.high == 0 {
            // Nearly always: a product below 2²⁵⁵, whatever its sign.
            let (high, low) = x.low.fullProduct(y.low)
            if Int128(truncatingIfNeeded: high) >= 0 {
                let quotient = Decimal18.dividedByOne(UInt256(high: high, low: low)).quotient
                return SignedDecimal18(quotient, negative: raw.isNegative != other.raw.isNegative)
            }
        }
        let product = try raw.multiplied(by: other.raw)
        return SignedDecimal18(
            Decimal18.dividedByOne(product.magnitude).quotient, negative: product.isNegative)
    }

    /// self ⊘ other = self · 10¹⁸ / other in wei.
    ///
    /// - Throws: `SignedSafeMath: multiplication overflow` where self · 10¹⁸ is out of range, then
    ///   `SignedSafeMath: division by zero` or `SignedSafeMath: division overflow`.
    @inlinable
    public func divided(by other: SignedDecimal18) throws(Revert) -> SignedDecimal18 {
        // The product is below 2¹⁸⁸ and the quotient below 2¹²⁸, so that neither leaves the range.
        if let quotient = Decimal18.shortQuotient(raw.magnitude, other.raw.magnitude) {
            return SignedDecimal18(quotient, negative: raw.isNegative != other.raw.isNegative)
        }
        return SignedDecimal18(raw: try raw.multiplied(by: Self.oneInWei).divided(by: other.raw))
    }

    /// A magnitude below 2²⁵⁵ with a sign.
    @inlinable @inline(__always)
    init(_ magnitude: UInt256, negative: Bool) {
        let mask: UInt128 = negative ? .max : 0
        let bits = UInt256(high: magnitude.high ^ mask, low: magnitude.low ^ mask) &- UInt256(high: mask, low: mask)
        self.init(raw: Int256(bitPattern: bits))
    }

    /// self · scalar, without scaling.
    ///
    /// - Throws: `SignedSafeMath: multiplication overflow`.
    @inlinable
    public func multiplied(byScalar scalar: Int256) throws(Revert) -> SignedDecimal18 {
        SignedDecimal18(raw: try raw.multiplied(by: scalar))
    }

    /// self / scalar in wei, without scaling.
    ///
    /// - Throws: `SignedSafeMath: division by zero` or `SignedSafeMath: division overflow`.
    @inlinable
    public func divided(byScalar scalar: Int256) throws(Revert) -> SignedDecimal18 {
        SignedDecimal18(raw: try raw.divided(by: scalar))
    }
}

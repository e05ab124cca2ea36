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
        let product = try raw.multiplied(by: other.raw)
        let quotient = Decimal18.dividedByOne(product.magnitude).quotient
        return SignedDecimal18(raw: Int256(bitPattern: product.isNegative ? .zero &- quotient : quotient))
    }

    /// self ⊘ other = self · 10¹⁸ / other in wei.
    ///
    /// - Throws: `SignedSafeMath: multiplication overflow` where self · 10¹⁸ is out of range, then
    ///   `SignedSafeMath: division by zero` or `SignedSafeMath: division overflow`.
    @inlinable
    public func divided(by other: SignedDecimal18) throws(Revert) -> SignedDecimal18 {
        SignedDecimal18(raw: try raw.multiplied(by: Self.oneInWei).divided(by: other.raw))
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

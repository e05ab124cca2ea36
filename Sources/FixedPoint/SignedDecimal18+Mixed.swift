public import WideIntegers

// SPEC N7: a signed decimal with an unsigned one. Each operation first converts the unsigned operand, which throws
// `MixedDecimal: uint value is bigger than _INT256_MAX` for 2²⁵⁵ wei and more, and then does as the signed one (N6).

extension SignedDecimal18 {
    /// self + other. Throws as N7 and `SignedSafeMath: addition overflow`.
    @inlinable
    public func adding(unsigned other: Decimal18) throws(Revert) -> SignedDecimal18 {
        try adding(SignedDecimal18(other))
    }

    /// self − other. Throws as N7 and `SignedSafeMath: subtraction overflow`.
    @inlinable
    public func subtracting(unsigned other: Decimal18) throws(Revert) -> SignedDecimal18 {
        try subtracting(SignedDecimal18(other))
    }

    /// self ⊗ other. Throws as N7 and `SignedSafeMath: multiplication overflow`.
    @inlinable
    public func multiplied(byUnsigned other: Decimal18) throws(Revert) -> SignedDecimal18 {
        try multiplied(by: SignedDecimal18(other))
    }

    /// self ⊘ other. Throws as N7, `SignedSafeMath: multiplication overflow` and `SignedSafeMath: division by zero`.
    @inlinable
    public func divided(byUnsigned other: Decimal18) throws(Revert) -> SignedDecimal18 {
        try divided(by: SignedDecimal18(other))
    }

    /// self · scalar, without scaling. Throws as N7 and `SignedSafeMath: multiplication overflow`.
    @inlinable
    public func multiplied(byUnsignedScalar scalar: UInt256) throws(Revert) -> SignedDecimal18 {
        try multiplied(byScalar: SignedDecimal18(Decimal18(raw: scalar)).raw)
    }

    /// self / scalar, without scaling. Throws as N7 and `SignedSafeMath: division by zero`.
    @inlinable
    public func divided(byUnsignedScalar scalar: UInt256) throws(Revert) -> SignedDecimal18 {
        try divided(byScalar: SignedDecimal18(Decimal18(raw: scalar)).raw)
    }
}

internal import FixedPoint
internal import WideIntegers

// Amounts in wei as exact rationals, and back to whole wei with a named rounding.

extension Rational {
    /// 1.
    static var one: Rational { Rational(UInt256.one) }
    /// 10¹⁸, the wei in 1.
    static var oneInWei: Rational { Rational(Decimal18.oneInWei) }

    /// An amount in wei.
    init(wei amount: Decimal18) { self.init(amount.raw) }
    /// An amount in wei.
    init(wei amount: SignedDecimal18) { self.init(amount.raw) }

    /// Divides by a number that is known not to be 0.
    func over(_ divisor: Rational) -> Rational { divided(by: divisor) ?? .zero }

    /// The largest whole number that is not above this.
    var roundedDown: Rational {
        let whole = truncated
        return whole > self ? whole - .one : whole
    }
    /// The smallest whole number that is not below this.
    var roundedUp: Rational { Rational.zero - (Rational.zero - self).roundedDown }

    /// A whole number of wei; nil for one that is not whole, negative, or 2²⁵⁶ and more.
    var decimal: Decimal18? { isWhole ? UInt256(description, radix: 10).map { Decimal18(raw: $0) } : nil }
    /// A whole number of wei; nil for one that is not whole or does not fit in 256 bits with a sign.
    var signedDecimal: SignedDecimal18? {
        isWhole ? Int256(description, radix: 10).map { SignedDecimal18(raw: $0) } : nil
    }
}

internal import FixedPoint
internal import WideIntegers

extension Rational {
    /// 10¹⁸, the number of wei in 1.
    static let oneInWei = Rational(Decimal18.oneInWei)
    /// 2²⁵⁶.
    static let unsignedLimit = Rational(UInt256.max) + Rational(UInt256.one)
    /// 2²⁵⁵.
    static let signedLimit = Rational(UInt256.one << 255)

    init(seconds: UInt64) { self.init(UInt256(high: 0, low: UInt128(seconds))) }
}

/// A number on its way through a call: what the contracts keep of it, in wei, and its exact shadow, which it would be
/// had nothing been rounded since the call began.
struct Amount: Sendable {
    var name: String
    var kept: Rational
    var exact: Rational

    /// An amount that nothing has been done to yet.
    init(_ name: String, _ value: Rational) { (self.name, kept, exact) = (name, value, value) }
    init(_ name: String, _ value: Decimal18) { self.init(name, Rational(value.raw)) }
    init(_ name: String, _ value: SignedDecimal18) { self.init(name, Rational(value.raw)) }
    init(_ name: String, kept: Rational, exact: Rational) { (self.name, self.kept, self.exact) = (name, kept, exact) }

    static let zero = Amount("0", Rational.zero)
    static let one = Amount("ONE", Rational.oneInWei)

    var isZero: Bool { kept.isZero }
    var isNegative: Bool { kept.isNegative }
    var isPositive: Bool { !isZero && !isNegative }

    /// The same under another name.
    func named(_ name: String) -> Amount { Amount(name, kept: kept, exact: exact) }

    /// The distance from 0 (SPEC N9).
    var magnitude: Amount { isNegative ? negative.named("|\(name)|") : self }

    /// Below 0 it is 0, and so is its shadow: the contracts decide.
    var flooredAtZero: Amount { isNegative ? Amount.zero.named(name) : self }

    /// The other side of 0, without a check.
    var negative: Amount { Amount("−\(name)", kept: Rational.zero - kept, exact: Rational.zero - exact) }

    /// The same 256 bits read as signed, without a check (SPEC N7).
    var asSigned: Amount {
        kept < Rational.signedLimit
            ? self : Amount(name, kept: kept - Rational.unsignedLimit, exact: exact - Rational.unsignedLimit)
    }

    /// The value as the contracts store it.
    var unsigned: Decimal18 { Decimal18(raw: UInt256(kept.description) ?? .zero) }
    var signed: SignedDecimal18 { SignedDecimal18(raw: Int256(kept.description) ?? .zero) }
}

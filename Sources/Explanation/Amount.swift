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
    /// The operation that it came out of; nil for what a call begins with.
    var origin: Int?

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
    func named(_ name: String) -> Amount {
        var copy = self
        copy.name = name
        return copy
    }

    /// The distance from 0 (SPEC N9).
    var magnitude: Amount {
        let plain = name.hasPrefix("−") ? String(name.dropFirst()) : name
        return isNegative ? negative.named("|\(plain)|") : plain == name ? self : named("|\(plain)|")
    }

    /// Below 0 it is 0, and so is its shadow: the contracts decide.
    var flooredAtZero: Amount { isNegative ? Amount.zero.named(name) : self }

    /// The other side of 0, without a check.
    var negative: Amount {
        var other = Amount(negativeName, kept: Rational.zero - kept, exact: Rational.zero - exact)
        other.origin = origin
        return other
    }

    /// Without two signs in a row, and around more than a name in parentheses.
    private var negativeName: String {
        if name.hasPrefix("−") { return String(name.dropFirst()) }
        return Self.isCompound(name) ? "−(\(name))" : "−\(name)"
    }

    /// Whether a name is an operation itself.
    static func isCompound(_ name: String) -> Bool {
        [" + ", " − ", " ⊗ ", " ⊘ ", " · "].contains { name.contains($0) }
    }

    /// The same 256 bits read as signed, without a check (SPEC N7).
    var asSigned: Amount {
        if kept < Rational.signedLimit { return self }
        var signed = Amount(name, kept: kept - Rational.unsignedLimit, exact: exact - Rational.unsignedLimit)
        signed.origin = origin
        return signed
    }

    /// The value as the contracts store it.
    var unsigned: Decimal18 { Decimal18(raw: UInt256(kept.description) ?? .zero) }
    var signed: SignedDecimal18 { SignedDecimal18(raw: Int256(kept.description) ?? .zero) }
}

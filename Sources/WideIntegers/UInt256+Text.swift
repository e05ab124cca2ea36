extension UInt256: LosslessStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The decimal digits.
    public var description: String { Digits.text(self, negative: false, radix: 10, uppercase: false) }
    /// The decimal digits.
    public var debugDescription: String { description }
    /// A leaf: its limbs are not shown.
    public var customMirror: Mirror { Mirror(self, unlabeledChildren: EmptyCollection<Void>()) }

    /// Reads decimal digits, or hexadecimal ones after "0x"; nil for anything else and for 2²⁵⁶ or more.
    ///
    /// A sign is read as the standard library reads it: "+5" is 5, "-0" is 0, "-5" is nil.
    public init?(_ description: String) {
        self.init(Digits.parseDecimalOrHex(description))
    }

    /// Reads digits in a radix of 2 to 36, as the standard library does; nil for anything else and for 2²⁵⁶ or more.
    public init?<S: StringProtocol>(_ text: S, radix: Int = 10) {
        self.init(Digits.parse(text, radix: radix))
    }

    private init?(_ parsed: (magnitude: UInt256, negative: Bool)?) {
        guard let parsed, !parsed.negative || parsed.magnitude.isZero else { return nil }
        self = parsed.magnitude
    }
}

extension String {
    /// The digits of a number in a radix of 2 to 36.
    public init(_ value: UInt256, radix: Int, uppercase: Bool = false) {
        self = Digits.text(value, negative: false, radix: radix, uppercase: uppercase)
    }

    /// The digits of a number in a radix of 2 to 36, after a "-" where it is negative.
    public init(_ value: Int256, radix: Int, uppercase: Bool = false) {
        self = Digits.text(value.magnitude, negative: value.isNegative, radix: radix, uppercase: uppercase)
    }
}

extension Int256: LosslessStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The decimal digits, after a "-" for a negative number.
    public var description: String { Digits.text(magnitude, negative: isNegative, radix: 10, uppercase: false) }
    /// The decimal digits, after a "-" for a negative number.
    public var debugDescription: String { description }
    /// A leaf: its limbs are not shown.
    public var customMirror: Mirror { Mirror(self, unlabeledChildren: EmptyCollection<Void>()) }

    /// Reads an optional sign and decimal digits, or hexadecimal ones after "0x"; nil for anything else and for a
    /// number out of range.
    public init?(_ description: String) {
        self.init(Digits.parseDecimalOrHex(description))
    }

    /// Reads an optional sign and digits in a radix of 2 to 36; nil for anything else and for a number out of range.
    public init?<S: StringProtocol>(_ text: S, radix: Int = 10) {
        self.init(Digits.parse(text, radix: radix))
    }

    private init?(_ parsed: (magnitude: UInt256, negative: Bool)?) {
        guard let parsed else { return nil }
        let (value, overflow) = Self.fromMagnitude(parsed.magnitude, negative: parsed.negative)
        guard !overflow else { return nil }
        self = value
    }
}

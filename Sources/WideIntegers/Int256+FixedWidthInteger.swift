extension Int256: FixedWidthInteger, SignedInteger {
    /// The words of the two's complement representation, least significant first.
    public typealias Words = WideWords
    /// The number without its sign.
    public typealias Magnitude = UInt256
    /// Literals of any size.
    public typealias IntegerLiteralType = StaticBigInt

    /// 256.
    @inlinable public static var bitWidth: Int { 256 }
    /// True.
    @inlinable public static var isSigned: Bool { true }
    /// The words of the two's complement representation, least significant first.
    @inlinable public var words: Words { Words(bitPattern) }

    /// The number that the lowest bits of a word stand for.
    @inlinable
    public init(_truncatingBits bits: UInt) { self.init(bitPattern: UInt256(_truncatingBits: bits)) }

    /// A literal of any size; traps where it is outside −2²⁵⁵ ... 2²⁵⁵ − 1.
    public init(integerLiteral value: StaticBigInt) {
        precondition(value.bitWidth <= 256, "Literal is out of range of Int256")
        self.init(bitPattern: UInt256(literalBits: value))
    }

    /// The lowest 256 bits of an integer of any type, sign-extended where it has fewer.
    @inlinable
    public init<T: BinaryInteger>(truncatingIfNeeded source: T) {
        if T.self == Int256.self, let same = source as? Int256 {
            self = same
            return
        }
        self.init(bitPattern: UInt256(truncatingIfNeeded: source))
    }

    /// The same number, or nil where it is out of range.
    @inlinable
    public init?<T: BinaryInteger>(exactly source: T) {
        self.init(truncatingIfNeeded: source)
        guard isNegative == (source < 0) else { return nil }
        if source.bitWidth > 256 {
            let sign: UInt = isNegative ? .max : 0
            guard source.words.dropFirst(256 / UInt.bitWidth).allSatisfy({ $0 == sign }) else { return nil }
        }
    }

    /// The same number; traps where it is out of range.
    @inlinable
    public init<T: BinaryInteger>(_ source: T) {
        guard let value = Int256(exactly: source) else {
            preconditionFailure("Not enough bits to represent the value in Int256")
        }
        self = value
    }

    /// The nearest number in range.
    @inlinable
    public init<T: BinaryInteger>(clamping source: T) {
        self = Int256(exactly: source) ?? (source < 0 ? .min : .max)
    }
}

extension UInt256: FixedWidthInteger, UnsignedInteger {
    /// The number's words, least significant first.
    public typealias Words = WideWords
    /// The number without its sign: itself.
    public typealias Magnitude = UInt256
    /// Literals of any size.
    public typealias IntegerLiteralType = StaticBigInt

    /// 256.
    @inlinable public static var bitWidth: Int { 256 }
    /// False.
    @inlinable public static var isSigned: Bool { false }
    /// The number itself.
    @inlinable public var magnitude: UInt256 { self }
    /// The number's words, least significant first.
    @inlinable public var words: Words { Words(self) }

    /// The number that the lowest bits of a word stand for.
    @inlinable
    public init(_truncatingBits bits: UInt) { self.init(high: 0, low: UInt128(truncatingIfNeeded: bits)) }

    /// A literal of any size; traps (or fails to compile) where it is negative or 2²⁵⁶ and more.
    public init(integerLiteral value: StaticBigInt) {
        precondition(value.signum() >= 0 && value.bitWidth <= 257, "Literal is out of range of UInt256")
        self.init(literalBits: value)
    }

    /// The lowest 256 bits of a literal.
    init(literalBits value: StaticBigInt) {
        var result = UInt256.zero
        let words = 256 / UInt.bitWidth
        for index in (0..<words).reversed() {
            result = result &<< UInt256(high: 0, low: UInt128(UInt.bitWidth)) | UInt256(_truncatingBits: value[index])
        }
        self = result
    }

    /// The lowest 256 bits of an integer of any type, sign-extended where it has fewer.
    @inlinable
    public init<T: BinaryInteger>(truncatingIfNeeded source: T) {
        if T.self == UInt256.self, let same = source as? UInt256 {
            self = same
            return
        }
        self.init(words: source.words, negative: source < 0)
    }

    @inlinable
    init<W: Collection>(words: W, negative: Bool) where W.Element == UInt {
        var result: UInt256 = negative ? .max : .zero
        var position = 0
        for word in words {
            if position >= 256 { break }
            let shift = UInt256(high: 0, low: UInt128(position))
            let mask = UInt256(_truncatingBits: .max) &<< shift
            result = result & ~mask | UInt256(_truncatingBits: word) &<< shift
            position += UInt.bitWidth
        }
        self = result
    }

    /// The same number, or nil where it is negative or 2²⁵⁶ and more.
    @inlinable
    public init?<T: BinaryInteger>(exactly source: T) {
        self.init(truncatingIfNeeded: source)
        guard source >= 0, Self.fits(source) else { return nil }
    }

    /// The same number; traps where it is negative or 2²⁵⁶ and more.
    @inlinable
    public init<T: BinaryInteger>(_ source: T) {
        guard let value = UInt256(exactly: source) else {
            preconditionFailure("Not enough bits to represent the value in UInt256")
        }
        self = value
    }

    /// The nearest number in range.
    @inlinable
    public init<T: BinaryInteger>(clamping source: T) {
        self = source < 0 ? .zero : UInt256(exactly: source) ?? .max
    }

    /// Whether no word of a non-negative number above the lowest 256 bits is set.
    @inlinable
    static func fits<T: BinaryInteger>(_ source: T) -> Bool {
        source.bitWidth <= 256 || source.words.dropFirst(256 / UInt.bitWidth).allSatisfy { $0 == 0 }
    }
}

/// The 256 bits of a wide integer as machine words, least significant first.
@frozen
public struct WideWords: RandomAccessCollection, Sendable {
    @usableFromInline var bits: UInt256

    @inlinable
    init(_ bits: UInt256) { self.bits = bits }

    /// 0.
    @inlinable public var startIndex: Int { 0 }
    /// The number of words, 4 on a 64-bit machine.
    @inlinable public var endIndex: Int { 256 / UInt.bitWidth }

    /// One word; traps outside the bounds.
    @inlinable
    public subscript(position: Int) -> UInt {
        precondition(position >= 0 && position < endIndex, "Index out of bounds")
        let shift = UInt256(high: 0, low: UInt128(truncatingIfNeeded: position * UInt.bitWidth))
        return UInt(truncatingIfNeeded: (bits &>> shift).low)
    }
}

public import FixedPoint
public import VirtualAMM
public import WideIntegers

/// A value of an argument, of an event, of an answer, or of a key of the state.
public enum FieldValue: Hashable, Sendable {
    /// A pool.
    case pool(PoolID)
    /// An account; nil for nobody, whom contracts call the zero address.
    case account(Account?)
    /// A contract of the system.
    case contract(Contract)
    /// Whether base is bought or sold.
    case side(Side)
    /// Which way an asset moves.
    case direction(Direction)
    /// 18-decimal fixed point, in wei.
    case amount(Decimal18)
    /// Signed 18-decimal fixed point, in wei.
    case signedAmount(SignedDecimal18)
    /// Units of the quote token.
    case tokenUnits(UInt256)
    /// A counter, an index, a number of seconds or a block's number, of as many bits as the contracts have for it.
    case number(UInt256)
    /// A time, in seconds since 1970.
    case time(UInt64)
    /// 32 bytes, the first of which is the highest of the number.
    case bytes(UInt256)
    /// True or false.
    case flag(Bool)

    /// How 32 bytes are written: 64 hexadecimal digits.
    public static func hexadecimal(_ bytes: UInt256) -> String {
        let digits = String(bytes, radix: 16)
        return String(repeating: "0", count: 64 - digits.count) + digits
    }

    /// A counter.
    package static func counter(_ value: UInt64) -> FieldValue { .number(UInt256(high: 0, low: UInt128(value))) }
    /// A counter that is never negative.
    package static func counter(_ value: Int) -> FieldValue { counter(UInt64(value)) }
}

/// A value with the contracts' name for it.
public struct Field: Hashable, Sendable {
    /// As the contracts call it.
    public let name: String
    /// The value.
    public let value: FieldValue

    /// A value with its name.
    public init(_ name: String, _ value: FieldValue) { (self.name, self.value) = (name, value) }
}

/// What a call or a view returns.
public enum ReturnValue: Hashable, Sendable {
    /// One value without a name.
    case single(FieldValue)
    /// Several, by name.
    case fields([Field])

    static func amount(_ value: Decimal18) -> ReturnValue { .single(.amount(value)) }
    static func signedAmount(_ value: SignedDecimal18) -> ReturnValue { .single(.signedAmount(value)) }
    static func flag(_ value: Bool) -> ReturnValue { .single(.flag(value)) }
}

internal import Clearing
internal import FixedPoint
internal import Messages
internal import Scenarios
internal import VirtualAMM
internal import WideIntegers

/// The arguments of a call, a word each.
struct ABIWords {
    private let bytes: ArraySlice<UInt8>
    private let signature: String
    private var next: Int

    init(_ bytes: ArraySlice<UInt8>, count: Int, signature: String) throws(CalldataError) {
        guard bytes.count == count * 32 else {
            let difference =
                bytes.count < count * 32
                ? "\(count * 32 - bytes.count) bytes are missing" : "\(bytes.count - count * 32) bytes are too many"
            throw CalldataError(
                "\(signature) takes 4 + \(count * 32) bytes of calldata, not \(4 + bytes.count): \(difference)")
        }
        self.bytes = bytes
        self.signature = signature
        next = bytes.startIndex
    }

    mutating func number() -> UInt256 {
        defer { next += 32 }
        return UInt256(bigEndian: bytes[next..<next + 32])
    }

    /// Whether they are a call to the oracle, where pools go by keys.
    var isOfOracle: Bool { signature.hasPrefix("setLatestData(") }

    mutating func decimal() -> Decimal18 { Decimal18(raw: number()) }

    mutating func direction() throws(CalldataError) -> Direction {
        switch number() {
        case 0: return .addToAmm
        case 1: return .removeFromAmm
        case let other:
            throw CalldataError(
                "\(signature): the direction is 0 (add to the pool) or 1 (remove from it), not \(other)")
        }
    }
}

// Arguments that name somebody.
extension ABIWords {
    mutating func address() throws(CalldataError) -> UInt256 {
        let value = number()
        guard value.isAddress else {
            throw CalldataError("\(signature): 0x\(hexadecimal(value.word)) is no address, which has 20 bytes")
        }
        return value
    }

    /// An account, who may be new; nil for the zero address.
    mutating func account(_ book: inout AddressBook) throws(CalldataError) -> Account? {
        book.account(at: try address())
    }

    /// An account; the zero address is nobody, who has nothing.
    mutating func trader(_ book: inout AddressBook) throws(CalldataError) -> Account {
        try account(&book) ?? Roster.nobody
    }

    mutating func pool(_ book: AddressBook) throws(CalldataError) -> PoolID {
        let value = try address()
        if let pool = book.pool(at: value) { return pool }
        throw CalldataError(
            "\(signature): there is no pool at 0x\(hexadecimal(value.word[12...])); vamm call --addresses lists them")
    }

    mutating func valuation() throws(CalldataError) -> Valuation {
        switch number() {
        case 0: return .spot
        case 1: return .twap
        case 2: return .oracle
        case let other:
            throw CalldataError(
                "\(signature): a position is valued by 0 (spot), 1 (average) or 2 (oracle), not \(other)")
        }
    }

    mutating func flag() throws(CalldataError) -> Bool {
        switch number() {
        case 0: return false
        case 1: return true
        case let other: throw CalldataError("\(signature): a flag is 0 or 1, not \(other)")
        }
    }

    mutating func side() throws(CalldataError) -> Side {
        switch number() {
        case 0: return .buy
        case 1: return .sell
        case let other: throw CalldataError("\(signature): the side is 0 (buy) or 1 (sell), not \(other)")
        }
    }

    mutating func time() throws(CalldataError) -> UInt64 {
        let value = number()
        guard let time = UInt64(exactly: value) else {
            throw CalldataError("\(signature): \(value) is no time in seconds that is kept here")
        }
        return time
    }
}

extension UInt256 {
    init(bigEndian bytes: some Sequence<UInt8>) {
        self = bytes.reduce(into: UInt256.zero) { $0 = $0 << 8 | UInt256(high: 0, low: UInt128($1)) }
    }

    /// The number as a word of the ABI.
    var word: [UInt8] {
        stride(from: 248, through: 0, by: -8).map { UInt8(truncatingIfNeeded: (self >> $0).low) }
    }
}

extension Revert {
    /// The data that the contract reverts with: `Error(string)` with the text, or nothing where there is no text.
    var data: [UInt8] { text.map { $0.isEmpty ? [] : errorData($0) } ?? [] }
}

/// `Error(string)` with a text.
func errorData(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    let padding = (32 - bytes.count % 32) % 32
    return [0x08, 0xc3, 0x79, 0xa0] + UInt256(32).word + UInt256(UInt64(bytes.count)).word + bytes
        + Array(repeating: 0, count: padding)
}

/// Bytes as hexadecimal digits.
public func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef")
    return bytes.reduce(into: "") { text, byte in
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
}

/// The bytes that hexadecimal digits write, with or without 0x in front.
///
/// - Throws: `CalldataError` naming the first character that is none, or an odd count.
public func bytes(hexadecimal text: some StringProtocol) throws(CalldataError) -> [UInt8] {
    let digits = Array(text.utf8.dropFirst(text.hasPrefix("0x") || text.hasPrefix("0X") ? 2 : 0))
    if let place = digits.firstIndex(where: { nibble($0) == nil }) {
        let character = visible(String(decoding: [digits[place]], as: UTF8.self))
        throw CalldataError(
            "\"\(character)\" in digit \(place + 1) is not hexadecimal; calldata is 0x and hexadecimal digits")
    }
    guard digits.count.isMultiple(of: 2) else {
        throw CalldataError("\(digits.count) hexadecimal digits are half a byte too many or too few")
    }
    return stride(from: 0, to: digits.count, by: 2).map { place in
        (nibble(digits[place]) ?? 0) << 4 | (nibble(digits[place + 1]) ?? 0)
    }
}

private func nibble(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
}

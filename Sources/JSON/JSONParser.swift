internal import Messages

/// A strict reader of RFC 8259: no duplicate keys, no more than 64 levels, valid UTF-8, nothing after the value.
///
/// Foundation's reader takes the last of two members with one key and forgets where things stood. A vector file with a
/// key twice says two things at once, and a message has to name the line.
public struct JSONParser {
    static let maximumDepth = 64

    private let bytes: UnsafeBufferPointer<UInt8>
    /// Where the text starts in a larger one, which positions are counted in.
    private let base: Int
    private var index = 0
    /// Keys that were met, by their hash, so that those that stand again and again are kept once; only in large texts.
    private var keys: [String] = []
    private static let largeText = 1 << 16

    private init(_ bytes: UnsafeBufferPointer<UInt8>, base: Int) {
        self.bytes = bytes
        self.base = base
    }

    /// Reads one value that takes up the whole text.
    ///
    /// - Parameters:
    ///   - text: The text, in UTF-8.
    ///   - base: Where the text starts in a larger one, in bytes; positions are counted from the start of that.
    public static func parse(_ text: some Sequence<UInt8>, base: Int = 0) throws(PlacedError) -> JSONValue {
        let result = Array(text).withUnsafeBufferPointer { bytes -> Result<JSONValue, PlacedError> in
            var parser = JSONParser(bytes, base: base)
            do throws(PlacedError) {
                let value = try parser.value(depth: 1)
                parser.skipSpace()
                if parser.index < bytes.count { throw parser.unexpected("after the end of the value") }
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func error(_ message: String, at offset: Int) -> PlacedError {
        PlacedError(message: message, offset: base + offset)
    }

    private func unexpected(_ place: String) -> PlacedError {
        guard index < bytes.count else { return error("the text ends \(place)", at: bytes.count) }
        let byte = bytes[index]
        let shown = (33...126).contains(byte) ? "\"\(Character(Unicode.Scalar(byte)))\"" : "byte \(byte)"
        return error("unexpected \(shown) \(place)", at: index)
    }

    private mutating func skipSpace() {
        while index < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index]) { index += 1 }
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func value(depth: Int) throws(PlacedError) -> JSONValue {
        skipSpace()
        guard depth <= Self.maximumDepth else {
            throw error("nested more than \(Self.maximumDepth) levels deep", at: index)
        }
        let start = index
        guard index < bytes.count else { throw unexpected("where a value should be") }
        let content: JSONValue.Content =
            switch bytes[index] {
            case UInt8(ascii: "{"): try object(depth: depth)
            case UInt8(ascii: "["): try array(depth: depth)
            case UInt8(ascii: "\""): .string(try string())
            case UInt8(ascii: "t"): try word("true", .bool(true))
            case UInt8(ascii: "f"): try word("false", .bool(false))
            case UInt8(ascii: "n"): try word("null", .null)
            default: .number(try number())
            }
        return JSONValue(content, offset: base + start)
    }

    private mutating func object(depth: Int) throws(PlacedError) -> JSONValue.Content {
        index += 1
        var members = [JSONValue.Member]()
        var seen = Set<Spelling>()
        skipSpace()
        if accept(UInt8(ascii: "}")) { return .object([]) }
        repeat {
            skipSpace()
            let start = index
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                throw unexpected("where a key should be")
            }
            let key = kept(try string())
            if isRepeated(key, among: members, &seen) { throw error("the key \"\(key)\" stands twice", at: start) }
            skipSpace()
            guard accept(UInt8(ascii: ":")) else { throw unexpected("where the colon after a key should be") }
            members.append(JSONValue.Member(key: key, offset: base + start, value: try value(depth: depth + 1)))
            skipSpace()
        } while accept(UInt8(ascii: ","))
        guard accept(UInt8(ascii: "}")) else { throw unexpected("in an object, after a value") }
        return .object(members)
    }

    /// The same text, in memory once where it was met before.
    private mutating func kept(_ key: String) -> String {
        guard bytes.count > Self.largeText, key.utf8.count > 15 else { return key }
        if keys.isEmpty { keys = Array(repeating: "", count: 4096) }
        let slot = Int(truncatingIfNeeded: key.utf8.reduce(5381 as UInt64) { $0 &* 33 &+ UInt64($1) } % 4096)
        if keys[slot].isSpelled(key) { return keys[slot] }
        keys[slot] = key
        return key
    }

    /// Whether a key stands among the members before it. A set is only worth it for large objects.
    private func isRepeated(_ key: String, among members: [JSONValue.Member], _ seen: inout Set<Spelling>) -> Bool {
        if members.count < 12 { return members.contains { $0.key.isSpelled(key) } }
        if seen.isEmpty { seen = Set(members.map { Spelling($0.key) }) }
        return !seen.insert(Spelling(key)).inserted
    }

    private mutating func array(depth: Int) throws(PlacedError) -> JSONValue.Content {
        index += 1
        var values = [JSONValue]()
        skipSpace()
        if accept(UInt8(ascii: "]")) { return .array([]) }
        repeat {
            values.append(try value(depth: depth + 1))
            skipSpace()
        } while accept(UInt8(ascii: ","))
        guard accept(UInt8(ascii: "]")) else { throw unexpected("in a list, after a value") }
        return .array(values)
    }

    private mutating func word(
        _ word: StaticString, _ content: JSONValue.Content
    ) throws(PlacedError) -> JSONValue.Content {
        let length = word.utf8CodeUnitCount
        let matches =
            index + length <= bytes.count
            && (0..<length).allSatisfy { bytes[index + $0] == word.utf8Start[$0] }
        guard matches else { throw error("a value that is not JSON; did you mean \(word)?", at: index) }
        index += length
        return content
    }

    private mutating func number() throws(PlacedError) -> String {
        let start = index
        _ = accept(UInt8(ascii: "-"))
        let whole = digits()
        guard whole > 0 else { throw unexpected("where a value should be") }
        if whole > 1, bytes[index - whole] == UInt8(ascii: "0") {
            throw error("a number with a leading zero", at: start)
        }
        if accept(UInt8(ascii: ".")), digits() == 0 { throw unexpected("after the point of a number") }
        if accept(UInt8(ascii: "e")) || accept(UInt8(ascii: "E")) {
            _ = accept(UInt8(ascii: "+")) || accept(UInt8(ascii: "-"))
            if digits() == 0 { throw unexpected("in the exponent of a number") }
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func digits() -> Int {
        let start = index
        while index < bytes.count, (48...57).contains(bytes[index]) { index += 1 }
        return index - start
    }

    private mutating func string() throws(PlacedError) -> String {
        let start = index
        index += 1
        let first = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                index += 1
                return try text(bytes[first..<(index - 1)], at: start)
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: first, start: start) }
            if byte < 0x20 { throw error("a control character in a string; write it as an escape", at: index) }
            index += 1
        }
        throw error("a string that does not end", at: start)
    }

    private func text(_ slice: some Collection<UInt8>, at start: Int) throws(PlacedError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw error("a string that is not valid UTF-8", at: start)
        }
        return text
    }

    /// The slow way, for strings with escapes; `index` stands on the first backslash.
    private mutating func escapedString(from first: Int, start: Int) throws(PlacedError) -> String {
        var output = Array(bytes[first..<index])
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                index += 1
                return try text(output, at: start)
            }
            if byte < 0x20 { throw error("a control character in a string; write it as an escape", at: index) }
            index += 1
            if byte != UInt8(ascii: "\\") {
                output.append(byte)
                continue
            }
            output.append(contentsOf: String(try escape()).utf8)
        }
        throw error("a string that does not end", at: start)
    }

    private mutating func escape() throws(PlacedError) -> Character {
        guard index < bytes.count else { throw unexpected("in an escape") }
        let simple: [UInt8: Character] = [
            0x22: "\"", 0x5C: "\\", 0x2F: "/", 0x62: "\u{8}", 0x66: "\u{c}", 0x6E: "\n", 0x72: "\r", 0x74: "\t",
        ]
        if let character = simple[bytes[index]] {
            index += 1
            return character
        }
        guard accept(UInt8(ascii: "u")) else { throw unexpected("in an escape") }
        let high = try codeUnit()
        if UTF16.isLeadSurrogate(high) {
            guard accept(UInt8(ascii: "\\")), accept(UInt8(ascii: "u")) else {
                throw error("half of a surrogate pair", at: index)
            }
            let low = try codeUnit()
            guard UTF16.isTrailSurrogate(low) else { throw error("half of a surrogate pair", at: index) }
            return Character(UTF16.decode(UTF16.EncodedScalar([high, low])))
        }
        guard let scalar = Unicode.Scalar(UInt32(high)) else { throw error("half of a surrogate pair", at: index) }
        return Character(scalar)
    }

    private mutating func codeUnit() throws(PlacedError) -> UInt16 {
        guard index + 4 <= bytes.count else { throw error("an escape that does not end", at: bytes.count) }
        let digits = String(decoding: bytes[index..<(index + 4)], as: UTF8.self)
        guard !digits.hasPrefix("+"), !digits.hasPrefix("-"), let unit = UInt16(digits, radix: 16) else {
            throw error("\\u needs four hexadecimal digits", at: index)
        }
        index += 4
        return unit
    }
}

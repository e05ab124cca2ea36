package import FixedPoint
package import JSON
internal import Messages
internal import VirtualAMM
package import WideIntegers

/// How amounts are written, and how much has to be said.
package enum Notation: Sendable {
    /// As in vector files: whole numbers of wei, nothing left out.
    case vector
    /// As in scenarios: decimals such as "100.5", or whole numbers such as "7 wei"; what has a default may be left out.
    case scenario
}

/// The largest block number, time and other counter, 2⁵³ − 1: what every reader of JSON keeps exactly.
package let largestCounter: UInt64 = 1 << 53 - 1

/// Reads the members of one JSON object by name and type, and notices the ones that nobody asked for.
///
/// Every error names the place and, for a misspelt name, the nearest known one.
package struct ObjectReader {
    package let place: String
    package let notation: Notation
    package let offset: Int
    private let members: [JSONValue.Member]
    private var used: [Bool]
    private var asked: [String] = []
    /// Where each name stands, for objects that are too large to be searched again and again.
    private let index: [Spelling: Int]

    package init(_ value: JSONValue, place: String, notation: Notation = .vector) throws(PlacedError) {
        guard let members = value.members else {
            throw PlacedError(
                message: "expected an object, found \(value.kindName)", place: place, offset: value.offset)
        }
        self.place = place
        self.notation = notation
        self.members = members
        offset = value.offset
        used = Array(repeating: false, count: members.count)
        asked.reserveCapacity(12)
        index =
            members.count < 16
            ? [:]
            : Dictionary(
                members.enumerated().map { (Spelling($1.key), $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The names of all members, in order.
    package var names: [String] { members.map(\.key) }

    /// Whether there is a member of a name.
    package func has(_ name: String) -> Bool {
        members.count < 16 ? members.contains { $0.key.isSpelled(name) } : index[Spelling(name)] != nil
    }

    /// A member's value, or nil where there is none.
    package mutating func optional(_ name: String) -> JSONValue? {
        asked.append(name)
        let found =
            members.count < 16 ? members.firstIndex { $0.key.isSpelled(name) } : index[Spelling(name)]
        guard let found else { return nil }
        used[found] = true
        return members[found].value
    }

    /// A member's value.
    package mutating func required(_ name: String) throws(PlacedError) -> JSONValue {
        if let value = optional(name) { return value }
        // A misspelt member explains a missing one better than "missing" does; one that has a name of its own is none.
        if let stranger = unused().first(where: {
            !Self.vocabulary.contains($0.key) && nearest(to: $0.key, among: [name]) != nil
        }) {
            throw unknown(stranger)
        }
        throw PlacedError(message: "\"\(name)\" is missing", place: place, offset: offset)
    }

    /// Throws where a member is left that was not asked for.
    package func finish() throws(PlacedError) {
        if let stranger = unused().first { throw unknown(stranger) }
    }

    private func unused() -> [JSONValue.Member] {
        zip(members, used).filter { !$0.1 }.map(\.0)
    }

    private func unknown(_ member: JSONValue.Member) -> PlacedError {
        let hint = nearest(to: member.key, among: asked).map { "; did you mean \"\($0)\"?" } ?? ""
        return PlacedError(message: "unknown field \"\(member.key)\"\(hint)", place: place, offset: member.offset)
    }

    /// The place of a member.
    package func place(of name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }

    /// An error about a member's value.
    package func error(_ message: String, _ name: String, _ value: JSONValue) -> PlacedError {
        PlacedError(message: message, place: place(of: name), offset: value.offset)
    }
}

// MARK: Typed members

extension ObjectReader {
    package mutating func string(_ name: String) throws(PlacedError) -> String {
        let value = try required(name)
        guard let text = value.text else { throw error("expected a string, found \(value.kindName)", name, value) }
        return text
    }

    package mutating func bool(_ name: String, default standard: Bool) throws(PlacedError) -> Bool {
        usesDefault(name) ? standard : try bool(name)
    }

    package mutating func bool(_ name: String) throws(PlacedError) -> Bool {
        let value = try required(name)
        guard case .bool(let truth) = value.content else {
            throw error("expected true or false, found \(value.kindName)", name, value)
        }
        return truth
    }

    package mutating func array(_ name: String) throws(PlacedError) -> [JSONValue] {
        let value = try required(name)
        guard case .array(let values) = value.content else {
            throw error("expected a list, found \(value.kindName)", name, value)
        }
        return values
    }

    package mutating func fields(_ name: String) throws(PlacedError) -> ObjectReader {
        try ObjectReader(try required(name), place: place(of: name), notation: notation)
    }

    /// Whether a member may be left out, and is.
    package mutating func usesDefault(_ name: String) -> Bool {
        if notation == .scenario, !has(name) {
            _ = optional(name)
            return true
        }
        return false
    }

    /// A counter: a JSON number without fraction or exponent, 0 to 2⁵³ − 1, which every reader of JSON keeps.
    package mutating func counter(_ name: String) throws(PlacedError) -> UInt64 {
        let value = try required(name)
        guard case .number(let text) = value.content else {
            throw error("expected a number, found \(value.kindName)", name, value)
        }
        guard !text.hasPrefix("-"), let number = UInt64(text), number <= largestCounter else {
            throw error("\(shortened(text)) is not a whole number from 0 to 2^53 - 1", name, value)
        }
        return number
    }

    /// A counter that a scenario may leave out.
    package mutating func counter(_ name: String, default standard: UInt64) throws(PlacedError) -> UInt64 {
        usesDefault(name) ? standard : try counter(name)
    }

    /// A wide integer: a canonical decimal string.
    package mutating func integer<Integer: LosslessStringConvertible>(
        _ name: String, _ type: Integer.Type
    ) throws(PlacedError) -> Integer {
        try parseInteger(try required(name), type, place: place(of: name))
    }

    /// An amount of 18-decimal fixed point.
    package mutating func decimal(_ name: String) throws(PlacedError) -> Decimal18 {
        guard notation == .scenario else { return Decimal18(raw: try integer(name, UInt256.self)) }
        let value = try required(name)
        guard let text = value.text else {
            throw error("expected a decimal in quotes, such as \"100.5\", found \(value.kindName)", name, value)
        }
        if let wei = wei(text) { return Decimal18(raw: wei) }
        do throws(DecimalFormatError) {
            return try Decimal18(parsing: text)
        } catch {
            throw self.error("\"\(shortened(text))\": \(error)", name, value)
        }
    }

    /// An amount that a scenario may leave out.
    package mutating func decimal(_ name: String, default standard: Decimal18) throws(PlacedError) -> Decimal18 {
        usesDefault(name) ? standard : try decimal(name)
    }

    /// An amount in units of a token: in a scenario a decimal with no more fraction digits than the token has.
    package mutating func tokenUnits(_ name: String, decimals: Int) throws(PlacedError) -> UInt256 {
        guard notation == .scenario else { return try integer(name, UInt256.self) }
        let value = try required(name)
        guard let text = value.text else {
            throw error("expected a decimal in quotes, such as \"100.5\", found \(value.kindName)", name, value)
        }
        if let units = wei(text) { return units }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : ""
        guard fraction.count <= decimals else {
            throw error(
                "\"\(shortened(text))\": \(fraction.count) fraction digits, but the token has \(decimals)", name, value)
        }
        let digits = parts[0] + fraction + String(repeating: "0", count: decimals - fraction.count)
        let isDecimal =
            !parts[0].isEmpty && (parts.count == 1 || !fraction.isEmpty) && digits.allSatisfy(\.isWholeNumber)
        guard isDecimal, let units = UInt256(digits, radix: 10) else {
            throw error("\"\(shortened(text))\" is not a decimal in range, such as 100.5", name, value)
        }
        return units
    }

    /// A whole number that says so: "7 wei".
    private func wei(_ text: String) -> UInt256? {
        guard text.hasSuffix(" wei"), let value = UInt256(text.dropLast(4), radix: 10) else { return nil }
        return value.description == text.dropLast(4) ? value : nil
    }

    /// One of the raw values of an enumeration.
    package mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String
    ) throws(PlacedError) -> Choice where Choice.RawValue == String {
        let value = try required(name)
        guard let text = value.text, let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue)
            let list = known.map { "\"\($0)\"" }.joined(separator: ", ")
            throw error(
                "\(value.text.map { "\"\($0)\" is unknown" } ?? value.kindName); it is one of \(list)", name, value)
        }
        return choice
    }
}

extension ObjectReader {
    /// Throws unless a value is a canonical integer of 256 bits, with or without a sign.
    package static func requireInteger(_ value: JSONValue, place: String) throws(PlacedError) {
        if value.text?.hasPrefix("-") == true {
            _ = try parseInteger(value, Int256.self, place: place)
        } else {
            _ = try parseInteger(value, UInt256.self, place: place)
        }
    }

    /// What a case or scenario says about itself; both may be left out.
    package mutating func commentAndFlags() throws(PlacedError) -> (comment: String?, flags: [JSONValue]) {
        let comment = has("comment") ? try string("comment") : nil
        let flags = has("flags") ? try array("flags") : []
        if comment?.isEmpty == true {
            throw PlacedError(message: "a comment can't be empty", place: place(of: "comment"), offset: offset)
        }
        for (index, flag) in flags.enumerated() {
            guard let text = flag.text, !text.isEmpty, !flags[..<index].contains(flag) else {
                throw error("flags are texts that are not empty and stand once", "flags", flag)
            }
        }
        return (comment, flags)
    }
}

/// Reads a wide integer from a canonical decimal string.
package func parseInteger<Integer: LosslessStringConvertible>(
    _ value: JSONValue, _ type: Integer.Type, place: String
) throws(PlacedError) -> Integer {
    guard let text = value.text else {
        throw PlacedError(
            message: "expected a decimal string, found \(value.kindName)", place: place, offset: value.offset)
    }
    guard let integer = Integer(text), integer.description == text else {
        let range = type is UInt256.Type ? "0 to 2^256 - 1" : "-2^255 to 2^255 - 1"
        throw PlacedError(
            message: "\"\(shortened(text))\" is not a whole number from \(range) in canonical form "
                + "(digits, no leading zeros, no plus sign)", place: place, offset: value.offset)
    }
    return integer
}

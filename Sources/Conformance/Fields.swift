internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// Reads the members of one JSON object by name and type, and notices the ones that nobody asked for.
///
/// Every error names the place and, for a misspelt name, the nearest known one.
struct Fields {
    let place: String
    private let offset: Int
    private let members: [JSONValue.Member]
    private var used: [Bool]
    private var asked: [String] = []

    init(_ value: JSONValue, place: String) throws(PlacedError) {
        guard let members = value.members else {
            throw PlacedError(
                message: "expected an object, found \(value.kindName)", place: place, offset: value.offset)
        }
        self.place = place
        self.members = members
        offset = value.offset
        used = Array(repeating: false, count: members.count)
    }

    /// The names of all members, in order.
    var names: [String] { members.map(\.key) }

    /// A member's value, or nil where there is none.
    mutating func optional(_ name: String) -> JSONValue? {
        asked.append(name)
        guard let index = members.firstIndex(where: { $0.key == name }) else { return nil }
        used[index] = true
        return members[index].value
    }

    /// A member's value.
    mutating func required(_ name: String) throws(PlacedError) -> JSONValue {
        if let value = optional(name) { return value }
        // A misspelt member explains a missing one better than "missing" does.
        if let stranger = unused().first(where: { nearest(to: $0.key, among: [name]) != nil }) {
            throw unknown(stranger)
        }
        throw PlacedError(message: "\"\(name)\" is missing", place: place, offset: offset)
    }

    /// Throws where a member is left that was not asked for.
    func finish() throws(PlacedError) {
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
    func place(of name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }

    /// An error about a member's value.
    func error(_ message: String, _ name: String, _ value: JSONValue) -> PlacedError {
        PlacedError(message: message, place: place(of: name), offset: value.offset)
    }
}

// MARK: Typed members

extension Fields {
    mutating func string(_ name: String) throws(PlacedError) -> String {
        let value = try required(name)
        guard let text = value.text else { throw error("expected a string, found \(value.kindName)", name, value) }
        return text
    }

    mutating func bool(_ name: String) throws(PlacedError) -> Bool {
        let value = try required(name)
        guard case .bool(let truth) = value.content else {
            throw error("expected true or false, found \(value.kindName)", name, value)
        }
        return truth
    }

    mutating func array(_ name: String) throws(PlacedError) -> [JSONValue] {
        let value = try required(name)
        guard case .array(let values) = value.content else {
            throw error("expected a list, found \(value.kindName)", name, value)
        }
        return values
    }

    mutating func fields(_ name: String) throws(PlacedError) -> Fields {
        try Fields(try required(name), place: place(of: name))
    }

    /// A counter: a JSON number without fraction or exponent, 0 to 2⁶⁴ − 1.
    mutating func counter(_ name: String) throws(PlacedError) -> UInt64 {
        let value = try required(name)
        guard case .number(let text) = value.content else {
            throw error("expected a number, found \(value.kindName)", name, value)
        }
        guard let number = UInt64(text) else {
            throw error("\(shortened(text)) is not a whole number from 0 to 2^64 - 1", name, value)
        }
        return number
    }

    /// A wide integer: a canonical decimal string.
    mutating func integer<Integer: LosslessStringConvertible>(
        _ name: String, _ type: Integer.Type
    ) throws(PlacedError) -> Integer {
        try parseInteger(try required(name), type, place: place(of: name))
    }

    mutating func decimal(_ name: String) throws(PlacedError) -> Decimal18 {
        Decimal18(raw: try integer(name, UInt256.self))
    }

    mutating func direction(_ name: String) throws(PlacedError) -> Direction { try choice(name) }

    /// One of the raw values of an enumeration.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
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

/// Reads a wide integer from a canonical decimal string.
func parseInteger<Integer: LosslessStringConvertible>(
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

/// A text for a message, cut in the middle where it is long.
func shortened(_ text: String) -> String {
    text.count <= 90 ? text : "\(text.prefix(40))…\(text.suffix(8)) (\(text.count) characters)"
}

/// The known name that a misspelt one is closest to, if it is close enough to be meant.
public func nearest(to name: String, among known: [String]) -> String? {
    let ranked = known.map { (name: $0, distance: editDistance(Array(name.lowercased()), Array($0.lowercased()))) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(1, best.name.count / 3) ? best.name : nil
}

private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    guard left.count < 200, right.count < 200 else { return .max }
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for j in right.indices {
            let substitution = diagonal + (character == right[j] ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[right.count]
}

internal import Messages

/// A JSON value that remembers the order of its members and where it stood in its text.
///
/// Two values are equal when they say the same: positions do not count, nor does the order of an object's members.
/// Texts are the same where their code units are.
public struct JSONValue: Sendable {
    /// What kind of value it is, and its content.
    public enum Content: Sendable {
        /// null
        case null
        /// true or false
        case bool(Bool)
        /// A number, as it was written.
        case number(String)
        /// A text.
        case string(String)
        /// A list.
        case array([JSONValue])
        /// Members in the order they were written; no key stands twice.
        case object([Member])
    }

    /// A key with its value.
    public struct Member: Sendable {
        /// The key.
        public var key: String
        /// Where the key stood, in bytes from the start of its text.
        public var offset: Int
        /// The value.
        public var value: JSONValue

        /// A member made by the program, without a position.
        public init(_ key: String, _ value: JSONValue) {
            self.init(key: key, offset: 0, value: value)
        }

        package init(key: String, offset: Int, value: JSONValue) {
            self.key = key
            self.offset = offset
            self.value = value
        }
    }

    /// What kind of value it is, and its content.
    public var content: Content
    /// Where the value stood, in bytes from the start of its text; 0 for values made by the program.
    public var offset: Int

    /// A value, made by the program unless a position is given.
    public init(_ content: Content, offset: Int = 0) {
        self.content = content
        self.offset = offset
    }

    /// A text.
    public static func string(_ text: String) -> JSONValue { JSONValue(.string(text)) }
    /// A whole number, for counters.
    public static func number(_ value: some BinaryInteger) -> JSONValue { JSONValue(.number(String(value))) }
    /// A truth value.
    public static func bool(_ value: Bool) -> JSONValue { JSONValue(.bool(value)) }
    /// A list.
    public static func array(_ values: [JSONValue]) -> JSONValue { JSONValue(.array(values)) }
    /// An object with its members in order.
    public static func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        JSONValue(.object(members.map { Member($0.key, $0.value) }))
    }
    /// An object with its members in order.
    public static func object(_ members: [Member]) -> JSONValue { JSONValue(.object(members)) }
    /// null
    public static var null: JSONValue { JSONValue(.null) }

    /// The members, for an object.
    public var members: [Member]? {
        if case .object(let members) = content { members } else { nil }
    }

    /// The value of a member, for an object that has it.
    public subscript(key: String) -> JSONValue? {
        members?.first { $0.key.isSpelled(key) }?.value
    }

    /// The text, for a string.
    public var text: String? {
        if case .string(let text) = content { text } else { nil }
    }

    /// What kind of value it is, in words for a message.
    public var kindName: String {
        switch content {
        case .null: "null"
        case .bool: "a truth value"
        case .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

extension JSONValue: Equatable {
    /// Whether two values say the same.
    public static func == (lhs: JSONValue, rhs: JSONValue) -> Bool {
        switch (lhs.content, rhs.content) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.isSpelled(right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)):
            areEqual(left, right)
        default: false
        }
    }

    /// Whether two objects have the same members; usually they stand in the same order.
    private static func areEqual(_ left: [Member], _ right: [Member]) -> Bool {
        guard left.count == right.count else { return false }
        if zip(left, right).allSatisfy({ $0.key.isSpelled($1.key) }) {
            return zip(left, right).allSatisfy { $0.value == $1.value }
        }
        let byKey = Dictionary(right.map { (Spelling($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
        return left.allSatisfy { byKey[Spelling($0.key)] == $0.value }
    }
}

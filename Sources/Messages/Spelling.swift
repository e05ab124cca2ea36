/// A text by its code units: an é of one code point and one of two are two spellings.
///
/// Swift's own comparison takes both for one text. Names of accounts and pools, and keys of documents, are what they
/// were written as: this is their key in dictionaries and sets.
public struct Spelling: Hashable, Sendable {
    /// The text.
    public let text: String

    /// The spelling of a text.
    public init(_ text: String) { self.text = text }

    /// Whether two texts have the same code units.
    public static func == (left: Spelling, right: Spelling) -> Bool { left.text.isSpelled(right.text) }

    /// Feeds the code units to a hasher.
    public func hash(into hasher: inout Hasher) {
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { hasher.combine(bytes: .init($0)) }
        if isDone == nil { for unit in text.utf8 { hasher.combine(unit) } }
        hasher.combine(UInt8.max)
    }
}

extension String {
    /// Whether another text has the same code units.
    public func isSpelled(_ other: String) -> Bool { self == other && utf8.elementsEqual(other.utf8) }

    /// The text with its code points, where another one looks the same but is spelled in others.
    public func spelled(beside other: String?) -> String {
        guard let other, self == other, !isSpelled(other) else { return self }
        return unicodeScalars.map { $0.isASCII ? String($0) : "\\u{\(String($0.value, radix: 16))}" }.joined()
    }
}

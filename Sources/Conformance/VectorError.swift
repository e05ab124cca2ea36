/// Why a file can't be read as a vector file: which file, where in it, what is wrong and what to do.
public struct VectorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file as it was named.
    public var file: String
    /// The line, counted from 1; nil where the trouble is with the file as a whole.
    public var line: Int?
    /// The column in bytes, counted from 1.
    public var column: Int?
    /// The place in the structure, such as `case "amm-v1-0003", steps[12].args`; may be empty.
    public var place: String
    /// What is wrong and what to do.
    public var message: String

    /// An error about a file, or a place in it.
    public init(file: String, line: Int? = nil, column: Int? = nil, place: String = "", message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.place = place
        self.message = message
    }

    /// `file:line:column: message (in place)`.
    public var description: String {
        let position = line.map { ":\($0)" + (column.map { ":\($0)" } ?? "") } ?? ""
        return visible("\(file)\(position): \(message)" + (place.isEmpty ? "" : " (in \(place))"))
    }
}

/// A text from outside as it may be shown on a terminal: control and direction marks as escapes.
public func visible(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
    guard text.unicodeScalars.contains(where: isHidden) else { return text }
    return text.unicodeScalars.reduce(into: "") { output, scalar in
        output += isHidden(scalar) ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
}

private func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: true
    default: false
    }
}

/// Trouble inside one value, by its position in the text that the value came from.
public struct PlacedError: Error, Hashable, Sendable {
    /// What is wrong and what to do.
    public var message: String
    /// The place in the structure.
    public var place: String
    /// Bytes from the start of the text.
    public var offset: Int
}

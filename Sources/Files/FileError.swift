internal import Messages

/// Why a file can't be read as what it should be: which file, where in it, what is wrong and what to do.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
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

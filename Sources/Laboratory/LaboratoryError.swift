internal import Messages
public import Simulation

/// Why a market can't be read or run: which file, where in it, what is wrong and what to do.
public struct LaboratoryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file as it was named.
    public var file: String
    /// The line, counted from 1; nil where there is none.
    public var line: Int?
    /// The place in the document, such as "traders.count"; may be empty.
    public var place: String
    /// What is wrong and what to do.
    public var message: String

    /// An error about a file, or a place in it.
    public init(file: String, line: Int? = nil, place: String = "", message: String) {
        self.file = file
        self.line = line
        self.place = place
        self.message = message
    }

    /// What is wrong with a field of a configuration that came from a file.
    public init(_ error: ConfigurationError, file: String, line: Int? = nil) {
        let value = error.value.map { "\"\(shortened($0))\": " } ?? ""
        self.init(file: file, line: line, place: error.path, message: value + error.message)
    }

    /// `file:line: message (in place)`; what a file says is not shortened here, nor made fit for a terminal.
    public var description: String {
        file + (line.map { ":\($0)" } ?? "") + ": \(message)" + (place.isEmpty ? "" : " (in \(place))")
    }
}

/// A text for a message, cut where it is long.
func shortened(_ text: String) -> String { text.count <= 60 ? text : text.prefix(57) + "…" }

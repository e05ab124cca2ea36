internal import Messages

/// Why a file can't be written: which one, and what to do.
public struct OutputError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file as it was named.
    public var path: String
    /// What is wrong and what to do.
    public var message: String

    /// An error about a file.
    public init(path: String, message: String) {
        self.path = path
        self.message = message
    }

    /// `path: can't be written: message`.
    public var description: String { visible("\(path): can't be written: \(message)") }
}

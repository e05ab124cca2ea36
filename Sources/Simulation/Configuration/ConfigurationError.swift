/// Why a market can't be simulated: which field, what stands there, and what to do. Found before anything runs.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The field, such as "traders.count".
    public var path: String
    /// The value as text; nil where there is none.
    public var value: String?
    /// What is wrong and what would be right.
    public var message: String

    /// An error of a field.
    public init(path: String, value: String?, message: String) {
        self.path = path
        self.value = value
        self.message = message
    }

    /// Field, value and message in one line.
    public var description: String { path + (value.map { ": \"\($0)\"" } ?? "") + ": " + message }
}

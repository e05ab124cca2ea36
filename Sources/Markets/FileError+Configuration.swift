public import Files
internal import Messages
public import Simulation

extension FileError {
    /// What is wrong with a field of a configuration that came from a file.
    public init(_ error: ConfigurationError, file: String, line: Int? = nil) {
        let value = error.value.map { "\"\(shortened($0))\": " } ?? ""
        self.init(file: file, line: line, place: error.path, message: value + error.message)
    }
}

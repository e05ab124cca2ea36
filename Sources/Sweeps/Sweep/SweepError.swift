/// Why a sweep stopped, or could not begin: what is wrong with which file and what to do.
public enum SweepError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file can't be read, is no result file, or belongs to something else.
    case unreadable(file: String, message: String)
    /// A file can't be written.
    case unwritable(file: String, message: String)
    /// Result files don't fit together, or runs are missing.
    case incomplete(String)
    /// A run went wrong.
    case run(Int, String)
    /// The one who started it wanted it to stop.
    case interrupted

    /// What happened, in one line.
    public var description: String {
        switch self {
        case .unreadable(let file, let message), .unwritable(let file, let message): "\(file): \(message)"
        case .incomplete(let message): message
        case .run(let run, let message): "run \(run): \(message)"
        case .interrupted: "interrupted"
        }
    }
}

/// Why a simulation stopped, or could not begin.
public enum SimulationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The market can't be simulated.
    case configuration(ConfigurationError)
    /// A law of the core was broken.
    case law(LawViolation)

    /// What happened, in one line.
    public var description: String {
        switch self {
        case .configuration(let error): error.description
        case .law(let violation): violation.description
        }
    }
}

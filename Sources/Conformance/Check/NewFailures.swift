public import Scenarios

/// Tells the first failure of each kind from those that follow.
public struct NewFailures {
    private struct Kind: Hashable {
        var function: String
        var key: String
        var manner: String
    }

    private var known = Set<Kind>()

    /// Nothing seen yet.
    public init() {}

    /// The failure in a line where none of its kind was seen before.
    public mutating func line(_ failure: Failure) -> String? {
        guard let symptom = Symptom(failure) else { return nil }
        let kind = Kind(function: symptom.function, key: symptom.difference.key, manner: symptom.manner)
        guard known.insert(kind).inserted else { return nil }
        return "\(failure.caseID)\(failure.step.map { " step \($0)" } ?? ""): \(kind.function), \(kind.key), "
            + kind.manner
    }
}

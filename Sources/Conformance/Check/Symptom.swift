public import Scenarios
internal import VirtualAMM

/// What of a failure is closest to its cause.
struct Symptom {
    /// What was called.
    let function: String
    /// Whose contracts; nil for questions of numbers and prices.
    let revision: Revision?
    /// Of all that differs, what is computed first.
    let difference: Difference
    /// Where it stands among the failure's differences.
    let index: Int
    /// The revert text that one side has and the other has not; nil where outcomes do not differ.
    var text: String?

    /// Nil for a failure without differences.
    init?(_ failure: Failure) {
        guard let first = failure.differences.first else { return nil }
        (function, revision) = (failure.function, failure.revision)
        // What a step changes says nothing where it did not go through.
        guard !first.isOfOutcome, first.cause == nil, failure.function != "setup" else {
            (difference, index) = (first, 0)
            text = revertTexts.first
            return
        }
        let ranked = failure.differences.enumerated().map { index, difference in
            // What an event or a key says is told more plainly than what is returned.
            let rank = Formula(difference, of: failure.function).map { $0.rawValue * 2 } ?? .max - 1
            return (rank: rank + (difference.key == "returns" ? 1 : 0), index: index, difference: difference)
        }
        let closest = ranked.min { ($0.rank, $0.index) < ($1.rank, $1.index) }
        (difference, index) = closest.map { ($0.difference, $0.index) } ?? (first, 0)
    }

    /// The texts of its outcomes, the expected one first; an empty one for a revert without data.
    var revertTexts: [String] {
        guard difference.isOfOutcome else { return [] }
        return [difference.expected, difference.got].compactMap(Self.revertText)
    }

    /// How the two sides differ, without what each case has of its own.
    var manner: String {
        if let cause = difference.cause { return cause }
        if difference.wei != nil { return "another number" }
        return "\(Self.shape(difference.expected)) → \(Self.shape(difference.got))"
    }

    private static func revertText(_ outcome: String) -> String? {
        if outcome == "revert without data" { return "" }
        guard outcome.hasPrefix("revert \""), outcome.hasSuffix("\"") else { return nil }
        return String(outcome.dropFirst("revert \"".count).dropLast())
    }

    /// A text, or what kind of text it is where every case has its own.
    private static func shape(_ text: String) -> String {
        let said = ["success", "nothing", "no change", "true", "false", "an answer", "the INVALID opcode"]
        if said.contains(text) || text.hasPrefix("revert ") { return text }
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.allSatisfy(\.isNumber) ? "a number" : "a value"
    }
}

extension Difference {
    /// Whether a step went through on one side alone, or reverted otherwise.
    fileprivate var isOfOutcome: Bool { key == "outcome" }
}

extension Failure {
    /// Which of its differences is closest to the cause; a group is named by that of its first failures.
    public var namingDifference: Int { Symptom(self)?.index ?? 0 }
}

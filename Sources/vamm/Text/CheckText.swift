import Conformance
import Explanation
import Messages
import Scenarios

extension FailureGroup {
    /// The group in lines: what its cases have in common, and three of them in full.
    func text(again: String) -> String {
        guard let first = parts.first else { return "" }
        let counted = "\(cases) \(cases == 1 ? "case" : "cases"): "
        var lines = [
            counted + "\(first.function), \(first.key)"
                + (parts.count == 1 ? ", \(first.howText)" : "") + (first.rule.map { ", SPEC \($0)" } ?? "")
        ]
        if parts.count > 1 {
            let width = String(cases).count
            lines += parts.map { part in
                let count = String(part.cases)
                return String(repeating: " ", count: 2 + width - count.count)
                    + "\(count)  \(part.function), \(part.key), \(part.howText)"
            }
        }
        return (lines.map(visible) + [""] + examples.map { $0.text(again: again) + "\n" }).joined(separator: "\n")
    }
}

extension FailureGroup.Part {
    /// How its cases differ, with signs and distances.
    fileprivate var howText: String {
        guard let (least, most) = distances else { return manner }
        return manner + " (\(more) more, \(less) less; \(least == most ? least : "\(least) to \(most)") wei)"
    }
}

extension FailureGroup.Example {
    private static let mostDifferences = 6

    fileprivate func text(again: String) -> String {
        var shown = failure
        let hidden = failure.differences.count - Self.mostDifferences
        if hidden > 0 {
            // What the group is named by is there in any case.
            shown.differences = failure.differences.enumerated()
                .filter { $0.offset < Self.mostDifferences || $0.offset == failure.namingDifference }.map(\.element)
        }
        var lines = [shown.text(file: file, again: nil)]
        let left = failure.differences.count - shown.differences.count
        if left > 0 { lines.append("  and \(left) more differences") }
        if let explanation { lines.append("  explain   \(visible(explanation))") }
        lines.append("  again     " + visible(failure.reproduction(file: file, command: again)))
        return lines.joined(separator: "\n")
    }
}

extension VerifyReport {
    /// What was left out and what was accepted of another implementation, a line each.
    func termsLines(_ accepted: [AcceptedDeviation]) -> [String] {
        leftOut.map { visible("left out  \($0.name): \($0.count)") }
            + accepted.enumerated().map { index, deviation in
                let count = uses(of: index)
                return visible(
                    (count == 0 ? "unused    " : "accepted  ") + deviation.description
                        + (count == 0 ? "" : ": \(count)") + " (\(deviation.reason))")
            }
    }
}

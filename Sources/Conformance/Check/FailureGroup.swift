public import Explanation
public import Scenarios

/// Failures of one likely cause: first differences of their cases that a wrong formula, a wrong gate or a wrong answer
/// explains.
public struct FailureGroup: Sendable {
    /// One of the failures, and its file.
    public struct Example: Sendable {
        /// The file that the case is in.
        public var file: String
        /// What the file is about.
        public var kind: VectorKind
        /// The failure.
        public var failure: Failure

        /// The command that derives what was expected; nil where there is none.
        public var explanation: String? {
            let path = file == "standard input" ? "-" : Failure.quoted(file.hasPrefix("-") ? "./" + file : file)
            let id = Failure.quoted(failure.caseID)
            switch (kind, failure.step) {
            case (.quote, _): return "vamm explain vector \(path) --case \(id)"
            case (.amm, let step?), (.market, let step?):
                return "vamm explain step \(path) --case \(id) --step \(step)"
            default: return nil
            }
        }
    }

    /// The group's failures in one call, under one key, in one manner.
    public struct Part: Sendable {
        /// What was called, such as `clearingHouse.payFunding`.
        public var function: String
        /// What was not as expected, without pools and traders, such as `state amm.quoteAssetReserve`.
        public var key: String
        /// How: "another number", or two kinds of outcome such as `success → revert "…"`.
        public var manner: String
        /// The rule of SPEC.md that says what was expected; nil where none is about it alone.
        public var rule: Rule?
        /// How many cases.
        public var cases = 0
        /// In how many of them a number was more than expected.
        public var more = 0
        /// In how many of them a number was less than expected.
        public var less = 0
        /// The smallest and the largest distance of numbers, in wei; nil where none are.
        public var distances: (least: String, most: String)?
        /// The first three, in the order of the files.
        public var examples: [Example] = []
    }

    /// What the failures have in common by call, key and manner. The first part names the group: of those closest to
    /// the cause it has the most cases.
    public var parts: [Part]

    /// How many cases.
    public var cases: Int { parts.reduce(0) { $0 + $1.cases } }

    /// Three of the failures, of different parts where there are some.
    public var examples: [Example] {
        let ranks = 0..<(parts.map(\.examples.count).max() ?? 0)
        let all = ranks.flatMap { rank in parts.compactMap { rank < $0.examples.count ? $0.examples[rank] : nil } }
        return Array(all.prefix(3))
    }

    /// The groups of reports' failures, those of the most cases first.
    public static func groups(of files: [FileReport]) -> [FailureGroup] {
        FailureGrouping(files).groups
    }
}

extension FailureGroup.Part {
    init(_ symptom: Symptom) {
        (function, key, manner) = (symptom.function, symptom.difference.key, symptom.manner)
        rule = .expecting(symptom.difference, text: symptom.text, of: function, in: symptom.revision)
    }

    mutating func add(_ example: FailureGroup.Example, _ difference: Difference) {
        cases += 1
        if examples.count < 3 { examples.append(example) }
        guard let wei = difference.wei else { return }
        if wei.hasPrefix("-") { less += 1 } else { more += 1 }
        let distance = String(wei.dropFirst())
        func isLess(_ left: String, _ right: String) -> Bool { (left.count, left) < (right.count, right) }
        let (least, most) = distances ?? (distance, distance)
        distances = (isLess(distance, least) ? distance : least, isLess(most, distance) ? distance : most)
    }
}

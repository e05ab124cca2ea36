internal import Scenarios

/// Puts failures of one likely cause together.
struct FailureGrouping {
    /// What failures of one group have in common.
    private enum Cause: Hashable {
        /// A formula that comes to something else.
        case formula(Formula)
        /// A gate that is passed, or not.
        case text(String)
        /// A question that was not answered, and why.
        case unanswered(String)
        /// Something else of a call: nothing is known of what it is computed from.
        case key(String, of: String)
    }

    private struct PartKey: Hashable {
        var function: String
        var key: String
        var manner: String
    }

    /// The groups, those of the most cases first.
    let groups: [FailureGroup]

    init(_ files: [FileReport]) {
        var failures: [(symptom: Symptom, example: FailureGroup.Example)] = []
        for file in files {
            guard let kind = file.kind else { continue }
            for failure in file.failures {
                guard let symptom = Symptom(failure) else { continue }
                failures.append((symptom, FailureGroup.Example(file: file.file, kind: kind, failure: failure)))
            }
        }
        let counts = failures.reduce(into: [String: Int]()) { counts, failure in
            for text in Set(failure.symptom.revertTexts) { counts[text, default: 0] += 1 }
        }
        var collected = Collected()
        for (symptom, example) in failures {
            var symptom = symptom
            // A gate that moved shows by its own text, now expected and now got, beside texts of other gates.
            symptom.text = symptom.revertTexts.max { counts[$0, default: 0] < counts[$1, default: 0] }
            collected.add(example, symptom, to: Self.cause(of: symptom))
        }
        groups = collected.merged
    }

    private static func cause(of symptom: Symptom) -> Cause {
        if let cause = symptom.difference.cause { return .unanswered(cause) }
        if let text = symptom.text { return Formula(revertText: text).map(Cause.formula) ?? .text(text) }
        if symptom.function == "setup" { return .key(symptom.difference.key, of: "setup") }
        if let formula = Formula(symptom.difference, of: symptom.function) { return .formula(formula) }
        let isOfCall = ["result", "returns", "outcome"].contains { symptom.difference.key.hasPrefix($0) }
        return .key(symptom.difference.key, of: isOfCall ? symptom.function : "")
    }

    /// Parts by what causes them, in the order of their first failures.
    private struct Collected {
        private var places: [Cause: Int] = [:]
        private var causes: [(cause: Cause, parts: [FailureGroup.Part], places: [PartKey: Int])] = []

        mutating func add(_ example: FailureGroup.Example, _ symptom: Symptom, to cause: Cause) {
            let place = places[cause] ?? causes.count
            if place == causes.count {
                places[cause] = place
                causes.append((cause, [], [:]))
            }
            let key = PartKey(
                function: symptom.function, key: symptom.difference.key, manner: symptom.manner)
            let part = causes[place].places[key] ?? causes[place].parts.count
            if part == causes[place].parts.count {
                causes[place].places[key] = part
                causes[place].parts.append(FailureGroup.Part(symptom))
            }
            causes[place].parts[part].add(example, symptom.difference)
        }

        /// The groups: what a formula comes to belongs to the first one that it is computed from and that is wrong
        /// itself.
        var merged: [FailureGroup] {
            var sorted = causes
            for place in sorted.indices {
                sorted[place].parts = stable(sorted[place].parts) { $0.cases > $1.cases }
            }
            var groups = [FailureGroup]()
            var groupPlaces = [Cause: Int]()
            for (cause, parts, _) in stable(sorted, by: { Self.rank($0.cause) < Self.rank($1.cause) }) {
                if case .formula(let formula) = cause,
                    let source = formula.sources.subtracting([formula]).sorted(by: { $0.rawValue < $1.rawValue })
                        .lazy.compactMap({ groupPlaces[.formula($0)] }).first
                {
                    groups[source].parts += parts
                    groupPlaces[cause] = source
                } else {
                    groupPlaces[cause] = groups.count
                    groups.append(FailureGroup(parts: parts))
                }
            }
            return stable(groups) { $0.cases > $1.cases }
        }

        /// Formulas by how early they are computed, sources before what uses them.
        private static func rank(_ cause: Cause) -> Int {
            guard case .formula(let formula) = cause else { return .max }
            return formula.depth * Formula.allCases.count + formula.rawValue
        }
    }
}

extension Formula {
    /// How many formulas stand between it and those that use none.
    fileprivate var depth: Int { uses.map { $0.depth + 1 }.max() ?? 0 }
}

/// Sorted, with equals in the order in which they were.
private func stable<Element>(_ list: [Element], by isBefore: (Element, Element) -> Bool) -> [Element] {
    list.enumerated().sorted { left, right in
        isBefore(left.element, right.element)
            || (!isBefore(right.element, left.element) && left.offset < right.offset)
    }.map(\.element)
}

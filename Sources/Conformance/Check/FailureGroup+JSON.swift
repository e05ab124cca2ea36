internal import Explanation
internal import JSON
internal import Scenarios

extension FailureGroup {
    /// The group as JSON; `again` is the command that a case is checked with alone.
    func json(again: String) -> JSONValue {
        .object(
            (parts.first?.naming ?? []) + [
                .init("cases", .number(cases)), .init("parts", .array(parts.map(\.json))),
                .init("examples", .array(examples.map { $0.json(again: again) })),
            ])
    }
}

extension FailureGroup.Part {
    /// By what a part or a group is told from others.
    fileprivate var naming: [JSONValue.Member] {
        [
            .init("call", .string(function)), .init("key", .string(key)), .init("manner", .string(manner)),
            .init("rule", rule.map { .string($0.rawValue) } ?? .null),
        ]
    }

    fileprivate var json: JSONValue {
        .object(
            naming + [
                .init("cases", .number(cases)), .init("more", .number(more)), .init("less", .number(less)),
                .init("least", distances.map { .string($0.least) } ?? .null),
                .init("most", distances.map { .string($0.most) } ?? .null),
            ])
    }
}

extension FailureGroup.Example {
    fileprivate func json(again: String) -> JSONValue {
        .object([
            "file": .string(file), "case": .string(failure.caseID),
            "step": failure.step.map { .number($0) } ?? .null,
            "explain": explanation.map { .string($0) } ?? .null,
            "again": .string(failure.reproduction(file: file, command: again)),
        ])
    }
}

internal import JSON
internal import VirtualAMM

/// The complete record of a run as text, written while it goes on: setup, initial state, and for every step the
/// outcome, events, state changes and views.
public struct ScenarioRecord {
    /// How a record is written.
    public enum Form: Sendable {
        /// One JSON object, indented.
        case object
        /// A market vector file with the run as its one case, marked as computed and not recorded; it names what
        /// computed it, such as "vamm 0.1.0".
        case vectorFile(implementation: String)
    }

    /// The text before the first step.
    public let opening: String
    /// The text after the last step.
    public let closing: String
    private let indentation: Int?
    private var isFirst = true

    /// The record of a walk that has not begun.
    public init(of walk: ScenarioWalk, as form: Form) {
        let object = JSONValue.object(walk.members)
        let text: String
        switch form {
        case .object:
            indentation = 4
            text = object.prettyText + "\n"
            closing = "\n  ]\n}\n"
        case .vectorFile(let implementation):
            indentation = nil
            text = VectorHeader.computed(by: implementation) + object.compactText
            closing = "]}\n]}\n"
        }
        // The steps come last, in place of the list that is empty so far.
        opening = String(text[...(text.lastIndex(of: "[") ?? text.startIndex)])
    }

    /// The text of the next step, which its views were noted of.
    public mutating func add(_ record: StepRecord) -> String {
        defer { isFirst = false }
        let separator = isFirst ? "" : ","
        guard let indentation else { return separator + record.json.compactText }
        return separator + "\n" + String(repeating: " ", count: indentation)
            + record.json.text(indentation: indentation)
    }
}

extension ScenarioWalk {
    /// What a case says before its steps, and an empty list of them.
    fileprivate var members: [JSONValue.Member] {
        var members: [JSONValue.Member] = [.init("id", .string(header.name)), .init("profile", .string("scenario"))]
        if let comment = header.comment { members.append(.init("comment", .string(comment))) }
        if !header.flags.isEmpty { members.append(.init("flags", .array(header.flags))) }
        return members + [
            .init("setup", header.setup.json), .init("initialState", .object(initialState)),
            .init("steps", .array([])),
        ]
    }
}

extension StepRecord {
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("block", step.block.json), .init("target", .string(step.target)), .init("call", .string(step.name)),
            .init("caller", .string(step.caller)), .init("args", .object(step.arguments)),
        ]
        members += run.outcomeMembers
        members.append(.init("views", .object(views.map { .init($0.name, $0.outcome.viewJSON) })))
        return .object(members)
    }
}

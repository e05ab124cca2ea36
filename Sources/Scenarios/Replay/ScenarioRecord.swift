internal import Clearing
internal import FixedPoint
internal import JSON
internal import Messages
internal import VirtualAMM
internal import WideIntegers

/// The complete record of a run as text, written while it goes on: setup, initial state, and for every step the
/// outcome, events, state changes and views.
public struct ScenarioRecord {
    /// How a record is written.
    public enum Form: Sendable {
        /// One JSON object, indented.
        case object
        /// A market vector file, or where there are only pools an amm one, with the run as its one case. It is marked
        /// as computed and not recorded, and names what computed it, such as "vamm 0.2.0".
        case vectorFile(implementation: String)
    }

    /// The text before the first step.
    public let opening: String
    /// The text after the last step.
    public let closing: String
    private let roster: Roster
    private let indentation: Int?
    private var isFirst = true

    /// The record of a run that has not begun.
    public init(of run: ScenarioRun, as form: Form) {
        roster = run.replay.roster
        let object = JSONValue.object(Self.members(of: run))
        let text: String
        switch form {
        case .object:
            indentation = 4
            text = object.prettyText + "\n"
            closing = "\n  ]\n}\n"
        case .vectorFile(let implementation):
            indentation = nil
            text =
                VectorHeader.computed(
                    roster.hasClearingHouse ? .market : .amm, by: implementation) + object.compactText
            closing = "]}\n]}\n"
        }
        // The steps come last, in place of the list that is empty so far.
        opening = String(text[...(text.lastIndex(of: "[") ?? text.startIndex)])
    }

    /// The text of the next step, with the views that recorded vectors have.
    ///
    /// - Parameters:
    ///   - step: The step.
    ///   - replay: The system after it.
    ///   - asked: Views that were asked besides, which a vector file does not have.
    /// - Returns: The text, with what separates it from the step before.
    public mutating func add(_ step: ReplayedStep, on replay: Replay, asked: [AskedView] = []) -> String {
        defer { isFirst = false }
        let separator = isFirst ? "" : ","
        let json = json(step, on: replay, indentation == nil ? [] : asked)
        guard let indentation else { return separator + json.compactText }
        return separator + "\n" + String(repeating: " ", count: indentation) + json.text(indentation: indentation)
    }

    private func json(_ step: ReplayedStep, on replay: Replay, _ asked: [AskedView]) -> JSONValue {
        var views = step.usualViews(of: replay.house, roster).map { view, answer in
            JSONValue.Member(roster.name(of: view), roster.written(answer).viewJSON)
        }
        for question in asked where !views.contains(where: { $0.key.isSpelled(question.name) }) {
            views.append(.init(question.name, roster.written(question.answer).viewJSON))
        }
        return .object(
            [
                .init("block", step.block.json), .init("target", .string(roster.target(of: step.call))),
                .init("call", .string(step.call.function.name)), .init("caller", .string(roster.name(of: step.caller))),
                .init("args", roster.json(roster.arguments(of: step.call))),
            ] + roster.written(step).members + deciding(step) + [.init("views", .object(views))])
    }

    /// The ratio that decided about a liquidation; vector files have no place for it.
    private func deciding(_ step: ReplayedStep) -> [JSONValue.Member] {
        guard indentation != nil, let deciding = step.decidingRatio else { return [] }
        return [
            .init(
                "deciding",
                .object([
                    "marginRatio": .string(deciding.ratio.raw.description),
                    "price": .string(deciding.valuation.rawValue),
                ]))
        ]
    }

    /// What a case says before its steps, and an empty list of them.
    private static func members(of run: ScenarioRun) -> [JSONValue.Member] {
        let (about, replay) = (RunDescription(run), run.replay)
        var members: [JSONValue.Member] = [.init("id", .string(about.name)), .init("profile", .string("scenario"))]
        if let comment = about.comment { members.append(.init("comment", .string(comment))) }
        if !about.flags.isEmpty { members.append(.init("flags", .array(about.flags))) }
        let state = replay.state.map { JSONValue.Member(replay.roster.name(of: $0.key), replay.roster.json($0.value)) }
        return members + [
            .init("setup", about.setup), .init("initialState", .object(state)), .init("steps", .array([])),
        ]
    }
}

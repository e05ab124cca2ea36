internal import Clearing
public import Explanation
public import Files
internal import FixedPoint
internal import JSON
internal import Messages
internal import VirtualAMM
internal import WideIntegers

/// Why one value of a run is what it is right after a step: the answer of a view about anybody, a key of the state, a
/// balance, or a field of an event.
public struct ValueExplanation: Sendable {
    /// What was asked for, by its name.
    public let name: String
    /// After which step, counted from 1; 0 for what the run starts from.
    public let step: Int
    /// The step that the value comes from: a key keeps what the last step gave it that changed it. 0 for the setup.
    public let source: Int
    /// That step's call with caller and block; nil for the setup.
    public let call: String?
    /// The value, and where there are several their names; numbers in wei, token units, seconds or as counts.
    public let values: [(name: String, value: String)]
    /// What the view reverts with; then there are no values.
    public let revert: String?
    /// The operations that the value came out of; empty for what is set as it was given.
    public let nodes: [DerivationNode]
    /// Where explanation and core come to different things; empty but for a mistake in one of them.
    public let disagreements: [String]

    /// Explains a value of a scenario, or of a case of an amm or market vector file; "-" is standard input.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - caseID: Which case of a vector file; may be nil where it has only one.
    ///   - number: After which step, counted from 1; 0 for the start.
    ///   - name: `position.ETH.alice.marginRatio`, `position.ETH.alice.margin`, `balance.alice`, `event.3.badDebt` or
    ///     `PositionChanged.badDebt`, as vectors name views, keys and fields.
    /// - Throws: `FileError` for a file that is neither, for a setup that reverts, for a case, a step or a value that
    ///   is not there.
    public init(path: String, caseID: String? = nil, step number: Int, value name: String) throws(FileError) {
        let scenario = try Scenario(anyOf: path, caseID: caseID)
        guard (0...scenario.steps.count).contains(number) else {
            throw FileError(
                file: scenario.file,
                message: "there is no step \(number); steps count from 1, and it has \(scenario.steps.count)")
        }
        let roster = scenario.roster
        if let view = roster.view(named: name) {
            try self.init(view, of: scenario, step: number, name: name)
        } else if let key = roster.stateKey(named: name) {
            try self.init(key, of: scenario, step: number, name: name)
        } else if let field = EventFieldName(name) {
            try self.init(field, of: scenario, step: number, name: name)
        } else {
            let hint = roster.nearestValue(to: name).map { "; did you mean \"\($0)\"?" } ?? ""
            throw FileError(
                file: scenario.file,
                message: "there is no view, state key or event field \"\(shortened(name))\"\(hint)")
        }
    }
}

// MARK: Views

extension ValueExplanation {
    private init(_ view: View, of scenario: Scenario, step number: Int, name: String) throws(FileError) {
        var replay = try Replay(scenario.setup, of: scenario.file)
        replay.run(scenario.steps.prefix(number))
        let explained = ViewExplanation(
            of: view, on: replay.house, names: replay.roster.evaluationNames, block: replay.block)
        (self.name, step, source) = (name, number, number)
        call = number > 0 ? scenario.steps[number - 1].text(replay.roster) : nil
        nodes = explained.nodes
        let core = replay.answer(view)
        switch explained.outcome {
        case .success(let answer):
            (values, revert) = (answer.map { ($0.name, $0.value.text) }, nil)
        case .failure(let reason):
            (values, revert) = ([], Outcome<Bool>(reason).text { _ in "" })
        }
        disagreements = Self.agree(explained.outcome, core) ? [] : ["\(name): the core answers otherwise"]
    }

    /// Whether an explanation comes to what the core answers.
    private static func agree(
        _ explained: Result<[ViewExplanation.Value], Revert>, _ core: Result<ReturnValue, Revert>
    ) -> Bool {
        switch (explained, core) {
        case (.failure(let left), .failure(let right)): left == right
        case (.success(let values), .success(.single(let value))):
            values.count == 1 && values[0].value == value.stored
        case (.success(let values), .success(.fields(let fields))):
            values.map(\.name) == fields.map(\.name) && values.map(\.value) == fields.map(\.value.stored)
        default: false
        }
    }
}

// MARK: Keys

extension ValueExplanation {
    private init(_ key: StateKey, of scenario: Scenario, step number: Int, name: String) throws(FileError) {
        var replay = try Replay(scenario.setup, of: scenario.file)
        var source = 0
        for step in scenario.steps.prefix(number) where replay.run(step).changes.contains(where: { $0.key == key }) {
            source = replay.count
        }
        let value = key.read(replay.house).stored
        (self.name, step, self.source, revert) = (name, number, source, nil)
        values = [("", value.text)]
        guard source > 0 else {
            (call, nodes, disagreements) = (nil, [], [])
            return
        }
        let explained = try Self.explain(source, of: scenario)
        call = explained.call
        nodes = explained.explanation.origins[Spelling(name)].map { explained.explanation.nodes.leading(to: $0) } ?? []
        disagreements = explained.disagreements
    }

    private static func explain(_ number: Int, of scenario: Scenario) throws(FileError) -> StepExplanation {
        var replay = try Replay(scenario.setup, of: scenario.file)
        replay.run(scenario.steps.prefix(number - 1))
        return StepExplanation(scenario.steps[number - 1], on: &replay, notesTree: true)
    }
}

// MARK: Events

/// A field of an event by its name: `event.3.badDebt` of the third, `PositionChanged.badDebt` of the first of its name.
private struct EventFieldName {
    private enum Which {
        case number(Int)
        case name(String)
    }

    private let which: Which
    let field: String

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 3, parts[0] == "event", let number = Int(parts[1]), number > 0 {
            (which, field) = (.number(number), parts[2])
        } else if parts.count == 2, parts[0].first?.isUppercase == true {
            (which, field) = (.name(parts[0]), parts[1])
        } else {
            return nil
        }
    }

    /// The place of the event among those of a step, from 0.
    func place(in events: [Event]) -> Int? {
        switch which {
        case .number(let number): events.indices.contains(number - 1) ? number - 1 : nil
        case .name(let name): events.firstIndex { $0.name == name }
        }
    }
}

extension ValueExplanation {
    private init(
        _ field: EventFieldName, of scenario: Scenario, step number: Int, name: String
    ) throws(FileError) {
        func error(_ message: String) -> FileError { FileError(file: scenario.file, message: message) }
        guard number > 0 else { throw error("before the first step there is no event; name a step from 1") }
        let explained = try Self.explain(number, of: scenario)
        guard case .success(let events) = explained.explanation.outcome else {
            throw error("step \(number) reverts and emits nothing; vamm explain step without --view says why")
        }
        guard let place = field.place(in: events) else {
            let names = events.enumerated().map { "\($0 + 1) \($1.name)" }.joined(separator: ", ")
            throw error("step \(number) has no such event; it emits \(names.isEmpty ? "none" : names)")
        }
        guard let found = events[place].fields.first(where: { $0.name == field.field }) else {
            let known = events[place].fields.map(\.name).joined(separator: ", ")
            throw error("\(events[place].name) has no field \"\(shortened(field.field))\"; it has \(known)")
        }
        (self.name, step, source, call, revert) = (name, number, number, explained.call, nil)
        let json = scenario.roster.json(found.value)
        values = [("", json.text ?? json.compactText)]
        let origin = explained.explanation.origins[Spelling("event.\(place + 1).\(field.field)")]
        nodes = origin.map { explained.explanation.nodes.leading(to: $0) } ?? []
        disagreements = explained.disagreements
    }
}

extension StoredValue {
    fileprivate var text: String {
        switch self {
        case .number(let number): number.description
        case .flag(let flag): flag ? "true" : "false"
        }
    }
}

extension Roster {
    /// The name of a value that is nearest to another; nil where none is near.
    fileprivate func nearestValue(to name: String) -> String? {
        let trader = name.split(separator: ".").dropFirst(2).first.flatMap { account(named: String($0)) }
        let views = pools.indices.flatMap { pool in
            usualViews(of: PoolID(rawValue: pool), trader: trader ?? traders.first).map(self.name)
        }
        return nearest(to: name, among: views + stateKeys.prefix(5000).map(self.name))
    }
}

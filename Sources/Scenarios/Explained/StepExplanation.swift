internal import Clearing
public import Explanation
public import Files
internal import FixedPoint
internal import JSON
internal import Messages
internal import VirtualAMM
internal import WideIntegers

/// Why one step of a scenario or a market vector came to what it came to.
public struct StepExplanation: Sendable {
    /// The step, counted from 1.
    public let number: Int
    /// The call with caller and block.
    public let call: String
    /// The arguments, one a line.
    public let arguments: [String]
    /// The second evaluation, with every check and operation.
    public let explanation: CallExplanation
    /// Where the explanation and the core come to different things; empty but for a mistake in one of them.
    public let disagreements: [String]

    /// Explains a step of a scenario or of a case of an amm or market vector file; "-" is standard input.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - caseID: Which case of a vector file; may be nil where it has only one.
    ///   - number: Which step, counted from 1; the steps before it are run.
    /// - Throws: `FileError` for a file that is neither, for a setup that reverts, for a case or a step that is not
    ///   there.
    public init(path: String, caseID: String? = nil, step number: Int) throws(FileError) {
        let scenario = try Scenario(anyOf: path, caseID: caseID)
        guard scenario.steps.indices.contains(number &- 1) else {
            throw FileError(
                file: scenario.file,
                message: "there is no step \(number); steps count from 1, and it has \(scenario.steps.count)")
        }
        var replay = try Replay(scenario.setup, of: scenario.file)
        replay.run(scenario.steps.prefix(number - 1))
        self.init(scenario.steps[number - 1], on: &replay, notesTree: true)
    }

    /// Explains a step, and runs it.
    init(_ step: Scenarios.Step, on replay: inout Replay, notesTree: Bool) {
        let roster = replay.roster
        call = step.text(roster)
        arguments = step.argumentTexts(roster)
        explanation = CallExplanation(
            of: step.call, on: replay.house, names: roster.evaluationNames,
            context: CallContext(sender: step.caller, block: step.block), notesTree: notesTree)
        let replayed = replay.run(step)
        number = replayed.number
        disagreements =
            Self.disagreements(explanation.outcome, replayed.outcome, roster)
            + Self.disagreements(explanation.stores, replayed, replay)
    }

    private static func disagreements(
        _ explained: Result<[Event], Revert>, _ core: Result<Receipt, Revert>, _ roster: Roster
    ) -> [String] {
        switch (explained, core) {
        case (.success(let events), .success(let receipt)):
            if events == receipt.events { return [] }
            let (left, right) = (events.map(roster.json), receipt.events.map(roster.json))
            return ["explained events \(left.map(\.compactText)), the core's \(right.map(\.compactText))"]
        case (.failure(let left), .failure(let right)) where left == right: return []
        default:
            func text<Value>(_ outcome: Result<Value, Revert>) -> String {
                if case .failure(let revert) = outcome { Outcome<Bool>(revert).text { _ in "" } } else { "success" }
            }
            return ["explained \(text(explained)), the core says \(text(core))"]
        }
    }

    /// Every key that the explanation sets has the value that it says, and no other has changed.
    private static func disagreements(
        _ stores: [Spelling: StoredValue], _ step: ReplayedStep, _ replay: Replay
    ) -> [String] {
        let roster = replay.roster
        let changes = Dictionary(
            step.changes.map { (Spelling(roster.name(of: $0.key)), $0) }, uniquingKeysWith: { first, _ in first })
        let unexplained = changes.filter { stores[$0.key] == nil }.map { name, change in
            "\(name.text): explained \(change.before.stored), the core has \(change.after.stored)"
        }
        let wrong = stores.compactMap { name, expected -> String? in
            // What can't be observed is the explanation's own.
            guard let key = roster.stateKey(named: name.text) else { return nil }
            let value = (changes[name]?.after ?? key.read(replay.house)).stored
            return value == expected ? nil : "\(name.text): explained \(expected), the core has \(value)"
        }
        return (unexplained + wrong).sorted()
    }
}

extension FieldValue {
    /// The value as an explanation has it.
    var stored: StoredValue {
        switch self {
        case .amount(let amount): .number(Rational(amount.raw))
        case .signedAmount(let amount): .number(Rational(amount.raw))
        case .tokenUnits(let number), .number(let number): .number(Rational(number))
        case .time(let seconds): .number(Rational(UInt256(seconds)))
        case .flag(let flag): .flag(flag)
        case .pool, .account, .contract, .side, .direction, .bytes: .flag(false)
        }
    }
}

extension Roster {
    /// What accounts and pools are called in an explanation.
    var evaluationNames: EvaluationNames {
        EvaluationNames(
            accounts: names.merging([Self.oracle.account: Self.oracle.name]) { name, _ in name }, pools: pools)
    }
}

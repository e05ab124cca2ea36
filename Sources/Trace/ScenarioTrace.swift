public import Conformance

/// The trace of a scenario that is being run.
public final class ScenarioTrace {
    private let writer: TraceWriter

    /// Begins the trace of a walk that has not begun.
    ///
    /// - Parameters:
    ///   - walk: The scenario.
    ///   - file: What the run came from, as the trace says it; nil for the file that is walked.
    ///   - database: A new file, or the database of a trace that the run is added to; nil for none.
    ///   - folder: A new or empty folder for CSV files; nil for none.
    ///   - input: The scenario's file, which must not be replaced.
    ///   - implementation: What computes it, such as "vamm 0.1.0".
    public init(
        of walk: ScenarioWalk, file: String? = nil, database: String?, folder: String?, input: String,
        implementation: String
    ) throws(OutputError) {
        let run = RunRow(
            name: walk.name, comment: walk.comment, file: file ?? walk.file, implementation: implementation,
            revision: walk.revision, tokenDecimals: walk.tokenDecimals, steps: walk.stepCount,
            setup: walk.setup.compactText)
        writer = try TraceWriter(
            database: database, folder: folder, input: input, run: run, pools: walk.pools, accounts: walk.accounts)
        try writer.add(
            initialState: walk.startingState.map { StateChangeRow(step: 0, key: $0.key, value: $0.value.plainText) })
    }

    /// Takes a step, which its views were noted of.
    public func add(_ record: StepRecord) throws(OutputError) { try writer.add(record) }

    /// Makes what was written the content of the files, each whole.
    public func commit() throws(OutputError) { try writer.commit() }
}

extension TraceWriter {
    /// Writes a step of a scenario.
    fileprivate func add(_ record: StepRecord) throws(OutputError) {
        let number = record.number
        let step = StepRow(
            step: number, block: record.blockNumber, timestamp: record.timestamp, outcome: record.rowOutcome,
            unmet: record.failure?.differences.count ?? 0)
        try add(
            step,
            call: CallRow(
                step: number, caller: record.caller, target: record.target, name: record.callName,
                arguments: record.arguments.map(TraceField.init)),
            events: record.events.enumerated().map { EventRow($1, step: number, event: $0 + 1) },
            changes: record.stateChanges.map {
                StateChangeRow(step: number, key: $0.key, value: $0.value.plainText)
            },
            views: record.viewAnswers.map { ViewRow(name: $0.name, answer: Self.answer($0.answer)) })
    }

    private static func answer(_ answer: StepOutcome) -> ViewRow.Answer {
        switch answer {
        case .ok(let value):
            value?.members.map { .values($0.map(TraceField.init)) } ?? .value(value?.plainText ?? "")
        case .reverted(let reason): .reverted(reason)
        case .invalid: .reverted(nil)
        }
    }
}

extension StepRecord {
    fileprivate var rowOutcome: StepRow.Outcome {
        switch outcome {
        case .ok(let value): .ok(returns: value?.plainText)
        case .reverted(let reason): .reverted(reason)
        case .invalid: .invalid
        }
    }
}

extension EventRow {
    fileprivate init(_ event: JSONValue, step: Int, event number: Int) {
        self.init(
            step: step, event: number, emitter: event["emitter"]?.text ?? "", name: event["name"]?.text ?? "",
            arguments: event["args"]?.members?.map(TraceField.init) ?? [])
    }
}

extension TraceField {
    fileprivate init(_ member: JSONValue.Member) { self.init(member.key, member.value.plainText) }
}

extension JSONValue {
    /// A text as it is, anything else as JSON.
    fileprivate var plainText: String { text ?? compactText }
}

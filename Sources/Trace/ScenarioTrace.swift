public import Conformance
internal import Dispatch
internal import Synchronization

/// The trace of a scenario that is being run. Rows are made and written on a thread of their own, while the next steps
/// run.
public final class ScenarioTrace {
    private static let batchSize = 256
    private static let batchesAhead = 4

    private let worker: Worker
    private let queue = DispatchQueue(label: "vamm.trace")
    private let room = DispatchSemaphore(value: batchesAhead)
    private var waiting: [StepRecord] = []

    /// Begins the trace of a walk that has not begun.
    ///
    /// - Parameters:
    ///   - database: A new file, or the database of a trace that the run is added to; nil for none.
    ///   - folder: A new or empty folder for CSV files; nil for none.
    ///   - input: The scenario's file, which must not be replaced.
    ///   - implementation: What computes it, such as "vamm 0.1.0".
    public init(
        of walk: ScenarioWalk, database: String?, folder: String?, input: String, implementation: String
    ) throws(OutputError) {
        let run = RunRow(
            name: walk.name, comment: walk.comment, file: walk.file, implementation: implementation,
            revision: walk.revision, tokenDecimals: walk.tokenDecimals, steps: walk.stepCount,
            setup: walk.setup.compactText)
        let writer = try TraceWriter(
            database: database, folder: folder, input: input, run: run, pools: walk.pools, accounts: walk.accounts)
        try writer.add(
            initialState: walk.startingState.map { StateChangeRow(step: 0, key: $0.key, value: $0.value.plainText) })
        worker = Worker(writer)
    }

    deinit { queue.sync {} }

    /// Takes a step, which its views were noted of.
    ///
    /// - Throws: what went wrong with this step or one before.
    public func add(_ record: StepRecord) throws(OutputError) {
        waiting.append(record)
        if waiting.count >= Self.batchSize { try handOver() }
    }

    /// Writes what is left and makes the files whole.
    public func commit() throws(OutputError) {
        try handOver()
        queue.sync {}
        try worker.check()
        try worker.writer.commit()
    }

    private func handOver() throws(OutputError) {
        room.wait()
        let batch = waiting
        waiting.removeAll(keepingCapacity: true)
        queue.async { [worker, room] in
            worker.write(batch)
            room.signal()
        }
        try worker.check()
    }
}

/// The writer and what went wrong with it. Only the queue uses the writer while it has work.
private final class Worker: @unchecked Sendable {
    let writer: TraceWriter
    private let failure = Mutex<OutputError?>(nil)

    init(_ writer: TraceWriter) { self.writer = writer }

    func write(_ batch: [StepRecord]) {
        do throws(OutputError) {
            try check()
            for record in batch { try writer.add(record) }
        } catch {
            failure.withLock { $0 = $0 ?? error }
        }
    }

    func check() throws(OutputError) {
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
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
            .values(value?.members?.map(TraceField.init) ?? [TraceField("", value?.plainText ?? "")])
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

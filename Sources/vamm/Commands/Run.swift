import ArgumentParser
import Conformance
import Files
import Foundation
import JSON
import Messages
import Scenarios
import Trace

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a scenario and show what every step came to.",
        usage: "vamm run <scenario> [--case <case>] [options]",
        discussion: """
            A scenario is a JSON file with a setup and steps, as in a market vector, but with only what has to be \
            said: everything else has defaults, amounts may be decimals such as "100.5" or whole numbers such as \
            "7 wei", and expectations are optional: a step may say any part of what comes of it. Vectors/README.md \
            says what the fields are; Vectors/scenarios has examples. A case of a market vector file can be run as well.

            Figures in the table are cut to six digits behind the point and then end in "…"; --json has the complete \
            ones.

            Steps are read, run and written one by one, after all have been read once to find mistakes, so that a \
            scenario may have millions of them. What is written to files is there as a whole or not at all. With \
            --db or --csv the table is left out.

            EXAMPLES
              vamm run Vectors/scenarios/published-example.scenario.json
              vamm run market.json --db trace.sqlite     see Vectors/TRACE.md

            Exit status: 0 ran, 1 an expectation was not met, 2 the file can't be read or is no scenario, 64 wrong \
            usage, 74 the output can't be written.
            """)

    @Argument(help: "The scenario, a market vector file, or - for standard input.")
    var scenario: String

    @Option(name: .customLong("case"), help: "Which case of a vector file.")
    var caseID: String?

    @Flag(help: "Print the complete record as JSON: events, state changes, views.")
    var json = false

    @Flag(help: "Show what rounding took from whom, and every amount beside its exact value.")
    var ledger = false

    @Option(help: "Write the run as a vector file, with every expectation filled in.")
    var fill: String?

    @Option(help: "Add the run to a SQLite database of traces, or make one.")
    var db: String?

    @Option(help: "Write the tables of the trace as CSV files to a new folder.")
    var csv: String?

    @Flag(help: "With --csv: write texts so that a spreadsheet does not take them for formulas.")
    var spreadsheet = false

    @Option(
        name: .customLong("view"),
        help: "Ask a view after every step, such as position.ETH.alice.marginRatio; may be repeated.")
    var views: [String] = []

    @Flag(help: "Take a step that says what comes of it to say all of it, as in a vector.")
    var strict = false

    func validate() throws {
        for (option, path) in [("--fill", fill), ("--db", db), ("--csv", csv)] {
            if let path, path.isEmpty || path == "-" {
                let what = option == "--csv" ? "a folder" : "a file"
                throw ValidationError("\(option) takes the path of \(what) to write.")
            }
        }
        try OutputFile.requireDistinct([("--fill", fill), ("--db", db), ("--csv", csv)])
        if spreadsheet, csv == nil { throw ValidationError("--spreadsheet says how --csv writes; give that too.") }
        if ledger, fill != nil || db != nil || csv != nil {
            throw ValidationError("--ledger writes no files; run again without it for --fill, --db or --csv.")
        }
    }

    func run() throws {
        if ledger { return try showLedger() }
        let stream = try Terminal.reading(from: scenario, of: FileKind.marketRuns) { () throws(FileError) in
            try ScenarioStream(path: scenario, caseID: caseID, isStrict: strict)
        }
        var progress = Progress(scenario, unit: "steps read")
        // What is only written to files is not there before all of it is: a mistake in a late step spoils nothing.
        if !isOnlyTraced {
            try Terminal.reading { () throws(FileError) in
                try stream.check { progress.update($0, of: stream.stepCount) }
            }
        }
        progress.erase()
        var run = try Terminal.reading { () throws(FileError) in try ScenarioRun(stream, asking: views) }
        if fill != nil || db != nil || csv != nil { Interruption.catchSignals() }
        var outputs = try RunOutputs(of: run, options: self, isScenario: stream.isScenario)
        progress = Progress(scenario, unit: "steps")
        while let (step, failure) = try Terminal.reading({ () throws(FileError) in try run.next() }) {
            try Interruption.check()
            try outputs.add(step, failure, of: run, progress: &progress)
        }
        progress.erase()
        try outputs.end(run)
    }

    private func showLedger() throws {
        let ledger = try Terminal.reading(from: scenario, of: FileKind.marketRuns) { () throws(FileError) in
            try RoundingLedger(Scenario(path: scenario, caseID: caseID))
        }
        try Terminal.print(json ? ledger.json.prettyText : ledger.text.joined(separator: "\n"))
        for disagreement in ledger.disagreements { Terminal.note("vamm: please report: \(visible(disagreement))") }
        if !ledger.disagreements.isEmpty { throw ExitCode(70) }
    }

    /// Whether the steps go to a trace and are not printed.
    fileprivate var isOnlyTraced: Bool { !json && (db != nil || csv != nil) }
}

/// Everything that a run is written to, step by step.
private struct RunOutputs {
    private static let keptFailures = 1000
    private static let mostUnitNotes = 5

    private let options: Run
    private let stepCount: Int
    private var table: ScenarioTable?
    private var record: ScenarioRecord?
    private var fill: (file: PartialFile, record: ScenarioRecord)?
    private var trace: ScenarioTrace?
    private var text = ""
    private var steps = 0
    private var failures: [Failure] = []
    private var failureCount = 0
    private let isScenario: Bool
    private var unitNotes = 0
    private var firstRevert: String?
    private var successes = 0

    init(of run: ScenarioRun, options: Run, isScenario: Bool) throws {
        (self.options, stepCount, self.isScenario) = (options, run.stepCount, isScenario)
        if !options.json, !options.isOnlyTraced { table = ScenarioTable(stepCount: stepCount) }
        if options.json { record = ScenarioRecord(of: run, as: .object) }
        if let path = options.fill {
            let file = try Terminal.writing { () throws(OutputError) in
                try PartialFile(replacing: path, input: options.scenario)
            }
            fill = (file, ScenarioRecord(of: run, as: .vectorFile(implementation: Vamm.name)))
        }
        if options.db != nil || options.csv != nil {
            trace = try Terminal.writing { () throws(OutputError) in
                try ScenarioTrace(
                    RunDescription(run), start: run.replay.house, database: options.db, folder: options.csv,
                    isForSpreadsheets: options.spreadsheet, input: options.scenario, implementation: Vamm.name)
            }
        }
        text = record?.opening ?? ""
        try writeFill(fill?.record.opening ?? "")
    }

    mutating func add(
        _ step: ReplayedStep, _ failure: Failure?, of run: ScenarioRun, progress: inout Progress
    ) throws {
        let replay = run.replay
        steps += 1
        note(step, on: replay, progress: &progress)
        text += record?.add(step, on: replay, asked: run.asked) ?? table?.add(step, on: replay, asked: run.asked) ?? ""
        if text.utf8.count > 1 << 16 {
            progress.erase()
            try flush()
        }
        progress.update(steps, of: stepCount)
        try writeFill(fill?.record.add(step, on: replay) ?? "")
        let unmet = failure?.differences.count ?? 0
        if let trace {
            try Terminal.writing { () throws(OutputError) in try trace.add(step, after: replay.house, unmet: unmet) }
        }
        guard let failure else { return }
        failureCount += 1
        if failures.count < Self.keptFailures { failures.append(failure) }
    }

    /// Notes what a person should be told of.
    private mutating func note(_ step: ReplayedStep, on replay: Replay, progress: inout Progress) {
        switch step.outcome {
        case .failure(let revert): firstRevert = firstRevert ?? replay.roster.shortText(of: .failure(revert))
        case .success: successes += 1
        }
        guard isScenario else { return }
        for note in replay.unitNotes(step.call) {
            unitNotes += 1
            if unitNotes > Self.mostUnitNotes { continue }
            progress.erase()
            Terminal.note("vamm: note: step \(step.number): \(note)")
        }
    }

    mutating func end(_ run: ScenarioRun) throws {
        text += record?.closing ?? table?.end() ?? ""
        try flush()
        // A trace is of what happened, as expected or not.
        if let trace { try Terminal.writing { () throws(OutputError) in try trace.commit() } }
        if options.isOnlyTraced {
            let targets = [options.db, options.csv].compactMap { $0 }.map(visible).joined(separator: " and ")
            try Terminal.print("\(steps) steps written to \(targets)")
        }
        if unitNotes > Self.mostUnitNotes {
            Terminal.note("vamm: note: \(unitNotes - Self.mostUnitNotes) more amounts look like wei")
        }
        if successes == 0, let firstRevert {
            Terminal.note("vamm: note: every step reverted, the first with \(firstRevert)")
        }
        if run.statedCount > 0 {
            Terminal.note("vamm: \(run.heldCount) of \(run.statedCount) expectations held")
        }
        for failure in failures { Terminal.note(failure.text(file: options.scenario, again: nil)) }
        if failureCount > 0 {
            let rest = failureCount > failures.count ? " (the first \(failures.count) are shown)" : ""
            let unwritten = options.fill.map { "; \(visible($0)) was not written" } ?? ""
            Terminal.note("vamm: \(failureCount) steps did not go as the scenario expects\(rest)\(unwritten)")
            fill?.file.discard()
            throw ExitCode(1)
        }
        try writeFill(fill?.record.closing ?? "")
        if let file = fill?.file { try Terminal.writing { () throws(OutputError) in try file.commit() } }
    }

    private mutating func flush() throws {
        try Terminal.write(text)
        text = ""
    }

    private func writeFill(_ text: String) throws {
        guard !text.isEmpty, let file = fill?.file else { return }
        try Terminal.writing { () throws(OutputError) in try file.write(text) }
    }
}

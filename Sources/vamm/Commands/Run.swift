import ArgumentParser
import Conformance
import Files
import Foundation
import JSON
import Messages
import Scenarios
import Trace
import VirtualAMM

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a scenario and show what every step came to.",
        usage: "vamm run <scenario> [--case <case>] [options]",
        discussion: """
            A scenario is a JSON file with a setup and steps, as in a market vector, but with only what has to be \
            said: everything else has defaults, amounts may be decimals such as "100.5" or whole numbers such as \
            "7 wei", and expectations are optional: a step may say any part of what comes of it. Vectors/README.md \
            says what the fields are; Vectors/scenarios has examples. A case of a market vector file can be run as well.

            Where another margin ratio decided about a liquidation than the one that is shown, which is that after the \
            step, the outcome has it with its price: spot, TWAP or oracle. --accounts shows who paid what and got \
            what, and who gained by what; every column adds up. With --json it prints that as one JSON object.

            Figures in the table are cut to six digits behind the point and then end in "…"; --json has the complete \
            ones.

            Steps are read, run and written one by one, after all have been read once to find mistakes, so that a \
            scenario may have millions of them. What is written to files is there as a whole or not at all. With \
            --db or --csv the table is left out.

            EXAMPLES
              vamm run Vectors/scenarios/published-example.scenario.json
              vamm run market.json --db trace.sqlite     see Vectors/TRACE.md
              vamm run market.json --save-state state.json --at 3

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

    @Flag(help: "Show who paid and got what, and who gained by what, instead of the steps.")
    var accounts = false

    @Option(help: "Write the run as a vector file, with every expectation filled in.")
    var fill: String?

    @Option(help: "Add the run to a SQLite database of traces, or make one.")
    var db: String?

    @Option(help: "Write the tables of the trace as CSV files to a new folder.")
    var csv: String?

    @Option(help: "Write the market as the run leaves it as a state document.")
    var saveState: String?

    @Option(
        name: .customLong("at"), parsing: .unconditional,
        help: "After which step --save-state writes; 0 for the setup. (default: the last)")
    var saveStep: Int?

    @Option(
        parsing: .upToNextOption,
        help: "Whose margin ratios the trace follows, at each step that moves them, or all.")
    var watch: [String] = []

    @Flag(help: "With --csv: write texts so that a spreadsheet does not take them for formulas.")
    var spreadsheet = false

    @Option(
        name: .customLong("view"),
        help: "Ask a view after every step, such as position.ETH.alice.marginRatio; may be repeated.")
    var views: [String] = []

    @Flag(help: "Take a step that says what comes of it to say all of it, as in a vector.")
    var strict = false

    func validate() throws {
        if !watch.isEmpty, db == nil, csv == nil {
            throw ValidationError("--watch says whom a trace follows; name one to write with --db or --csv.")
        }
        if saveStep != nil, saveState == nil {
            throw ValidationError("--at says more about --save-state, which is missing.")
        }
        if let saveStep, saveStep < 0 { throw ValidationError("--at is a number of steps, from 0.") }
        for (option, path) in [("--fill", fill), ("--db", db), ("--csv", csv), ("--save-state", saveState)] {
            if let path, path.isEmpty || path == "-" {
                let what = option == "--csv" ? "a folder" : "a file"
                throw ValidationError("\(option) takes the path of \(what) to write.")
            }
        }
        try OutputFile.requireDistinct([
            ("--fill", fill), ("--db", db), ("--csv", csv), ("--save-state", saveState),
        ])
        if spreadsheet, csv == nil { throw ValidationError("--spreadsheet says how --csv writes; give that too.") }
        if ledger, fill != nil || db != nil || csv != nil || saveState != nil {
            throw ValidationError(
                "--ledger writes no files; run again without it for --fill, --db, --csv or --save-state.")
        }
        if ledger, accounts { throw ValidationError("--ledger and --accounts are two answers; ask for one.") }
    }

    func run() throws {
        if ledger { return try showLedger() }
        let stream = try Terminal.reading(from: scenario, of: FileKind.marketRuns) { () throws(FileError) in
            try ScenarioStream(path: scenario, caseID: caseID, isStrict: strict)
        }
        if let saveStep, saveStep > stream.stepCount {
            Terminal.note("vamm: \(visible(scenario)): there is no step \(saveStep); it has \(stream.stepCount)")
            throw ExitCode(2)
        }
        Terminal.note(stream.warnings)
        var progress = Progress(scenario, unit: "steps read")
        // What is only written to files is not there before all of it is: a mistake in a late step spoils nothing.
        if !isOnlyTraced {
            try Terminal.reading { () throws(FileError) in
                try stream.check { progress.update($0, of: stream.stepCount) }
            }
        }
        progress.erase()
        var run = try Terminal.reading { () throws(FileError) in try ScenarioRun(stream, asking: views) }
        if fill != nil || db != nil || csv != nil || saveState != nil { Interruption.catchSignals() }
        var outputs = try RunOutputs(of: run, options: self, isScenario: stream.isScenario)
        progress = Progress(scenario, unit: "steps")
        try outputs.saveState(run)
        while let (step, failure) = try Terminal.reading({ () throws(FileError) in try run.next() }) {
            try Interruption.check()
            try outputs.add(step, failure, of: run, progress: &progress)
            try outputs.saveState(run)
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
    fileprivate var isOnlyTraced: Bool { !json && !accounts && (db != nil || csv != nil) }
}

/// Everything that a run is written to, step by step.
private struct RunOutputs {
    private static let keptFailures = 1000
    private static let mostUnitNotes = 5

    private let options: Run
    private let stepCount: Int
    private var table: ScenarioTable?
    private var record: ScenarioRecord?
    private var accounts: RunAccounts?
    private var fill: (file: PartialFile, record: ScenarioRecord)?
    private var trace: ScenarioTrace?
    private var state: PartialFile?
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
        if options.accounts {
            accounts = RunAccounts(of: run.replay)
        } else if options.json {
            record = ScenarioRecord(of: run, as: .object)
        } else if !options.isOnlyTraced {
            table = ScenarioTable(stepCount: stepCount)
        }
        if let path = options.fill {
            let file = try Terminal.writing { () throws(OutputError) in
                try PartialFile(replacing: path, input: options.scenario)
            }
            fill = (file, ScenarioRecord(of: run, as: .vectorFile(implementation: Vamm.name)))
        }
        if options.db != nil || options.csv != nil {
            let watched = try Self.watched(options, run.replay.roster)
            trace = try Terminal.writing { () throws(OutputError) in
                try ScenarioTrace(
                    RunDescription(run), start: run.replay.house, database: options.db, folder: options.csv,
                    isForSpreadsheets: options.spreadsheet, input: options.scenario, implementation: Vamm.name,
                    watching: watched)
            }
        }
        if let path = options.saveState {
            state = try Terminal.writing { () throws(OutputError) in
                try PartialFile(replacing: path, input: options.scenario)
            }
        }
        text = record?.opening ?? ""
        try writeFill(fill?.record.opening ?? "")
    }

    /// The traders that a trace is asked to follow.
    private static func watched(_ options: Run, _ roster: Roster) throws -> [Account] {
        if options.watch == ["all"] { return roster.traders }
        return try options.watch.map { name in
            if let account = roster.account(named: name) { return account }
            let hint = nearest(to: name, among: roster.traderNames).map { "; did you mean \"\(visible($0))\"?" } ?? ""
            Terminal.note("vamm: --watch: unknown account \"\(visible(name))\"\(hint)")
            throw ExitCode(64)
        }
    }

    mutating func add(
        _ step: ReplayedStep, _ failure: Failure?, of run: ScenarioRun, progress: inout Progress
    ) throws {
        let replay = run.replay
        steps += 1
        note(step, on: replay, progress: &progress)
        accounts?.add(step, after: replay.house)
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

    /// Writes the state document, if this is the step that it is asked of.
    func saveState(_ run: ScenarioRun) throws {
        guard let state, steps == options.saveStep ?? stepCount else { return }
        let source: JSONValue = .object([
            "implementation": .string(Vamm.name), "scenario": .string(run.name), "step": .number(steps),
        ])
        try Terminal.writing { () throws(OutputError) in
            try state.write(run.stateDocument(source: source).text)
            try state.commit()
        }
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
        if let statement = accounts?.statement(on: run.replay) {
            text += options.json ? statement.json.prettyText : statement.text.joined(separator: "\n")
            text += "\n"
        }
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

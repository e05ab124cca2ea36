import ArgumentParser
import Conformance

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a scenario and show what every step came to.",
        discussion: """
            A scenario is a JSON file with a setup and steps, as in a market vector, but with only what has to be \
            said: everything else has defaults, amounts may be decimals such as "100.5" or whole numbers such as \
            "7 wei", and expectations are optional. Vectors/README.md says what the fields are; Vectors/scenarios has \
            examples. A case of a market vector file can be run as well.

            Figures in the table are cut to six digits behind the point; --json has the complete ones.

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

    func validate() throws {
        if let fill, fill.isEmpty || fill == "-" {
            throw ValidationError("--fill takes the path of a file to write.")
        }
        if ledger, fill != nil {
            throw ValidationError("--ledger writes no vector file; run again without it for --fill.")
        }
    }

    func run() throws {
        Terminal.ignoreClosedPipes()
        if ledger { return try showLedger() }
        let run = try Terminal.reading { () throws(VectorError) in
            try ScenarioRun(Scenario(path: scenario, caseID: caseID))
        }
        try Terminal.print(json ? run.json.prettyText : run.table)
        for failure in run.failures {
            Terminal.note(failure.text(file: scenario, again: nil))
        }
        if !run.failures.isEmpty {
            let unwritten = fill == nil ? "" : "; nothing was written"
            Terminal.note("vamm: \(run.failures.count) steps did not go as the scenario expects\(unwritten)")
            throw ExitCode(1)
        }
        if let fill { try OutputFile.write(run.vectorFile(implementation: Vamm.name), to: fill, input: scenario) }
    }

    private func showLedger() throws {
        let ledger = try Terminal.reading { () throws(VectorError) in
            try RoundingLedger(Scenario(path: scenario, caseID: caseID))
        }
        try Terminal.print(json ? ledger.json.prettyText : ledger.text.joined(separator: "\n"))
        for disagreement in ledger.disagreements { Terminal.note("vamm: please report: \(visible(disagreement))") }
        if !ledger.disagreements.isEmpty { throw ExitCode(70) }
    }
}

import ArgumentParser
import Conformance
import Explanation
import Files
import Reports
import Scenarios

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Draw a scenario as a page: charts, traders, every step.",
        discussion: """
            Runs a scenario, or a case of a market vector file, and writes one HTML file that needs nothing else: the \
            curve with the way the reserves took, mark and index with their averages, margin ratios with the \
            maintenance line, open interest, funding, vault and insurance fund, who gained and lost by what, bad \
            debt, and every step with its events and its derivation. Charts show the values under the pointer (or at \
            the arrow keys) and the part that is dragged over. Open it in any browser; print it from there.

            EXAMPLE
              vamm report Vectors/scenarios/liquidation-cascade.scenario.json \\
                  -o cascade.html
              vamm report Vectors/recorded/directed-v2.json \\
                  --case bad-debt-backstop -o - > case.html

            Exit status: 0 written, 1 written, but an expectation was not met, 2 the file can't be read or is no \
            scenario, 64 wrong usage, 74 the output can't be written.
            """)

    @Argument(help: "The scenario, a market vector file, or - for standard input.")
    var scenario: String

    @Option(name: .customLong("case"), help: "Which case of a vector file.")
    var caseID: String?

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: "The HTML file to write, or - for standard output.")
    var output: String

    func validate() throws {
        if output.isEmpty { throw ValidationError("-o takes the path of a file to write, or - for standard output.") }
    }

    /// The ledger evaluates every step a second time on exact numbers: up to here that takes a few seconds.
    private static let stepsWithDust = 2000
    /// Derivations of more than this many bytes are left to `vamm explain step`.
    private static let mostDerived = 600_000

    func run() throws {
        let report = try Terminal.reading(from: scenario, of: FileKind.marketRuns) { () throws(FileError) in
            let scenario = try Scenario(path: scenario, caseID: caseID)
            guard scenario.stepCount > 0 else {
                throw FileError(
                    file: scenario.file,
                    message: #"a state document has no steps to report; name it in a scenario, as "#
                        + #"{"setup":{"state":"FILE"},"steps":[…]}"#)
            }
            Terminal.note(scenario.warnings)
            let history = ScenarioHistory(scenario)
            defer { Terminal.progress("") }
            var (derivations, size) = ([[String]](), 0)
            let ledger =
                history.stepCount > Self.stepsWithDust
                ? nil
                : try RoundingLedger(scenario) { step in
                    if size > Self.mostDerived { return }
                    let lines = DerivationTreeText(step.explanation.nodes, isFull: false).lines
                    size += lines.reduce(0) { $0 + $1.utf8.count + 1 }
                    if size <= Self.mostDerived { derivations.append(lines) }
                }
            return try ScenarioReport(
                history, dust: ledger?.reportDust, derivations: derivations, maker: Vamm.name
            ) {
                Terminal.progress("\($0) of \(history.stepCount) steps")
            }
        }
        if output == "-" {
            try Terminal.print(report.html)
        } else {
            try OutputFile.write(report.html, to: output, input: scenario)
        }
        if report.failures.isEmpty { return }
        for failure in report.failures { Terminal.note(failure.text(file: scenario, again: nil)) }
        Terminal.note("vamm: \(report.failures.count) steps did not go as the scenario expects")
        throw ExitCode(1)
    }
}

extension RoundingLedger {
    /// The ledger's sources as rows of a page.
    fileprivate var reportDust: ReportDust {
        ReportDust(
            rows: lines.map { line in
                (
                    "\(line.rule) \(line.name), lost by \(line.loser.name)", line.winner.name,
                    "\(readable(line.total)) wei of \(line.unit.rawValue)"
                )
            },
            note: "What rounding took from whom, all steps together, in wei: the last of 18 decimals. "
                + "vamm run --ledger shows it step by step.")
    }
}

import ArgumentParser
import JSON
import Messages
import Reports
import Scenarios
import Sweeps

struct FrontierCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frontier", abstract: "Show what a sweep says about the choice of K.",
        usage: "vamm frontier <results> [--report <file>] [options]",
        discussion: """
            Reads the results of a sweep and compares its points: slippage against tracking error, and slippage \
            against the largest fall of the insurance fund, as means over seeds with 95 % intervals (Student's t). \
            It says in which of the two no other point beats a point (the column frontier), and which points it would \
            choose by what rule; the page that --report writes draws them. Results of an unfinished sweep will do.

            EXAMPLE
              vamm sweep grid.json -o results.jsonl
              vamm frontier results.jsonl --report frontier.html

            Exit status: 0 done, 2 the results can't be read, 64 wrong usage, 74 the output can't be written.
            """)

    @Argument(help: "The result file, or - for standard input.")
    var results: String

    @Option(help: "Write the frontier as a page to this HTML file, or - for standard output.")
    var report: String?

    @Option(help: "Of slippage: average, small, medium or large.")
    var slippage = "average"

    @Option(help: "Of tracking error: mean, median, p90, p99, max, outside1Percent, outside5Percent.")
    var tracking = "mean"

    @Flag(help: "Print one JSON object with every digit.")
    var json = false

    func validate() throws {
        if let report, report.isEmpty { throw ValidationError("--report takes the path of a file to write.") }
        if report == "-", json { throw ValidationError("--report - and --json both want standard output; leave one.") }
        try check("--slippage", slippage, Frontier.Measures.slippageNames)
        try check("--tracking", tracking, Frontier.Measures.trackingNames)
    }

    private func check(_ option: String, _ name: String, _ names: [String]) throws {
        guard !names.contains(name) else { return }
        throw ValidationError("\(option): one of \(names.joined(separator: ", ")); not \"\(visible(name))\".")
    }

    func run() throws {
        let frontier: Frontier
        do throws(SweepError) {
            frontier = try Frontier(
                path: results, measures: Frontier.Measures(tracking: tracking, slippage: slippage))
        } catch {
            Terminal.noteUnreadable(results, of: [.results], error)
            throw error.exitCode
        }
        if report == "-" { return try Terminal.print(frontier.html(maker: Vamm.name)) }
        if let report { try OutputFile.write(frontier.html(maker: Vamm.name), to: report, input: results) }
        try Terminal.print(json ? frontier.json.prettyText : text(frontier))
    }

    private func text(_ frontier: Frontier) -> String {
        var table = TextTable(leftAligned: [frontier.axes.count + 5])
        for row in frontier.rows { table.append(row) }
        let total = frontier.header.grid.runCount
        let runs = frontier.runCount == total ? "" : "\n\(frontier.runCount) of \(total) runs so far"
        return table.lines.joined(separator: "\n") + "\n\n" + wrapped(frontier.verdict, at: 80) + runs
    }
}

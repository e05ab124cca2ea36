import ArgumentParser
import Files
import Foundation
import JSON
import Markets
import Messages
import Reports
import Scenarios
import Simulation
import Sweeps

struct Choose: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "choose", abstract: "Look for the best K of a market, and say how sure that is.",
        usage: "vamm choose <market> [--from <value>] [--to <value>] [--seeds <n>] [options]",
        discussion: """
            Runs a market with values of K (or of another field) from a range, all with the same seeds, and halves the \
            gaps beside the best until they are narrow. It ends with a sentence, a table, and with --report a page: \
            which range to choose, all of it not worse than the best by more than a margin, and what can't be told \
            apart. Differences are paired over seeds, their intervals bootstrapped, all at once with 95 %.

            The objective is money: the surplus of ordinary traders and the change of the insurance fund, unless \
            --objective says another sum of measures. --limit bounds what may be risked: ruin (part of the runs that \
            end insolvent), shortfall (mean loss of the fund in the worst twentieth), tracking (95 % of the times that \
            a trader comes). --vary makes circumstances, which others decide: --across takes their mean, the worst, or \
            each by itself. --rules compares every policy, tuned on these seeds and judged on as many others, with the \
            best constant K; without a market, over all ready ones.

            EXAMPLES
              vamm choose thin-arbitrage
              vamm choose thin-arbitrage --from 0.125 --to 8 --limit ruin=0.05
              vamm choose calm --vary arbitrageurs.capital=10000,100000 --across worst
              vamm choose --rules crash --seeds 10

            Exit status: 0 done, 1 a run went wrong or nothing keeps the limits, 2 the market can't be read, 64 wrong \
            usage, 74 the page can't be written, 130 interrupted.
            """)

    @Argument(help: "The market: a file, - for standard input, or a ready one (see vamm simulate --list).")
    var market: String?

    @Option(help: "What is decided: a field of the market above 0, or K.")
    var decide = SweepGrid.multiplierPath

    @Option(help: "The least value.")
    var from = "0.125"

    @Option(help: "The largest value.")
    var to = "8"

    @Option(help: "How many seeds each value is run with, from 1 on.")
    var seeds: UInt64 = 30

    @Option(name: .customLong("set"), help: "A field of the market, as path=value; may be given several times.")
    var settings: [String] = []

    @Option(help: "A circumstance, as path=value,value; may be given several times.")
    var vary: [String] = []

    @Option(help: "How circumstances are taken together: mean, worst or each.")
    var across = Across.mean.rawValue

    @Option(help: "What is to be large: measures with factors.")
    var objective = Objective.standard.text

    @Option(help: "A limit, such as ruin=0.05; may be given several times.")
    var limit: [String] = []

    @Option(help: "How much worse than the best is as good, in quote. (default: a twentieth of the best)")
    var margin: Double?

    @Option(help: "The ratio of neighbouring values at which the search ends.")
    var width = 1.1

    @Option(help: "The most runs.")
    var runs = 10_000

    @Option(name: .shortAndLong, help: "How many runs at the same time. (default: one for each processor)")
    var jobs: Int?

    @Flag(help: "Compare every policy with the best constant K.")
    var rules = false

    @Option(help: "Write what was found as a page to this HTML file.")
    var report: String?

    @Flag(help: "Print one JSON object with every digit.")
    var json = false

    func validate() throws {
        if !rules, market == nil { throw ValidationError("Name a market: a file, -, or a ready one.") }
        if rules, report != nil { throw ValidationError("--report is the page of a search, --rules prints a table.") }
        guard (1...100_000).contains(seeds) else { throw ValidationError("--seeds takes a number from 1 to 100000.") }
        guard width > 1 else { throw ValidationError("--width is a ratio above 1, such as 1.1.") }
        if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 1024.") }
        guard runs > 0 else { throw ValidationError("--runs takes a number from 1.") }
        guard Across(rawValue: across) != nil else {
            throw ValidationError("--across: mean, worst or each; not \"\(visible(across))\".")
        }
        if let report, report.isEmpty || report == "-" { throw ValidationError("--report takes the path of a file.") }
        for setting in settings { _ = try KChange.pair(setting, "--set") }
        for axis in vary { _ = try KChange.pair(axis, "--vary") }
        _ = try wanted()
    }

    private func wanted() throws -> Objective {
        guard var objective = Objective(objective) else {
            throw ValidationError("--objective: measures with factors, such as surplus + fund.change - 2*shortage.")
        }
        objective.limits = try limit.map { text in
            guard let limit = Limit(text) else {
                let kinds = Limit.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--limit: KIND=NUMBER with one of \(kinds); not \"\(visible(text))\".")
            }
            return limit
        }
        return objective
    }

    func run() throws {
        Interruption.catchSignals()
        if rules { return try compareRules() }
        let configuration = try configuration(market ?? "")
        var search = try Self.refusing { () throws(ConfigurationError) in
            try ChoiceSearch(
                configuration, range: ChoiceSearch.Range(path: decide, from: from, to: to),
                circumstances: vary.map(Self.axis), seeds: Array(1...seeds))
        }
        search.objective = try wanted()
        search.across = Across(rawValue: across) ?? .mean
        (search.margin, search.width, search.mostRuns) = (margin, width, runs)
        search.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
        let outcome = try Self.running { () throws(SweepError) in
            try search.run {
                Terminal.progress("\($0) runs")
            } isInterrupted: {
                Interruption.isWanted
            }
        }
        if let report {
            try OutputFile.write(outcome.html(of: search, maker: Vamm.name), to: report, input: market ?? "")
        }
        try Terminal.print(json ? outcome.json(of: search).prettyText : Self.text(outcome, search))
        if outcome.choices.contains(where: { $0.best == nil }) { throw ExitCode(1) }
    }

    private func compareRules() throws {
        let names = market.map { [$0] } ?? MarketConfiguration.ready.map(\.name)
        let markets = try names.map { try configuration($0) }
        var comparison = RuleComparison(
            markets, tuning: Array(1...seeds), judging: Array((seeds + 1)...(2 * seeds)), objective: try wanted())
        comparison.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
        let rows = try Self.running { () throws(SweepError) in
            try comparison.run {
                Terminal.progress($0)
            } isInterrupted: {
                Interruption.isWanted
            }
        }
        if json { return try Terminal.print(comparison.json(rows).prettyText) }
        var table = TextTable(leftAligned: [0, 1, 2, 8])
        for row in RuleComparison.table(rows) { table.append(row) }
        try Terminal.print(table.lines.joined(separator: "\n") + "\n\n" + RuleComparison.sentence(rows))
    }

    private static func text(_ outcome: ChoiceSearch.Outcome, _ search: ChoiceSearch) -> String {
        let tables = zip(outcome.circumstances, outcome.choices).map { circumstance, choice in
            var table = TextTable(leftAligned: [7])
            for row in choice.rows(deciding: [search.range.path]) { table.append(row) }
            return (circumstance.isEmpty ? "" : visible(circumstance) + "\n") + table.lines.joined(separator: "\n")
        }
        return tables.joined(separator: "\n\n") + "\n\n" + wrapped(outcome.sentence(of: search), at: 80)
            + "\n\(outcome.runs) runs, \(search.seeds.count) seeds, objective \(search.objective.text)"
    }

    private func configuration(_ name: String) throws -> MarketConfiguration {
        try Terminal.reading(from: MarketDocument.file(of: name), of: [.market]) { () throws(FileError) in
            let document = try MarketDocument(market: name, settings: settings)
            try document.validate()
            return document.configuration
        }
    }

    private static func axis(_ text: String) -> SweepGrid.Axis {
        let sign = text.firstIndex(of: "=") ?? text.endIndex
        let values = text[sign...].dropFirst().split(separator: ",", omittingEmptySubsequences: false)
        return SweepGrid.Axis(path: String(text[..<sign]), values: values.map(String.init))
    }

    private static func refusing<Value>(_ body: () throws(ConfigurationError) -> Value) throws -> Value {
        do throws(ConfigurationError) {
            return try body()
        } catch {
            Terminal.note("vamm: \(visible(error.description))")
            throw ExitCode(2)
        }
    }

    private static func running<Value>(_ body: () throws(SweepError) -> Value) throws -> Value {
        do throws(SweepError) {
            let value = try body()
            Terminal.progress("")
            return value
        } catch {
            Terminal.progress("")
            Terminal.note("vamm: \(visible(error.description))")
            throw error.exitCode
        }
    }
}

import ArgumentParser
import Files
import FixedPoint
import Foundation
import JSON
import Markets
import Messages
import Reports
import Scenarios
import Simulation
import VirtualAMM
import WideIntegers

struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Simulate a market of agents on the exact core.",
        usage: "vamm simulate <market> [options]",
        discussion: """
            Runs a market block by block: an index, an oracle, traders, arbitrageurs, liquidators, and a policy that \
            chooses K. Prints what it is measured by; SPEC rules K1 to K14 say how everything is computed. The same \
            market and seed give the same bits everywhere.

            A market is a ready one (--list), a file in JSON or YAML, or - for standard input. --print shows one as a \
            complete file to change; Vectors/README.md says what its fields are.

            Values are cut to six digits behind the point and then end in "…"; --json has the complete ones.

            EXAMPLES
              vamm simulate crash --report crash.html
              vamm simulate calm --set traders.count=200 --set policy.name=volume
              vamm simulate crash --print > my.yaml; vamm simulate my.yaml --seed 7
              vamm simulate crash --blocks 500 --scenario calls.scenario.json
              vamm run calls.scenario.json

            Exit status: 0 simulated, 1 a law of the core was broken, 2 the market can't be read or simulated, 64 \
            wrong usage, 74 the output can't be written.
            """)

    @Argument(help: "A ready market, a market file, or - for standard input.")
    var market: String?

    @Flag(help: "List the ready markets.")
    var list = false

    @Flag(name: .customLong("print"), help: "Print the market as a complete file instead; with --json as JSON.")
    var printsMarket = false

    @Option(help: "What all random numbers come from.")
    var seed: UInt64 = 1

    @Option(help: "How many blocks; the same as --set run.blocks=N.")
    var blocks: String?

    @Option(name: .customLong("set"), help: "A field of the market, as path=value; may be given several times.")
    var settings: [String] = []

    @Flag(help: "Check the laws of the core after every call, which is slow.")
    var check = false

    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    @Option(help: "Write the time series and the measures as CSV files to a new folder.")
    var csv: String?

    @Option(help: "Write a page with charts and every measure.")
    var report: String?

    @Option(help: "Write every call as a scenario that vamm run replays.")
    var scenario: String?

    @Option(help: "Add the calls, with their events and changes, to a SQLite database of traces, or make one.")
    var db: String?

    @Option(
        name: .customLong("image"),
        help: ArgumentHelp("Write a chart as an SVG file, as KIND=FILE.", visibility: .hidden))
    var images: [String] = []

    func validate() throws {
        if list { return }
        guard market != nil else {
            throw ValidationError("Name a market: a file, - for standard input, or a ready one (see --list).")
        }
        for (option, path) in [("--csv", csv), ("--report", report), ("--scenario", scenario), ("--db", db)] {
            if let path, path.isEmpty || path == "-" {
                throw ValidationError("\(option) takes the path of \(option == "--csv" ? "a folder" : "a file").")
            }
        }
        for setting in settings { _ = try KChange.pair(setting, "--set") }
        for image in images {
            let pair = try KChange.pair(image, "--image")
            guard SimulationCharts.Kind(rawValue: pair.key) != nil, !pair.value.isEmpty else {
                let kinds = SimulationCharts.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--image: KIND=FILE is needed, with one of \(kinds).")
            }
        }
        try OutputFile.requireDistinct(
            [("--csv", csv), ("--report", report), ("--scenario", scenario), ("--db", db)]
                + images.map { ("--image", try KChange.pair($0, "--image").value) })
    }

    func run() throws {
        if list { return try Terminal.print(Self.listing) }
        let document = try Terminal.reading(from: marketFile, of: [.market]) { () throws(FileError) in
            try self.document()
        }
        if printsMarket {
            return try Terminal.print(json ? document.configuration.json.prettyText : document.configuration.yaml)
        }
        Self.noteDistantPrice(document.configuration)
        let policy = try Terminal.reading { () throws(FileError) in try document.makePolicy() }
        if scenario != nil || db != nil,
            let refusal = SimulationScenario.refusal(document.configuration, policy: policy)
        {
            Terminal.note("vamm: \(scenario != nil ? "--scenario" : "--db"): \(visible(refusal))")
            throw ExitCode(2)
        }
        var simulation = try Self.simulating { () throws(SimulationError) in
            try Simulation(document.configuration, seed: seed, policy: policy, checksLaws: check)
        }
        if csv != nil || report != nil || scenario != nil || db != nil { Interruption.catchSignals() }
        let outputs = try SimulationOutputs(self, of: simulation)
        simulation.onBlock = outputs.wantsBlocks ? outputs.add : nil
        simulation.onStep = outputs.wantsSteps ? { outputs.add($0, after: $1) } : nil
        simulation.keepsHistory = outputs.wantsHistory
        var progress = Progress(document.configuration.name, unit: "blocks")
        let total = Int(document.configuration.run.blocks)
        for block in 1...total {
            try Self.simulating { () throws(SimulationError) in try simulation.step() }
            try Interruption.check()
            try outputs.check()
            progress.update(block, of: total)
        }
        progress.erase()
        let result = simulation.result
        try Terminal.print(
            json
                ? result.json(of: document.configuration).prettyText
                : Self.text(result, revision: document.configuration.revision.rawValue))
        try outputs.end(result)
    }

    /// Says so where the pool starts at less than half or more than twice the index.
    private static func noteDistantPrice(_ market: MarketConfiguration) {
        let index = market.index.series.first?.price ?? market.index.initialPrice
        guard let price = try? market.pool.quoteAssetReserve.divided(by: market.pool.baseAssetReserve),
            price.raw / 2 > index.raw || index.raw / 2 > price.raw
        else { return }
        Terminal.note(
            "vamm: note: the pool starts at a price of \(price), the index at \(index); arbitrage pays for that. "
                + "Set pool.quoteAssetReserve and pool.baseAssetReserve to go together with the index.")
    }

    /// The market's file; "-" where it is none, but a ready market.
    private var marketFile: String { market.map(MarketDocument.file) ?? "-" }

    /// The market as it was named, with what the options change.
    private func document() throws(FileError) -> MarketDocument {
        var document = try MarketDocument(market: market ?? "", settings: settings)
        if let blocks { try document.set("run.blocks", to: blocks) }
        try document.validate()
        return document
    }

    static var listing: String {
        let width = MarketConfiguration.ready.reduce(0) { max($0, $1.name.count) }
        return MarketConfiguration.ready.map { market in
            market.name + String(repeating: " ", count: width + 2 - market.name.count)
                + (MarketConfiguration.summary(of: market.name) ?? "")
        }
        .joined(separator: "\n")
    }

    private static func text(_ result: SimulationResult, revision: String) -> String {
        (["\(result.heading), revision \(revision)", ""] + result.table).joined(separator: "\n")
    }

    private static func simulating<Value>(_ body: () throws(SimulationError) -> Value) throws -> Value {
        do throws(SimulationError) {
            return try body()
        } catch {
            Terminal.note("vamm: \(visible(error.description))")
            if case .law = error { throw ExitCode(1) }
            throw ExitCode(2)
        }
    }
}

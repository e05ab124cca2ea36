import ArgumentParser
import Charts
import Clearing
import Files
import Foundation
import Markets
import Reports
import Scenarios
import Simulation
import Trace

/// Everything that a simulation is written to while it runs: each file whole or not at all.
final class SimulationOutputs {
    private let options: Simulate
    private let configuration: MarketConfiguration
    private var charts: SimulationCharts?
    /// As fine as an article needs.
    private var imageCharts: SimulationCharts?
    private var csv: (folder: PartialFile, series: TextFile)?
    private var scenario: (file: PartialFile, writer: SimulationScenario)?
    private var report: PartialFile?
    private var trace: (steps: SimulationSteps, file: ScenarioTrace)?
    private var failure: (any Error)?

    init(_ options: Simulate, of simulation: Simulation) throws {
        (self.options, configuration) = (options, simulation.configuration)
        if options.report != nil { charts = SimulationCharts(configuration) }
        if !options.images.isEmpty { imageCharts = SimulationCharts(configuration, columns: 160) }
        let input = options.market
        report = try options.report.map { path in
            try Terminal.writing { () throws(OutputError) in try PartialFile(replacing: path, input: input) }
        }
        if let path = options.csv {
            csv = try Terminal.writing { () throws(OutputError) in
                let folder = try PartialFile(replacing: path, isFolder: true)
                let series = try TextFile(folder.path + "/blocks.csv")
                try series.write(SeriesFile.header + "\n")
                return (folder, series)
            }
        }
        if let path = options.scenario {
            scenario = try Terminal.writing { () throws(OutputError) in
                let file = try PartialFile(replacing: path, input: input)
                let writer = SimulationScenario(of: simulation)
                try file.write(writer.opening)
                return (file, writer)
            }
        }
        if let database = options.db {
            let name = "\(configuration.name), simulated with seed \(simulation.seed)"
            let steps = try Terminal.reading { () throws(FileError) in
                try SimulationSteps(of: simulation, name: name)
            }
            trace = try Terminal.writing { () throws(OutputError) in
                let file = try ScenarioTrace(
                    steps.run, start: simulation.market.house, database: database, folder: nil, input: input,
                    implementation: Vamm.name)
                return (steps, file)
            }
        }
    }

    var wantsBlocks: Bool { charts != nil || imageCharts != nil || csv != nil }
    var wantsSteps: Bool { scenario != nil || trace != nil }
    /// Whether somebody counts the snapshots.
    var wantsHistory: Bool { trace != nil }

    /// Takes a pool at the end of a block.
    func add(_ record: BlockRecord) {
        charts?.add(record)
        imageCharts?.add(record)
        guard let series = csv?.series else { return }
        note {
            try Terminal.writing { () throws(OutputError) in try series.write(SeriesFile.line(record) + "\n") }
        }
    }

    /// Takes a call, and the clearing house after it.
    func add(_ step: SimulatedStep, after house: ClearingHouse) {
        note {
            try addToScenario(step)
            guard let replayed = trace?.steps.step(step, after: house) else { return }
            try Terminal.writing { () throws(OutputError) in try trace?.file.add(replayed, after: house) }
        }
    }

    private func addToScenario(_ step: SimulatedStep) throws {
        guard scenario != nil else { return }
        guard let line = scenario?.writer.add(step) else {
            Terminal.note("vamm: step \(step.number) is an extension that no contract has; no scenario was written")
            throw ExitCode(2)
        }
        try Terminal.writing { () throws(OutputError) in try scenario?.file.write(line) }
    }

    /// Throws what went wrong while something was taken.
    func check() throws {
        if let failure { throw failure }
    }

    /// Makes the files whole.
    func end(_ result: SimulationResult) throws {
        // Before the first file: either all that was asked for is there, or nothing.
        if wantsSteps, result.calls == 0 {
            Terminal.note("vamm: nobody made a call, and a scenario needs one; nothing was written; give more blocks")
            throw ExitCode(1)
        }
        if let report, let charts {
            let html = SimulationReport(configuration, charts: charts).html(result, maker: Vamm.name)
            try Terminal.writing { () throws(OutputError) in
                try report.write(html)
                try report.commit()
            }
        }
        try writeImages()
        try endTable(result)
        try endScenario()
        if let trace { try Terminal.writing { () throws(OutputError) in try trace.file.commit() } }
    }

    private func writeImages() throws {
        for image in options.images {
            let pair = try KChange.pair(image, "--image")
            guard let imageCharts, let kind = SimulationCharts.Kind(rawValue: pair.key) else { continue }
            try OutputFile.write(
                imageCharts.chart(kind, pool: 0).image, to: pair.value, input: options.market ?? "")
        }
    }

    private func endTable(_ result: SimulationResult) throws {
        guard let (folder, series) = csv else { return }
        try Terminal.writing { () throws(OutputError) in
            try series.close()
            let measures = try TextFile(folder.path + "/measures.csv")
            let rows = result.measures.map { "\($0.name),\($0.value),\($0.unit)\n" }
            try measures.write("name,value,unit\n" + rows.joined())
            try measures.close()
            try folder.commit()
        }
    }

    private func endScenario() throws {
        guard let (file, writer) = scenario else { return }
        try Terminal.writing { () throws(OutputError) in
            try file.write(writer.closing)
            try file.commit()
        }
    }

    /// Keeps the first failure for `check`: a simulation's listeners can't throw.
    private func note(_ body: () throws -> Void) {
        guard failure == nil else { return }
        do { try body() } catch { failure = error }
    }
}

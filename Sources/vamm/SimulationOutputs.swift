import ArgumentParser
import Conformance
import Files
import Foundation
import Laboratory
import Report
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
    private let temporary: URL?
    private var lines = ""
    private var steps = ""
    private var failure: (any Error)?

    init(_ options: Simulate, of simulation: Simulation) throws {
        (self.options, configuration) = (options, simulation.configuration)
        let isTemporary = options.scenario == nil && options.db != nil
        temporary =
            isTemporary
            ? FileManager.default.temporaryDirectory.appending(path: "vamm-\(UUID().uuidString).scenario.json") : nil
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
        if let path = options.scenario ?? temporary?.path(percentEncoded: false) {
            scenario = try Terminal.writing { () throws(OutputError) in
                let file = try PartialFile(replacing: path, input: input)
                let writer = SimulationScenario(of: simulation)
                try file.write(writer.opening)
                return (file, writer)
            }
        }
    }

    deinit {
        if let temporary { try? FileManager.default.removeItem(at: temporary) }
    }

    var wantsBlocks: Bool { charts != nil || imageCharts != nil || csv != nil }
    var wantsSteps: Bool { scenario != nil }

    /// Takes a pool at the end of a block.
    func add(_ record: BlockRecord) {
        charts?.add(record)
        imageCharts?.add(record)
        guard csv != nil else { return }
        lines += SeriesFile.line(record) + "\n"
        if lines.utf8.count > 1 << 16 { note { try flushLines() } }
    }

    /// Takes a call.
    func add(_ step: SimulatedStep) {
        guard let line = scenario?.writer.add(step) else {
            note {
                Terminal.note("vamm: step \(step.number) is an extension that no contract has; no scenario was written")
                throw ExitCode(2)
            }
            return
        }
        steps += line
        if steps.utf8.count > 1 << 16 { note { try flushSteps() } }
    }

    /// Throws what went wrong while something was taken.
    func check() throws {
        if let failure { throw failure }
    }

    /// Makes the files whole.
    func end(_ result: SimulationResult) throws {
        // Before the first file: either all that was asked for is there, or nothing.
        if let scenario, scenario.writer.count == 0 {
            Terminal.note("vamm: nobody made a call, and a scenario needs one; nothing was written; give more blocks")
            throw ExitCode(1)
        }
        try flushLines()
        try flushSteps()
        if let report, let charts {
            let html = SimulationReport(configuration, charts: charts).html(result, maker: Vamm.name)
            try Terminal.writing { () throws(OutputError) in
                try report.write(html)
                try report.commit()
            }
        }
        try writeImages()
        try endTable(result)
        try endScenario(result)
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

    private func endScenario(_ result: SimulationResult) throws {
        guard let (file, writer) = scenario else { return }
        try Terminal.writing { () throws(OutputError) in
            try file.write(writer.closing)
            try file.commit()
        }
        guard let database = options.db, let path = options.scenario ?? temporary?.path(percentEncoded: false) else {
            return
        }
        try Self.trace(path, name: "\(result.name), simulated with seed \(result.seed)", to: database)
    }

    /// Replays the scenario into a database of traces.
    private static func trace(_ path: String, name: String, to database: String) throws {
        var walk = try Terminal.reading { () throws(FileError) in
            try ScenarioWalk(ScenarioStream(path: path), noting: [.views, .summary])
        }
        let trace = try Terminal.writing { () throws(OutputError) in
            try ScenarioTrace(
                of: walk, file: name, database: database, folder: nil, input: path, implementation: Vamm.name)
        }
        var (progress, count) = (Progress(name, unit: "steps traced"), 0)
        while let record = try Terminal.reading({ () throws(FileError) in try walk.next() }) {
            try Interruption.check()
            try Terminal.writing { () throws(OutputError) in try trace.add(record) }
            count += 1
            progress.update(count, of: walk.stepCount)
        }
        progress.erase()
        try Terminal.writing { () throws(OutputError) in try trace.commit() }
    }

    private func flushLines() throws {
        let text = lines
        lines = ""
        guard !text.isEmpty, let series = csv?.series else { return }
        try Terminal.writing { () throws(OutputError) in try series.write(text) }
    }

    private func flushSteps() throws {
        let text = steps
        steps = ""
        guard !text.isEmpty, let file = scenario?.file else { return }
        try Terminal.writing { () throws(OutputError) in try file.write(text) }
    }

    /// Keeps the first failure for `check`: a simulation's listeners can't throw.
    private func note(_ body: () throws -> Void) {
        guard failure == nil else { return }
        do { try body() } catch { failure = error }
    }
}

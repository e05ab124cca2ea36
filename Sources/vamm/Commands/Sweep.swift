import ArgumentParser
import Files
import Foundation
import JSON
import Messages
import Scenarios
import Sweeps

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep", abstract: "Run a grid of markets and seeds, and go on where that stopped.",
        discussion: """
            EXAMPLES
              vamm sweep grid.json -o results.jsonl
              vamm sweep grid.json --shard 1/2 -o first.jsonl
              vamm sweep merge results.jsonl first.jsonl second.jsonl

            "vamm help sweep run" says what a grid is.
            """,
        subcommands: [SweepRun.self, SweepMergeCommand.self], defaultSubcommand: SweepRun.self)
}

struct SweepRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a grid; \"vamm sweep GRID\" is short for this.",
        usage: "vamm sweep <grid> [-o <file>] [-j <jobs>] [--shard <i/n>] [options]",
        discussion: """
            A grid is a JSON or YAML file: which market, which of its fields take which values, and which seeds.

              {"market": "thin-arbitrage",
               "vary": {"k.multiplier": ["0.5", "1", "2"],
                        "arbitrageurs.capital": {"from": "10000", "to": "90000",
                                                 "steps": 3}},
               "seeds": 30}

            Every combination is run once for each seed. The market is a ready one, a market file, or an object of \
            fields; "seeds": n stands for 1 to n, or is a list. "scale": "geometric" makes steps of even ratio. \
            k.multiplier multiplies both reserves, so that the price stays. Numbers are exact.

            Every run is one JSON line of the result file, appended as it ends. Interrupted, the same command goes on. \
            When all runs are there, the file is put in their order: the same bytes at any number of threads. --shard \
            i/n runs the i-th of n parts; "vamm sweep merge" puts their files together.

            EXAMPLE
              vamm sweep grid.json -o results.jsonl
              vamm frontier results.jsonl --report frontier.html

            Exit status: 0 all runs are in the file, 1 a run went wrong, 2 the grid or the results can't be read, 64 \
            wrong usage, 74 the results can't be written, 130 interrupted.
            """)

    @Argument(help: "The grid, or - for standard input.")
    var grid: String

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: "The result file. (default: the grid's name with .results.jsonl)")
    var output: String?

    @Option(name: .shortAndLong, help: "How many runs at the same time. (default: one for each processor)")
    var jobs: Int?

    @Option(help: "Run only this part, such as 1/4.")
    var shard: String?

    @Flag(help: "Check the laws of the core after every call; much slower, the same results.")
    var check = false

    @Flag(help: "Print what was done as JSON.")
    var json = false

    func validate() throws {
        if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 1024.") }
        if let shard, SweepShard(shard) == nil {
            throw ValidationError("--shard is i/n with i from 1 to n, such as 1/4; not \"\(visible(shard))\".")
        }
        if let output, output.isEmpty || output == "-" {
            throw ValidationError("-o takes the path of a file to append to.")
        }
        if grid == "-", output == nil { throw ValidationError("A grid from standard input needs -o and a file.") }
    }

    func run() throws {
        let grid = try Terminal.reading(from: self.grid, of: [.grid]) { () throws(FileError) in
            let grid = try SweepGrid(path: self.grid)
            try grid.validate(file: self.grid)
            return grid
        }
        let shard = shard.flatMap { SweepShard($0) } ?? .whole
        let path = output ?? defaultOutput(shard)
        Interruption.catchSignals()
        let sweep = Sweep(
            SweepHeader(grid: grid, shard: shard, program: Vamm.name), path: path,
            jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount, checksLaws: check)
        let started = ContinuousClock.now
        var last = Sweep.Progress()
        do throws(SweepError) {
            last = try sweep.run { progress in
                last = progress
                Terminal.progress(Self.text(progress, after: ContinuousClock.now - started))
            } isInterrupted: {
                Interruption.isWanted
            }
        } catch {
            Terminal.progress("")
            let done = last.total > 0 ? "; \(last.done) of \(last.total) runs are in \(path)" : ""
            let again = error == .interrupted ? ", the same command goes on" : ""
            Terminal.note("vamm: \(visible(error.description + done + again))")
            throw error.exitCode
        }
        Terminal.progress("")
        try show(last, path: path, hash: sweep.header.gridHash)
    }

    private func show(_ progress: Sweep.Progress, path: String, hash: String) throws {
        if json {
            return try Terminal.print(
                JSONValue.object([
                    "file": .string(path), "gridHash": .string(hash), "runs": .number(progress.done),
                    "runsBefore": .number(progress.found),
                ]).prettyText)
        }
        let before = progress.found > 0 ? ", \(progress.found) of them from before" : ""
        try Terminal.print("\(visible(path)): \(progress.done) runs\(before)")
    }

    private func defaultOutput(_ shard: SweepShard) -> String {
        let name = URL(filePath: grid).deletingPathExtension().relativePath
        return name + (shard == .whole ? "" : ".\(shard.number)-of-\(shard.count)") + ".results.jsonl"
    }

    /// "120 of 900 runs, 12 a second, 1 min left".
    private static func text(_ progress: Sweep.Progress, after time: Duration) -> String {
        let counts = "\(progress.done) of \(progress.total) runs"
        let fresh = progress.done - progress.found
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        guard fresh > 0, seconds > 0.5 else { return counts }
        let rate = Double(fresh) / seconds
        let left = Int((Double(progress.total - progress.done) / rate).rounded(.up))
        let speed = rate >= 10 ? "\(Int(rate)) a second" : "\(Int((rate * 60).rounded())) a minute"
        return "\(counts), \(speed), \(left < 120 ? "\(left) s" : "\(left / 60) min") left"
    }
}

struct SweepMergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Put the results of a grid's shards together.",
        discussion: """
            The output has the same bytes as the results of the whole grid run at once. All inputs have to be of one \
            grid and one program; a run that stands in several has to be the same in all. Runs that are missing are \
            listed, and then nothing is written.

            EXAMPLE
              vamm sweep merge results.jsonl first.jsonl second.jsonl

            Exit status: 0 written, 1 runs are missing, 2 an input can't be read or does not fit, 64 wrong usage, 74 \
            the output can't be written.
            """)

    @Argument(help: "The file to write.")
    var output: String

    @Argument(help: "Result files of shards.")
    var inputs: [String]

    @Flag(help: "Print what was done as JSON.")
    var json = false

    func run() throws {
        let count: Int
        do throws(SweepError) {
            let merge = try SweepMerge(inputs)
            try merge.write(to: output)
            count = merge.count
        } catch {
            Terminal.note("vamm: \(visible(error.description))")
            throw error.exitCode
        }
        try Terminal.print(
            json
                ? JSONValue.object(["file": .string(output), "runs": .number(count)]).prettyText
                : "\(visible(output)): \(count) runs")
    }
}

extension SweepError {
    var exitCode: ExitCode {
        switch self {
        case .incomplete, .run: ExitCode(1)
        case .unreadable: ExitCode(2)
        case .unwritable: Terminal.outputError
        case .interrupted: ExitCode(130)
        }
    }
}

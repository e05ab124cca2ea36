import Conformance
import Foundation
import JSON
import Scenarios
import Testing

/// `vamm sweep` and `vamm frontier` as their user sees them.
@Suite struct SweepCommandTests {
    private static let grid = """
        market: {extends: thin-arbitrage, name: thin, run: {blocks: 48, secondsPerBlock: 3600},
                 traders: {count: 10, trendBlocks: 6}}
        vary: {k.multiplier: [0.5, 1, 2, 4]}
        seeds: 20
        """

    /// A folder with a grid, gone after the body.
    private func withGrid(_ text: String = grid, _ body: (String) throws -> Void) throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(text.utf8).write(to: folder.appending(path: "grid.yaml"))
        try body(folder.path() + "/")
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

    @Test func theSameBytesAtAnyNumberOfThreadsAndFromShards() throws {
        try withGrid { folder in
            let run = try vamm("sweep", folder + "grid.yaml", "-j", "1")
            #expect(
                run.status == 0 && run.output == "\(folder)grid.results.jsonl: 80 runs\n" && run.errors == "", "\(run)")
            let one = try bytes(folder + "grid.results.jsonl")
            for jobs in ["2", "8"] {
                #expect(try vamm("sweep", folder + "grid.yaml", "-j", jobs, "-o", folder + jobs).status == 0)
                #expect(try bytes(folder + jobs) == one)
            }
            for shard in 1...3 { #expect(try vamm("sweep", folder + "grid.yaml", "--shard", "\(shard)/3").status == 0) }
            let parts = (1...3).map { folder + "grid.\($0)-of-3.results.jsonl" }
            let merged = try vamm(["sweep", "merge", "--json", folder + "all"] + parts)
            #expect(merged.status == 0, "\(merged)")
            #expect(try bytes(folder + "all") == one)
            let missing = try vamm(["sweep", "merge", folder + "part"] + parts.dropLast())
            #expect(
                missing.status == 1 && missing.output == ""
                    && missing.errors.contains("26 of 80 runs are missing (2, 5"))
            let again = try vamm("sweep", folder + "grid.yaml", "--json")
            let json = try JSONParser.parse(again.output.utf8)
            #expect(json["runs"] == .number(80) && json["runsBefore"] == .number(80))
            #expect(try bytes(folder + "grid.results.jsonl") == one)
        }
    }

    /// Killed in the middle, time and again, and gone on with: the same bytes as in one go.
    @Test func killedInTheMiddleItGoesOn() throws {
        try withGrid { folder in
            #expect(try vamm("sweep", folder + "grid.yaml", "-o", folder + "whole").status == 0)
            let whole = try bytes(folder + "whole")
            var kills = 0
            for number in [SIGKILL, SIGINT, SIGKILL] {
                let process = Process()
                process.executableURL = programURL
                process.arguments = ["sweep", folder + "grid.yaml", "-j", "2", "-o", folder + "killed"]
                process.standardOutput = FileHandle.nullDevice
                process.standardError = FileHandle.nullDevice
                let before = (try? bytes(folder + "killed").count) ?? 0
                try process.run()
                while process.isRunning, ((try? bytes(folder + "killed").count) ?? 0) < before + whole.count / 5 {
                    usleep(500)
                }
                kill(process.processIdentifier, number)
                process.waitUntilExit()
                if process.terminationStatus == 130 || process.terminationReason == .uncaughtSignal { kills += 1 }
                let part = try bytes(folder + "killed")
                #expect(part.starts(with: whole.prefix { $0 != UInt8(ascii: "\n") }))
                let runs = part.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true).dropFirst()
                #expect(Set(runs).count == runs.count, "a run stands twice")
            }
            #expect(kills >= 1)
            let last = try vamm("sweep", folder + "grid.yaml", "-o", folder + "killed")
            #expect(last.status == 0 && last.output.contains("of them from before"), "\(last)")
            #expect(try bytes(folder + "killed") == whole)
        }
    }

    @Test func twoSweepsCanNotWriteOneFile() throws {
        try withGrid { folder in
            let long = Self.grid.replacing("blocks: 48", with: "blocks: 1000000")
            try Data(long.utf8).write(to: URL(filePath: folder + "grid.yaml"))
            let process = Process()
            process.executableURL = programURL
            process.arguments = ["sweep", folder + "grid.yaml", "-j", "1", "-o", folder + "r"]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            defer { process.waitUntilExit() }
            defer { kill(process.processIdentifier, SIGKILL) }
            while process.isRunning, ((try? bytes(folder + "r").count) ?? 0) == 0 { usleep(500) }
            let second = try vamm("sweep", folder + "grid.yaml", "-j", "1", "-o", folder + "r")
            #expect(second.status == 74 && second.errors.contains("another sweep is writing it"), "\(second)")
        }
    }

    /// A merge replaces result files, and nothing else.
    @Test func aMergeReplacesResultFilesOnly() throws {
        try withGrid { folder in
            #expect(try vamm("sweep", folder + "grid.yaml", "-o", folder + "r").status == 0)
            for text in ["my notes\n", "{\"format\":\"vamm-sweep/1\"}\n", "no line feed"] {
                try Data(text.utf8).write(to: URL(filePath: folder + "notes"))
                let run = try vamm("sweep", "merge", folder + "notes", folder + "r")
                #expect(run.status == 74 && run.errors.contains("not a result file, and not replaced"), "\(run)")
                #expect(try bytes(folder + "notes") == Data(text.utf8))
            }
            #expect(try vamm("sweep", "merge", folder + "r.sorting", folder + "r").status == 0)
            #expect(try vamm("sweep", "merge", folder + "r.sorting", folder + "r").status == 0)
            #expect(try bytes(folder + "r.sorting") == bytes(folder + "r"))
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(names == ["grid.yaml", "notes", "r", "r.sorting"])
        }
    }

    /// Sweeps and merges of one file at once: whoever ends with 0 has left the whole file.
    @Test func manyAtOnceNeverLeaveAWrongFile() throws {
        try withGrid { folder in
            #expect(try vamm("sweep", folder + "grid.yaml", "-o", folder + "whole").status == 0)
            let whole = try bytes(folder + "whole")
            for round in 0..<4 {
                let target = folder + "target\(round)"
                if round % 2 == 1 { try FileManager.default.copyItem(atPath: folder + "whole", toPath: target) }
                let processes = try (0..<6).map { number in
                    let process = Process()
                    process.executableURL = programURL
                    process.arguments =
                        number % 2 == 0
                        ? ["sweep", folder + "grid.yaml", "-j", "1", "-o", target]
                        : ["sweep", "merge", target, folder + "whole"]
                    process.standardOutput = FileHandle.nullDevice
                    process.standardError = FileHandle.nullDevice
                    try process.run()
                    return process
                }
                for process in processes {
                    process.waitUntilExit()
                    #expect(process.terminationReason == .exit && [0, 74].contains(process.terminationStatus))
                    if process.terminationStatus == 0, processes.allSatisfy({ !$0.isRunning }) {
                        #expect(try bytes(target) == whole)
                    }
                }
                #expect(processes.contains { $0.terminationStatus == 0 })
                #expect(try bytes(target) == whole)
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(!names.contains { $0.hasPrefix(".") }, "\(names)")
        }
    }

    @Test func wrongGridsAndFilesAreAnswered() throws {
        let huge = Self.grid.replacing("[0.5, 1, 2, 4]", with: "{from: 1, to: 2, steps: 1000000}")
            .replacing("seeds: 20", with: "seeds: 1000000")
        try withGrid(huge) { folder in
            let run = try vamm("sweep", folder + "grid.yaml")
            #expect(run.status == 2 && run.errors.contains("1000000000000 runs"), "\(run)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["grid.yaml"])
        }
        try withGrid(Self.grid.replacing("0.5", with: "-1")) { folder in
            let run = try vamm("sweep", folder + "grid.yaml")
            #expect(run.status == 2 && run.errors.contains("grid.yaml:3: "), "\(run)")
        }
        try withGrid { folder in
            #expect(try vamm("sweep", folder + "grid.yaml", "-o", folder + "r").status == 0)
            try Data(Self.grid.replacing("seeds: 20", with: "seeds: 21").utf8)
                .write(to: URL(filePath: folder + "grid.yaml"))
            let other = try vamm("sweep", folder + "grid.yaml", "-o", folder + "r")
            #expect(other.status == 2 && other.errors.contains("results of another grid"), "\(other)")
            let unwritable = try vamm("sweep", folder + "grid.yaml", "-o", "/dev/null")
            #expect(unwritable.status == 74 && unwritable.errors.contains("not a regular file"), "\(unwritable)")
        }
        for arguments in [
            ["sweep"], ["sweep", "no-such.yaml", "--shard", "3/2"], ["sweep", "-"], ["sweep", "x", "-j", "0"],
            ["sweep", "merge"], ["sweep", "merge", "x"], ["frontier"], ["frontier", "x", "--slippage", "small%"],
        ] { #expect(try vamm(arguments).status == 64, "\(arguments)") }
        #expect(try vamm("sweep", "no-such.yaml").status == 2)
        #expect(try vamm("frontier", "no-such.jsonl").status == 2)
    }

    @Test func theFrontierAsTableJSONAndPage() throws {
        try withGrid { folder in
            #expect(try vamm("sweep", folder + "grid.yaml", "-o", folder + "r").status == 0)
            let run = try vamm("frontier", folder + "r", "--report", folder + "page.html")
            #expect(run.status == 0 && run.errors == "", "\(run)")
            #expect(run.output.hasPrefix("k.multiplier  seeds  tracking error %"))
            for line in run.output.split(separator: "\n").dropFirst(6) { #expect(line.count <= 80, "\(line)") }
            let page = String(decoding: try bytes(folder + "page.html"), as: UTF8.self)
            #expect(page.contains("<svg") && page.contains("The rule of the choice") && !page.contains("http"))
            let piped = try vamm("frontier", "-", "--report", "-", input: bytes(folder + "r"))
            #expect(piped.output == page + "\n")
            let json = try JSONParser.parse(
                try vamm("frontier", folder + "r", "--json", "--slippage", "medium").output.utf8)
            #expect(json["runs"] == .number(80) && json["verdict"]?.text != nil)
            let same = try vamm("frontier", folder + "r", "--report", folder + "r")
            #expect(same.status == 74 && same.errors.contains("name another"))
        }
    }
}

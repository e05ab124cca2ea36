import Foundation
import Simulation
import Sweeps
import Testing

/// Result files: the same bytes at any number of threads, after any interruption, from any shards.
@Suite struct SweepResultTests {
    private static let text = """
        {"market": {"run": {"blocks": 12, "secondsPerBlock": 3600}, "traders": {"count": 5, "trendBlocks": 6},
                    "arbitrageurs": {"count": 1}},
         "vary": {"k.multiplier": ["0.5", "2"], "traders.meanWait": ["3600", "7200"]}, "seeds": 3}
        """

    private func header(_ text: String = text, shard: String = "1/1", program: String = "p 1") throws -> SweepHeader {
        SweepHeader(
            grid: try SweepGrid(text: text, format: .json, file: "grid"), shard: try #require(SweepShard(shard)),
            program: program)
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sweep-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path() + "/")
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

    @Test func threadsShardsAndOrderLeaveTheSameBytes() throws {
        try withFolder { folder in
            let done = try Sweep(header(), path: folder + "one", jobs: 1).run()
            #expect(done.done == 12 && done.found == 0 && done.total == 12)
            let one = try bytes(folder + "one")
            #expect(one.split(separator: UInt8(ascii: "\n")).count == 13)
            for jobs in [2, 8] {
                _ = try Sweep(header(), path: folder + "many", jobs: jobs, checksLaws: jobs == 2).run()
                #expect(try bytes(folder + "many") == one, "\(jobs)")
                try FileManager.default.removeItem(atPath: folder + "many")
            }
            let shards = try (1...5).map { number in
                let path = folder + "shard\(number)"
                _ = try Sweep(header(shard: "\(number)/5"), path: path, jobs: 2).run()
                return path
            }
            try SweepMerge(shards.reversed() + [shards[2]]).write(to: folder + "merged")
            #expect(try bytes(folder + "merged") == one)
        }
    }

    @Test func everyRunIsWhatItSays() throws {
        try withFolder { folder in
            let header = try header()
            _ = try Sweep(header, path: folder + "r", jobs: 2).run()
            let lines = try String(contentsOfFile: folder + "r", encoding: .utf8).split(separator: "\n").dropFirst()
            for (run, line) in lines.enumerated() {
                let place = header.grid.place(ofRun: run)
                var simulation = try Simulation(header.grid.configuration(ofPoint: place.point), seed: place.seed)
                let result = try simulation.run()
                let digest = String(result.digest, radix: 16)
                let wanted = String(repeating: "0", count: 16 - digest.count) + digest
                #expect(line.hasPrefix("{\"run\":\(run),") && line.contains("\"digest\":\"\(wanted)\""))
                let tracking = try #require(result.measure("tracking.mean"))
                #expect(line.contains("\"tracking.mean\":\"\(tracking)\""))
            }
        }
    }

    /// Wherever the file is cut off, the sweep goes on from there to the same bytes, and runs nothing twice.
    @Test func anInterruptedSweepGoesOn() throws {
        try withFolder { folder in
            let header = try header()
            _ = try Sweep(header, path: folder + "r", jobs: 1).run()
            let whole = try bytes(folder + "r")
            let firstEnd = try #require(whole.firstIndex(of: UInt8(ascii: "\n")))
            let cuts = [0, 1, firstEnd, firstEnd + 1, firstEnd + 2, whole.count / 2, whole.count - 1, whole.count]
            for cut in cuts {
                try whole.prefix(cut).write(to: URL(filePath: folder + "r"))
                let lines = whole.prefix(cut).filter { $0 == UInt8(ascii: "\n") }.count
                let done = try Sweep(header, path: folder + "r", jobs: 2).run()
                #expect(done.done == 12 && done.found == max(0, lines - 1), "\(cut)")
                #expect(try bytes(folder + "r") == whole, "\(cut)")
            }
            // What was torn may have been filled up by the file system.
            try (whole.dropLast(40) + Data(count: 40)).write(to: URL(filePath: folder + "r"))
            _ = try Sweep(header, path: folder + "r", jobs: 2).run()
            #expect(try bytes(folder + "r") == whole)
        }
    }

    @Test func interruptionIsObeyedAndLeavesAUsableFile() throws {
        try withFolder { folder in
            let sweep = Sweep(try header(), path: folder + "r", jobs: 2)
            #expect(throws: SweepError.interrupted) { try sweep.run(isInterrupted: { true }) }
            #expect(try sweep.run().done == 12)
        }
    }

    @Test func whatIsOfSomethingElseIsRefused() throws {
        try withFolder { folder in
            _ = try Sweep(header(), path: folder + "r", jobs: 2).run()
            let before = try bytes(folder + "r")
            func refusal(_ header: SweepHeader, _ file: String = "r") throws -> String {
                try #require(throws: SweepError.self) { try Sweep(header, path: folder + file, jobs: 1).run() }
                    .description
            }
            let other = Self.text.replacing("\"seeds\": 3", with: "\"seeds\": 4")
            #expect(try refusal(header(other)).contains("results of another grid"))
            #expect(try refusal(header(shard: "1/2")).contains("shard 1/1 of this grid, not 1/2"))
            #expect(try refusal(header(program: "p 2")).contains("was begun by p 1, this is p 2"))
            #expect(try refusal(header(), "").contains("directory"))
            #expect(try bytes(folder + "r") == before)
            try Data("some text\n".utf8).write(to: URL(filePath: folder + "text"))
            #expect(try refusal(header(), "text").contains("not a result file"))
            try Data("some text".utf8).write(to: URL(filePath: folder + "text"))
            #expect(try refusal(header(), "text").contains("not a result file"))
            // A line in the middle that is damaged, and one that stands twice.
            var lines = before.split(separator: UInt8(ascii: "\n"))
            lines.insert(lines[1], at: 2)
            try Data(lines.joined(separator: [UInt8(ascii: "\n")])).write(to: URL(filePath: folder + "twice"))
            #expect(try refusal(header(), "twice").contains("line 3 is not a run of this grid, or stands twice"))
        }
    }

    @Test func mergingChecksWhatItReads() throws {
        try withFolder { folder in
            for number in 1...2 {
                _ = try Sweep(header(shard: "\(number)/2"), path: folder + "\(number)", jobs: 2).run()
            }
            func refusal(_ names: [String], to output: String = "out") throws -> String {
                try #require(throws: SweepError.self) {
                    try SweepMerge(names.map { folder + $0 }).write(to: folder + output)
                }.description
            }
            #expect(try refusal(["1"]).contains("6 of 12 runs are missing (1, 3, 5, 7, 9, 11)"))
            #expect(try refusal(["1", "2"], to: "1").contains("one of the files to merge"))
            #expect(try refusal(["1", "none"]).contains("No such file"))
            let changed = try String(contentsOfFile: folder + "1", encoding: .utf8)
                .replacing("\"badDebt\":\"0\"", with: "\"badDebt\":\"1\"")
            try Data(changed.utf8).write(to: URL(filePath: folder + "changed"))
            #expect(try refusal(["1", "2", "changed"]).contains("run 0 came to other results"))
            let other = Self.text.replacing("\"0.5\"", with: "\"0.6\"")
            _ = try Sweep(header(other, shard: "2/2"), path: folder + "other", jobs: 2).run()
            #expect(try refusal(["1", "other"]).contains("is of another grid"))
            #expect(!FileManager.default.fileExists(atPath: folder + "out"))
        }
    }
}

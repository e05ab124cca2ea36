import Files
import Foundation
import Markets
import Simulation
import Sweeps
import TestSupport
import Testing
import WideIntegers

/// Grids: what they stand for, and what is said about those that can't be run.
@Suite struct SweepGridTests {
    private func grid(_ text: String, _ format: DocumentFormat = .json) throws -> SweepGrid {
        try SweepGrid(text: text, format: format, file: "grid")
    }

    private func values(_ range: String, of path: String = "k.multiplier") throws -> [String] {
        try grid("{\"vary\": {\"\(path)\": \(range)}}").axes[0].values
    }

    @Test func theFirstFieldIsTheSlowestAndSeedsAreTheFastest() throws {
        let grid = try grid(
            """
            {"vary": {"k.multiplier": [0.5, "2.0"], "traders.count": [1, 2, 3]}, "seeds": [7, 18446744073709551615]}
            """)
        #expect(grid.runCount == 12 && grid.pointCount == 6)
        #expect(grid.axes[0].values == ["0.5", "2"])
        #expect(
            (0..<6).map { grid.values(ofPoint: $0).joined(separator: " ") } == [
                "0.5 1", "0.5 2", "0.5 3", "2 1", "2 2", "2 3",
            ])
        #expect(grid.place(ofRun: 5).point == 2 && grid.place(ofRun: 5).seed == UInt64.max)
        let market = try grid.configuration(ofPoint: 5)
        #expect(market.pool.quoteAssetReserve.description == "20000000")
        #expect(market.pool.baseAssetReserve.description == "50000")
        #expect(market.traders.count == 3)
    }

    @Test func yamlIsReadAsWell() throws {
        let first = try grid("market: {extends: crash, name: m}\nvary: {k.multiplier: [0.5, 2]}\nseeds: 3", .yaml)
        let second = try grid(
            "{\"market\": {\"extends\": \"crash\", \"name\": \"m\"}, \"vary\": {\"k.multiplier\": [\"0.5\", 2]}, \"seeds\": [1, 2, 3]}"
        )
        #expect(first == second)
    }

    @Test func stepsAreExact() throws {
        #expect(
            try values(#"{"from": 0.125, "to": "8", "steps": 7, "scale": "geometric"}"#)
                == ["0.125", "0.25", "0.5", "1", "2", "4", "8"])
        // √2 to 18 digits, cut off.
        #expect(
            try values(#"{"from": 1, "to": 2, "steps": 3, "scale": "geometric"}"#) == [
                "1", "1.414213562373095048", "2",
            ])
        #expect(
            try values(#"{"from": 1, "to": 0, "steps": 4}"#, of: "traders.longBias")
                == ["1", "0.666666666666666667", "0.333333333333333334", "0"])
        #expect(
            try values(#"{"from": -0.1, "to": 0.1, "steps": 3}"#, of: "index.segments.0.drift") == ["-0.1", "0", "0.1"])
        #expect(
            try values(#"{"from": 1, "to": 1000, "steps": 4, "scale": "geometric"}"#, of: "traders.count")
                == ["1", "10", "100", "1000"])
        #expect(
            try values(#"{"from": 0, "to": 100, "steps": 4}"#, of: "oracle.outages.0.start") == [
                "0", "33", "66", "100",
            ])
    }

    /// The middle of three steps is the root of the product: its square is not above, that of the next number is.
    @Test func geometricStepsAreRoots() throws {
        var generator = SeededGenerator()
        for _ in 0..<40 {
            let from = UInt64.random(in: 1...1_000_000, using: &generator)
            let to = from + UInt64.random(in: 100...1_000_000, using: &generator)
            let middle = try values(
                "{\"from\": \(from), \"to\": \(to), \"steps\": 3, \"scale\": \"geometric\"}",
                of: "oracle.outages.0.start")[1]
            let root = try #require(UInt64(middle))
            #expect(root * root <= from * to && from * to < (root + 1) * (root + 1))
        }
    }

    @Test(arguments: [
        (#"{"vary": {"traders.cuont": [1]}}"#, "there is no such field"),
        (#"{"vary": {"name": [1]}}"#, "can't be varied"), (#"{"vary": {"traders.count": []}}"#, "no value"),
        (#"{"vary": {"traders.count": [1, "1"]}}"#, "stands twice"),
        (#"{"vary": {"traders.count": [1.5]}}"#, "a whole number"),
        (#"{"vary": {"traders.count": [-1]}}"#, "a whole number"),
        (#"{"vary": {"index.segments.0.volatility": [-1]}}"#, "can't be negative"),
        (#"{"vary": {"k.multiplier": [0]}}"#, "above 0"), (#"{"vary": {"k.multiplier": ["1e3"]}}"#, "above 0"),
        (#"{"vary": {"k.multiplier": 3}}"#, "a list of values"), (#"{"vary": []}"#, "an object of fields"),
        (#"{"market": "calm"}"#, "an object of fields"), (#"[]"#, "a grid is an object"),
        (#"{"market": "clam", "vary": {}}"#, "did you mean \"calm\"?"),
        (#"{"market": {"run": {"blocks": 0}}, "vary": {}}"#, "from 1 to"),
        (#"{"vary": {}, "seeds": 0}"#, "at least 1"), (#"{"vary": {}, "seeds": []}"#, "no seed"),
        (#"{"vary": {}, "seeds": [1, 1]}"#, "a seed stands twice"), (#"{"vary": {}, "seeds": [-1]}"#, "whole number"),
        (#"{"vary": {}, "sedes": 3}"#, "a grid has market, vary, seeds, zip, decides and across"),
        (#"{"vary": {"k.multiplier": {"from": 1, "to": 2, "steps": 1}}}"#, "from 2"),
        (#"{"vary": {"k.multiplier": {"from": 0, "to": 2, "steps": 3, "scale": "geometric"}}}"#, "above 0"),
        (#"{"vary": {"k.multiplier": {"from": 1, "to": 2, "steps": 65, "scale": "geometric"}}}"#, "at most 64"),
        (#"{"vary": {"k.multiplier": {"from": 1, "to": 2, "steps": 3, "scale": "log"}}}"#, "linear or geometric"),
        (#"{"vary": {"traders.count": {"from": 1, "to": 2, "steps": 3}}}"#, "stands twice"),
        (
            #"{"vary": {"k.multiplier": {"from": 1, "to": 2, "steps": 1000000}}, "seeds": 1000000}"#,
            "1000000000000 runs"
        ),
        (#"{"vary": {"k.multiplier": {"from": 1, "to": 2, "steps": 9223372036854775807}}, "seeds": 3}"#, "2^64"),
    ])
    func whatCanNotBeRunIsAnswered(text: String, message: String) throws {
        let error = try #require(throws: FileError.self) {
            let grid = try grid(text)
            try grid.validate(file: "grid")
        }
        #expect(error.description.contains(message), "\(error)")
        #expect(error.file == "grid" || error.file == "clam")
    }

    /// Values that are right alone and wrong together are found before anything runs, and the message says where.
    @Test func pointsAreValidated() throws {
        let grid = try grid(
            #"{"vary": {"traders.mostLeverage": [5, 10], "house.initMarginRatio": [0.1, 0.15]}, "seeds": 2}"#)
        let error = try #require(throws: FileError.self) { try grid.validate(file: "grid") }
        #expect(error.description.contains("traders.mostLeverage = 10, house.initMarginRatio = 0.15"), "\(error)")
        let policy = try self.grid(
            #"{"market": {"policy": {"name": "volume"}}, "vary": {"policy.slippage": ["0.01", "-1"]}}"#)
        let wrong = try #require(throws: FileError.self) { try policy.validate(file: "grid") }
        #expect(wrong.description.contains("slippage"), "\(wrong)")
    }

    @Test func shardsAreDisjointAndComplete() throws {
        for count in 1...9 {
            let shards = (1...count).compactMap { SweepShard("\($0)/\(count)") }
            #expect(shards.count == count)
            for runs in [0, 1, 7, 30] {
                for run in 0..<runs { #expect(shards.filter { $0.contains(run) }.count == 1) }
                for shard in shards { #expect(shard.size(of: runs) == (0..<runs).filter(shard.contains).count) }
            }
        }
        for text in ["0/3", "4/3", "1/0", "1", "1/2/3", "-1/3", "+1/3", "a/b", "1/99999999999999999999", ""] {
            #expect(SweepShard(text) == nil, "\(text)")
        }
    }
}

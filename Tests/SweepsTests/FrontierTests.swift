import Foundation
import Markets
import Sweeps
import Testing

/// Means, intervals, and which points are beaten.
@Suite struct FrontierTests {
    private func point(_ place: Int, _ tracking: [Double], _ slippage: [Double]) -> FrontierPoint {
        FrontierPoint(
            point: place, values: ["\(place)"], tracking: Estimate(tracking), slippage: Estimate(slippage),
            drawdown: Estimate([0]), rootOfK: Estimate([1]))
    }

    /// The classic example: 1 to 5 has mean 3, s = √2.5, t = 2.776 for 4 degrees of freedom.
    @Test func studentsInterval() throws {
        let estimate = Estimate([1, 2, 3, 4, 5])
        #expect(estimate.mean == 3)
        let half = try #require(estimate.halfWidth)
        #expect(abs(half - 1.963) < 0.001)
        #expect(Estimate([4]).halfWidth == nil && Estimate([4]).interval == 4...4)
        #expect(Estimate([4, 4, 4]).halfWidth == 0)
        // Falls as n grows, towards that of the normal distribution.
        let quantiles = [1, 2, 5, 10, 29, 30, 35, 40, 100, 1_000_000].map {
            Estimate.quantile(degreesOfFreedom: $0)
        }
        #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(quantiles.first == 12.706 && quantiles.last == 1.960)
    }

    @Test func pointsThatNoOtherOneBeats() {
        func kept(_ means: [(Double, Double)]) -> Set<Int> {
            let points = means.enumerated().map { point($0, [$1.0], [$1.1]) }
            return FrontierPoint.nonDominated(points, { $0.tracking.mean }, { $0.slippage.mean })
        }
        #expect(kept([(1, 3), (2, 2), (3, 1)]) == [0, 1, 2])
        #expect(kept([(1, 3), (2, 3), (1, 4), (3, 1), (3, 2)]) == [0, 3])
        #expect(kept([(1, 1), (1, 1), (2, 2)]) == [0, 1])
        #expect(kept([]) == [])
        // By definition, over a small square of everything.
        var all: [(Double, Double)] = []
        for place in 0..<36 { all.append((Double(place * 7 % 6), Double(place * 11 % 36 / 6))) }
        func beats(_ one: (Double, Double), _ other: (Double, Double)) -> Bool {
            if one.0 > other.0 || one.1 > other.1 { return false }
            return one.0 < other.0 || one.1 < other.1
        }
        let wanted = Set(all.indices.filter { index in !all.contains { beats($0, all[index]) } })
        #expect(kept(all) == wanted)
    }

    /// Both ends of the choice of K, over 30 seeds. Were K of no influence, each seed would go either way with
    /// probability 1/2; 25 of 30 or more going one way then has a probability of 1.6 · 10⁻⁴: significant at 0.001.
    @Test func theFrontierOfThinArbitrageShowsBothEnds() throws {
        let text = """
            market: {extends: thin-arbitrage, name: thin, run: {blocks: 72, secondsPerBlock: 3600},
                     traders: {count: 10, trendBlocks: 6}}
            vary: {k.multiplier: {from: 0.25, to: 4, steps: 5, scale: geometric}}
            seeds: 30
            """
        let grid = try SweepGrid(text: text, format: .yaml, file: "grid")
        let folder = FileManager.default.temporaryDirectory.appending(path: "frontier-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "r").path()
        let jobs = ProcessInfo.processInfo.activeProcessorCount
        _ = try Sweep(SweepHeader(grid: grid, program: "p"), path: path, jobs: jobs).run()
        let frontier = try Frontier(path: path)
        #expect(frontier.points.map(\.values) == [["0.25"], ["0.5"], ["1"], ["2"], ["4"]])
        let (tracking, slippage) = (frontier.points.map(\.tracking.mean), frontier.points.map(\.slippage.mean))
        #expect(zip(tracking, tracking.dropFirst()).allSatisfy { $0 < $1 }, "\(tracking)")
        #expect(zip(slippage, slippage.dropFirst()).allSatisfy { $0 > $1 }, "\(slippage)")
        #expect(frontier.points.allSatisfy { $0.isOnTrackingFrontier })
        // K is decided without a word, and what is chosen is marked.
        let choice = try #require(frontier.choice)
        #expect(choice.fields == ["k.multiplier"] && choice.choices.count == 1)
        #expect(frontier.points.contains(where: \.isChosen) && frontier.verdict.contains("k.multiplier"))
        for step in 1..<5 {
            let (worse, dearer) = try signs(path, grid, from: step - 1, to: step)
            print(
                "seeds 1 to 30, k.multiplier doubled to \(frontier.points[step].label): \(worse) track worse, \(dearer) slip less"
            )
            #expect(worse >= 25 && dearer >= 25)
        }
    }

    /// In how many of the seeds tracking error is larger, and slippage smaller, at the second point.
    private func signs(_ path: String, _ grid: SweepGrid, from: Int, to: Int) throws -> (Int, Int) {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst().map(
            String.init)
        func figure(_ name: String, _ run: Int) throws -> Double {
            let parts = lines[run].split(separator: "\"\(name)\":\"", maxSplits: 1)
            return try #require(Double(parts[1].prefix { $0 != "\"" }))
        }
        var (worse, dearer) = (0, 0)
        for seed in grid.seeds.indices {
            let (a, b) = (from * grid.seeds.count + seed, to * grid.seeds.count + seed)
            if try figure("tracking.mean", b) > figure("tracking.mean", a) { worse += 1 }
            if try figure("slippage.average", b) < figure("slippage.average", a) { dearer += 1 }
        }
        return (worse, dearer)
    }
}

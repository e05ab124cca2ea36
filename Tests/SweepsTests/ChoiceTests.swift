import Foundation
import Markets
import Simulation
import Sweeps
import Testing

/// What is chosen, and how sure that is (SPEC KD3).
@Suite struct ChoiceTests {
    /// A grid of a short, thin market.
    private static func grid(_ rest: String) throws -> SweepGrid {
        try SweepGrid(
            text: """
                market: {extends: thin-arbitrage, name: thin, run: {blocks: 72, secondsPerBlock: 3600},
                         traders: {count: 12, trendBlocks: 6}}
                \(rest)
                """, format: .yaml, file: "grid")
    }

    private static func frontier(_ grid: SweepGrid) throws -> Frontier {
        let path = FileManager.default.temporaryDirectory.appending(path: "choice-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try Sweep(SweepHeader(grid: grid, program: "p"), path: path, jobs: 2).run()
        return try Frontier(path: path)
    }

    private static func search(
        from: String, to: String, seeds: UInt64 = 8, jobs: Int = 2, circumstances: [SweepGrid.Axis] = []
    ) throws -> ChoiceSearch {
        let market = try grid("vary: {k.multiplier: [1]}").market
        var search = try ChoiceSearch(
            market, range: ChoiceSearch.Range(path: "k.multiplier", from: from, to: to), circumstances: circumstances,
            seeds: Array(1...seeds))
        (search.jobs, search.width) = (jobs, 1.5)
        return search
    }

    /// SPEC KD1.
    @Test func capitalOfOthersIsNeverChosen() throws {
        let axes = "vary: {k.multiplier: [0.5, 1, 2], arbitrageurs.capital: [10000, 90000]}\nseeds: 6\n"
        for rest in ["decides: k.multiplier\nacross: worst", "decides: [k.multiplier]", "across: each", ""] {
            let frontier = try Self.frontier(try Self.grid(axes + rest))
            let choice = try #require(frontier.choice)
            #expect(choice.fields == ["k.multiplier"])
            #expect(choice.choices.count == (rest == "across: each" ? 2 : 1))
            for (circumstance, choice) in choice.choices {
                #expect(choice.entries.map(\.candidate.values) == [["0.5"], ["1"], ["2"]])
                #expect(!choice.sentence(deciding: "k.multiplier").contains("arbitrageurs.capital"))
                #expect(circumstance.isEmpty == (rest != "across: each"))
            }
        }
    }

    @Test func whatGoesTogetherIsVariedTogether() throws {
        let grid = try Self.grid(
            "vary: {traders.count: [10, 20], k.multiplier: [1, 2, 4], arbitrageurs.capital: [1, 2]}\n"
                + "zip: [traders.count, arbitrageurs.capital]\n")
        #expect(grid.pointCount == 6)
        #expect(
            (0..<6).map { grid.values(ofPoint: $0).joined(separator: " ") } == [
                "10 1 1", "10 2 1", "10 4 1", "20 1 2", "20 2 2", "20 4 2",
            ])
        for wrong in ["zip: [traders.count, k.multiplier]", "zip: [traders.count, nope]", "zip: 3", "across: most"] {
            #expect(throws: (any Error).self, "\(wrong)") {
                try Self.grid("vary: {traders.count: [10, 20], k.multiplier: [1, 2, 4]}\n\(wrong)\n")
            }
        }
        #expect(throws: (any Error).self) { try Self.grid("vary: {k.multiplier: [1]}\ndecides: traders.count\n") }
    }

    /// SPEC KD4. Twice the range on either side, and what is best is between the same values as before.
    @Test func aWiderRangeDoesNotMoveTheAnswer() throws {
        func answer(_ from: String, _ to: String) throws -> ClosedRange<Double> {
            let choice = try #require(try Self.search(from: from, to: to).run().choices.first)
            let range = try #require(choice.bracket)
            let values = choice.entries.map { Double($0.candidate.values[0]) ?? 0 }
            return values[range.lowerBound]...values[range.upperBound]
        }
        let answers = [try answer("0.0625", "4"), try answer("0.03125", "4"), try answer("0.0625", "8")]
        for other in answers { #expect(answers[0].overlaps(other), "\(answers)") }
    }

    @Test func theSameBitsAtAnyNumberOfThreads() throws {
        let capital = SweepGrid.Axis(path: "arbitrageurs.capital", values: ["20000", "80000"])
        let texts = try [1, 2, 5].map { jobs in
            let search = try Self.search(from: "0.25", to: "4", seeds: 5, jobs: jobs, circumstances: [capital])
            return try search.run().json(of: search).prettyText
        }
        #expect(texts[0] == texts[1] && texts[0] == texts[2])
    }

    /// SPEC KD2. With more seeds no candidate that was told apart is the best.
    @Test func whatIsWorseStaysWorse() throws {
        let few = try #require(try Self.search(from: "0.03125", to: "2", seeds: 6).run().choices.first)
        let many = try #require(try Self.search(from: "0.03125", to: "2", seeds: 15).run().choices.first)
        let best = try #require(many.best)
        let value = many.entries[best].candidate.values
        if let entry = few.entries.first(where: { $0.candidate.values == value }) { #expect(entry.standing != .worse) }
        #expect(few.entries.contains { $0.standing == .worse })
    }

    @Test func aLimitThatNothingKeepsLeavesNothing() throws {
        var search = try Self.search(from: "0.5", to: "2", seeds: 3)
        search.objective.limits = [try #require(Limit("tracking=0"))]
        let outcome = try search.run()
        #expect(outcome.choices[0].best == nil && outcome.choices[0].range == nil)
        #expect(outcome.sentence(of: search).contains("keeps the limits"))
    }

    /// SPEC KD1, as people write it.
    @Test func objectivesAreReadAndWritten() {
        for text in ["surplus + fund.change", "surplus", "- shortage", "surplus + 0.5*fund.change - 2*shortage"] {
            #expect(Objective(text)?.text == text)
        }
        for text in ["", "+", "surplus +", "surplus fund.change", "x*surplus", "1", "surplus + + fund.change"] {
            #expect(Objective(text) == nil, "\(text)")
        }
        #expect(Limit("ruin=0.05")?.most == 0.05)
        for text in ["ruin", "ruin=", "ruin=-1", "luck=1", "ruin=1=2"] { #expect(Limit(text) == nil, "\(text)") }
    }

    /// SPEC KD5. Every policy stands beside the constant, and is judged on seeds that it was not tuned on.
    @Test func rulesAreComparedWithTheBestConstant() throws {
        let market = try Self.grid("vary: {k.multiplier: [1]}").market
        let comparison = RuleComparison([market], tuning: [1, 2], judging: [3, 4, 5], objective: .standard)
        let rows = try comparison.run()
        #expect(rows.first?.policy == RuleComparison.constant && rows.first?.ahead == 0)
        #expect(Set(rows.dropFirst().map(\.policy)).isSubset(of: KPolicyRegistry.names) && rows.count == 10)
        for row in rows {
            #expect(row.interval.contains(row.ahead) && row.risk.count == 3, "\(row)")
        }
        #expect(RuleComparison.table(rows).count == 11)
    }
}

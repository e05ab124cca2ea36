internal import Foundation
public import JSON
public import Simulation

/// Looks for the best value of one field of a market in a range, with the same seeds for all values.
///
/// The range is cut at even ratios first; then the gaps beside the best are halved again and again, until they are as
/// narrow as asked for or so many runs are made. What is tried depends on what was found alone, never on threads.
public struct ChoiceSearch: Sendable {
    /// What is decided, such as "k.multiplier", and between which values; above 0.
    public struct Range: Hashable, Sendable {
        /// The field.
        public var path: String
        /// The least value.
        public var from: String
        /// The largest value.
        public var to: String

        /// A field and its ends.
        public init(path: String, from: String, to: String) { (self.path, self.from, self.to) = (path, from, to) }
    }

    /// The market.
    public let market: MarketConfiguration
    /// What is decided.
    public let range: Range
    /// Fields that others decide, with their values: every combination is a circumstance.
    public let circumstances: [SweepGrid.Axis]
    /// The seeds of every value and circumstance.
    public let seeds: [UInt64]
    /// What is to be large, and what is to be kept.
    public var objective = Objective.standard
    /// How circumstances are taken together.
    public var across = Across.mean
    /// How much worse than the best is as good; nil for a twentieth of the best's size.
    public var margin: Double?
    /// The ratio of neighbours of the best at which it ends.
    public var width = 1.1
    /// The most runs.
    public var mostRuns = 10_000
    /// How many runs at the same time.
    public var jobs = 1

    /// How many values are tried first.
    static let firstCount = 9

    /// A search.
    ///
    /// - Throws: Where the field can't be decided, or a circumstance is not a market that can be run.
    public init(
        _ market: MarketConfiguration, range: Range, circumstances: [SweepGrid.Axis] = [], seeds: [UInt64]
    ) throws(ConfigurationError) {
        guard !circumstances.contains(where: { $0.path == range.path }) else {
            throw SweepGrid.error(range.path, "decided and varied at once; leave one")
        }
        (self.market, self.range, self.seeds) = (market, range, seeds)
        self.circumstances = circumstances
        try grid([range.from, range.to]).validate()
    }

    private func grid(_ values: [String]) throws(ConfigurationError) -> SweepGrid {
        try SweepGrid(
            market: market, axes: [SweepGrid.Axis(path: range.path, values: values)] + circumstances, seeds: seeds)
    }

    /// What was found: a choice for each circumstance where each is taken by itself, else one.
    public struct Outcome: Sendable {
        /// What circumstance a choice is for; empty for all of them.
        public let circumstances: [String]
        /// The choices.
        public let choices: [Choice]
        /// How many runs were made.
        public let runs: Int
    }

    /// Searches.
    ///
    /// - Parameters:
    ///   - progress: Is told how many runs are made.
    ///   - isInterrupted: Is asked by all threads; true stops them.
    public func run(
        progress: (Int) -> Void = { _ in }, isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) throws(SweepError) -> Outcome {
        var tried: [Candidate] = []
        var runs = 0
        var next = try SweepError.refusing { () throws(ConfigurationError) in try firstValues() }
        while !next.isEmpty {
            tried += try candidates(next, isInterrupted)
            tried.sort { Self.number($0.values[0]) < Self.number($1.values[0]) }
            runs += next.count * circumstanceCount * seeds.count
            progress(runs)
            let step = choices(tried).flatMap { gaps(of: $0.choice) }
            next = try SweepError.refusing { () throws(ConfigurationError) in try middles(of: step, among: tried) }
            if runs + next.count * circumstanceCount * seeds.count > mostRuns { break }
        }
        let found = choices(tried)
        return Outcome(circumstances: found.map(\.circumstance), choices: found.map(\.choice), runs: runs)
    }

    private var circumstanceCount: Int { circumstances.reduce(1) { $0 * $1.values.count } }

    private var circumstanceNames: [String] {
        guard across == .each, let grid = try? SweepGrid(market: market, axes: circumstances, seeds: seeds) else {
            return [""]
        }
        return (0..<grid.pointCount).map { point in
            zip(circumstances, grid.values(ofPoint: point)).map { "\($0.path) = \($1)" }.joined(separator: ", ")
        }
    }

    private func steps(from: String, to: String, count: Int) throws(ConfigurationError) -> [String] {
        let isWhole = MarketConfiguration.isWholeNumber(at: range.path)
        return try SweepSteps(path: range.path, isWhole: isWhole, from: from, to: to, count: count).geometric()
    }

    private func firstValues() throws(ConfigurationError) -> [String] {
        let all = try steps(from: range.from, to: range.to, count: Self.firstCount)
        return all.enumerated().filter { $0 == 0 || all[$0 - 1] != $1 }.map(\.element)
    }

    /// The gaps beside the best that are wider than asked for.
    private func gaps(of choice: Choice) -> [(low: String, high: String)] {
        guard let best = choice.best else { return [] }
        let values = choice.entries.map { $0.candidate.values[0] }
        var gaps: [(low: String, high: String)] = []
        for low in [best - 1, best] where values.indices.contains(low) && values.indices.contains(low + 1) {
            if Self.number(values[low + 1]) / Self.number(values[low]) > width {
                gaps.append((values[low], values[low + 1]))
            }
        }
        return gaps
    }

    private func middles(
        of gaps: [(low: String, high: String)], among tried: [Candidate]
    ) throws(ConfigurationError) -> [String] {
        var known = Set(tried.map { $0.values[0] })
        var middles: [String] = []
        for gap in gaps {
            let middle = try steps(from: gap.low, to: gap.high, count: 3)[1]
            if known.insert(middle).inserted { middles.append(middle) }
        }
        return middles
    }

    private func candidates(
        _ values: [String], _ isInterrupted: @escaping @Sendable () -> Bool
    ) throws(SweepError) -> [Candidate] {
        let markets = try SweepError.refusing { () throws(ConfigurationError) in
            let grid = try grid(values)
            return try (0..<grid.pointCount).map { point throws(ConfigurationError) in
                try grid.configuration(ofPoint: point)
            }
        }
        let figures = try RunTable.run(
            markets, seeds: seeds, measures: objective.measures, jobs: jobs, isInterrupted: isInterrupted)
        return values.indices.map { place in
            let part = figures[(place * circumstanceCount)..<((place + 1) * circumstanceCount)]
            return Candidate(values: [values[place]], runs: Array(part), objective)
        }
    }

    private func choices(_ candidates: [Candidate]) -> [(circumstance: String, choice: Choice)] {
        Choice.all(candidates, circumstances: circumstanceNames, objective, across: across, margin: margin)
    }

    /// How often the least value is doubled up to a value; only for drawing.
    public func doublings(of value: Double) -> Double { log2(value / Self.number(range.from)) }

    static func number(_ text: String) -> Double { Double(text) ?? 0 }
}

extension Candidate {
    /// - Parameter runs: By circumstance and seed the measures of `Objective.measures`.
    init(values: [String], runs: [[[Double]]], _ objective: Objective) {
        self.values = values
        self.runs = runs
        self.objective = runs.map { seeds in
            seeds.map { figures in zip(objective.terms, figures).reduce(0) { $0 + $1.0.factor * $1.1 } }
        }
        let all = runs.flatMap { $0 }
        let first = objective.terms.count
        risk = RiskFigures(
            losses: all.map { -$0[first + 1] }, ruins: all.map { $0[first] > 0 }, tracking: all.map { $0[first + 2] })
    }

    /// The same with the runs of one circumstance.
    func alone(in circumstance: Int, _ objective: Objective) -> Candidate {
        Candidate(values: values, runs: [runs[circumstance]], objective)
    }
}

extension ChoiceSearch.Outcome {
    /// What to choose, in sentences.
    public func sentence(of search: ChoiceSearch) -> String {
        Choice.sentence(zip(circumstances, choices), deciding: [search.range.path])
    }

    /// All of it.
    public func json(of search: ChoiceSearch) -> JSONValue {
        .object([
            "market": .object(search.market.entries.map { JSONValue.Member($0.path, .string($0.value)) }),
            "objective": .string(search.objective.text),
            "limits": .array(search.objective.limits.map { .string($0.text) }),
            "across": .string(search.across.rawValue),
            "circumstances": .object(
                search.circumstances.map { JSONValue.Member($0.path, .array($0.values.map(JSONValue.string))) }),
            "runs": .number(runs),
            "choices": Choice.json(zip(circumstances, choices), deciding: [search.range.path]),
        ])
    }
}

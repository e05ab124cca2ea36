public import JSON
public import Simulation

/// By rule or by hand: every policy, its parameters tuned on some seeds and judged on others, against the best constant
/// K of the same market, found and judged on the same seeds.
public struct RuleComparison: Sendable {
    /// What came of a policy in a market.
    public struct Row: Sendable {
        /// The market.
        public let market: String
        /// The policy; "constant" for the best constant K.
        public let policy: String
        /// Its tuned parameters.
        public let parameters: [ConfigurationEntry]
        /// The objective on the judging seeds, the mean.
        public let mean: Double
        /// By how much that is more than the constant's, paired over seeds.
        public let ahead: Double
        /// The 95 % interval of `ahead`, over all policies of the market at once.
        public let interval: ClosedRange<Double>
        /// Loss and ruin on the judging seeds.
        public let risk: RiskFigures
        /// What changes of K cost the fund, the mean.
        public let cost: Double

        /// Better or worse than the constant, or neither.
        public var verdict: String {
            if policy == RuleComparison.constant { return "-" }
            return interval.lowerBound > 0 ? "better" : interval.upperBound < 0 ? "worse" : "can't be told apart"
        }
    }

    /// What the row of the best constant K is called.
    public static let constant = "constant"

    /// The markets.
    public let markets: [MarketConfiguration]
    /// The seeds that parameters are tuned with.
    public let tuning: [UInt64]
    /// The seeds that decide.
    public let judging: [UInt64]
    /// What is to be large.
    public let objective: Objective
    /// How many runs at the same time.
    public var jobs = 1

    /// A comparison.
    public init(_ markets: [MarketConfiguration], tuning: [UInt64], judging: [UInt64], objective: Objective) {
        (self.markets, self.tuning, self.judging, self.objective) = (markets, tuning, judging, objective)
    }

    /// Runs it.
    ///
    /// - Parameters:
    ///   - progress: Is told what is being done.
    ///   - isInterrupted: Is asked by all threads; true stops them.
    public func run(
        progress: (String) -> Void = { _ in }, isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) throws(SweepError) -> [Row] {
        var rows: [Row] = []
        for market in markets {
            progress("\(market.name): constant K")
            var search = try SweepError.refusing { () throws(ConfigurationError) in
                try ChoiceSearch(
                    market, range: ChoiceSearch.Range(path: SweepGrid.multiplierPath, from: "0.0625", to: "16"),
                    seeds: tuning)
            }
            (search.objective, search.jobs, search.width) = (objective, jobs, 1.2)
            let found = try search.run(isInterrupted: isInterrupted)
            // Where nothing keeps the limits, the market as it is.
            let multiplier = found.choices[0].best.map { found.choices[0].entries[$0].candidate.values[0] } ?? "1"
            let constant = try multiplied(market, by: multiplier)
            var chosen = [(Self.constant, [ConfigurationEntry(path: SweepGrid.multiplierPath, value: multiplier)])]
            var configurations = [constant]
            for (policy, tunings) in RuleTunings.all {
                progress("\(market.name): \(policy)")
                let best = try tuned(policy, tunings, constant, isInterrupted)
                chosen.append((policy, best))
                configurations.append(Self.configuration(constant, policy, best))
            }
            rows += try judged(market.name, chosen, configurations, isInterrupted)
        }
        return rows
    }

    /// The parameters of a policy that do best on the tuning seeds: K begins at the best constant.
    private func tuned(
        _ policy: String, _ tunings: [[ConfigurationEntry]], _ market: MarketConfiguration,
        _ isInterrupted: @escaping @Sendable () -> Bool
    ) throws(SweepError) -> [ConfigurationEntry] {
        let runs = try RunTable.run(
            tunings.map { Self.configuration(market, policy, $0) }, seeds: tuning, measures: objective.measures,
            jobs: jobs, isInterrupted: isInterrupted)
        let candidates = runs.indices.map { Candidate(values: ["\($0)"], runs: [runs[$0]], objective) }
        let choice = Choice(candidates, limits: objective.limits, across: .mean)
        return tunings[choice.best ?? 0]
    }

    private func judged(
        _ market: String, _ chosen: [(String, [ConfigurationEntry])], _ configurations: [MarketConfiguration],
        _ isInterrupted: @escaping @Sendable () -> Bool
    ) throws(SweepError) -> [Row] {
        let runs = try RunTable.run(
            configurations, seeds: judging, measures: objective.measures + ["k.cost"], jobs: jobs,
            isInterrupted: isInterrupted)
        let candidates = runs.indices.map { Candidate(values: ["\($0)"], runs: [runs[$0]], objective) }
        let bootstrap = PairedBootstrap(seeds: judging.count)
        let resampled = candidates.map { bootstrap.values($0.objective, .mean) }
        let means = candidates.map { Across.mean.figure($0.objective[0]) }
        return candidates.indices.map { index in
            Row(
                market: market, policy: chosen[index].0, parameters: chosen[index].1, mean: means[index],
                ahead: means[index] - means[0],
                interval: index == 0
                    ? 0...0
                    : PairedBootstrap.interval(
                        resampled[index], less: resampled[0], comparisons: candidates.count - 1),
                risk: candidates[index].risk,
                cost: Across.mean.figure(runs[index].map { $0[objective.measures.count] }))
        }
    }

    private static func configuration(
        _ market: MarketConfiguration, _ policy: String, _ parameters: [ConfigurationEntry]
    ) -> MarketConfiguration {
        var market = market
        market.policy = [ConfigurationEntry(path: "policy.name", value: policy)] + parameters
        return market
    }

    private func multiplied(
        _ market: MarketConfiguration, by multiplier: String
    ) throws(SweepError) -> MarketConfiguration {
        try SweepError.refusing { () throws(ConfigurationError) in
            let axis = SweepGrid.Axis(path: SweepGrid.multiplierPath, values: [multiplier])
            return try SweepGrid(market: market, axes: [axis], seeds: judging).configuration(ofPoint: 0)
        }
    }
}

extension RuleComparison {
    /// The header and a row for each policy of each market.
    public static func table(_ rows: [Row]) -> [[String]] {
        [["market", "rule", "tuned", "objective", "ahead", "95 %", "cost of K", "ruin", "verdict"]]
            + rows.map { row in
                [
                    row.market, row.policy,
                    row.parameters.map { "\($0.path.split(separator: ".").last ?? "")=\(short($0.value))" }
                        .joined(separator: " "), Frontier.number(row.mean),
                    row.policy == constant ? "-" : Frontier.number(row.ahead),
                    row.policy == constant
                        ? "-"
                        : "\(Frontier.number(row.interval.lowerBound)) to \(Frontier.number(row.interval.upperBound))",
                    Frontier.number(row.cost), "\(row.risk.ruinCount)/\(row.risk.count)", row.verdict,
                ]
            }
    }

    private static func short(_ value: String) -> String { Frontier.number(value, digits: 4) }

    /// How many rules beat the constant, and which, in a sentence.
    public static func sentence(_ rows: [Row]) -> String {
        let rules = rows.filter { $0.policy != constant }
        let better = rules.filter { $0.verdict == "better" }
        let names = better.map { "\($0.policy) in \($0.market)" }.joined(separator: ", ")
        let worse = rules.filter { $0.verdict == "worse" }.count
        return "Of \(rules.count) rules in markets, \(better.count) beat the best constant K"
            + (better.isEmpty ? "" : " (\(names))")
            + ", \(worse) are worse, and \(rules.count - better.count - worse) can't be told apart from it."
    }

    /// All of it.
    public func json(_ rows: [Row]) -> JSONValue {
        .object([
            "objective": .string(objective.text), "tuningSeeds": .number(tuning.count),
            "judgingSeeds": .number(judging.count), "sentence": .string(Self.sentence(rows)),
            "rows": .array(
                rows.map { row in
                    .object([
                        "market": .string(row.market), "policy": .string(row.policy),
                        "parameters": .object(row.parameters.map { JSONValue.Member($0.path, .string($0.value)) }),
                        "mean": .number(row.mean),
                        "ahead": .number(row.ahead),
                        "interval": .array([
                            .number(row.interval.lowerBound),
                            .number(row.interval.upperBound),
                        ]), "cost": .number(row.cost), "ruin": .number(row.risk.ruinCount),
                        "verdict": .string(row.verdict),
                    ])
                }),
        ])
    }
}

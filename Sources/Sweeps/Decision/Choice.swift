/// A value that can be decided for, with what its runs came to.
public struct Candidate: Hashable, Sendable {
    /// Its values, one a decided field.
    public let values: [String]
    /// The objective, by circumstance and seed: the same circumstances and seeds for all candidates.
    public let objective: [[Double]]
    /// Loss and ruin over all of its runs.
    public let risk: RiskFigures
    /// By circumstance and seed what its runs came to, as `Objective.measures` names it.
    let runs: [[[Double]]]

    /// Its values in one text.
    public var label: String { values.map { Frontier.number($0, digits: 6) }.joined(separator: ", ") }
}

/// Which of several candidates to choose, and how sure that is.
public struct Choice: Hashable, Sendable {
    /// What is said of a candidate.
    public enum Standing: String, Hashable, Sendable {
        /// Its objective is the largest of those that keep the limits.
        case best
        /// It is not worse than the best by more than the margin, with 95 % confidence.
        case asGood = "as good"
        /// The difference to the best can't be told from 0.
        case undecided = "can't be told apart"
        /// It is worse than the best.
        case worse
        /// It does not keep a limit.
        case forbidden = "breaks a limit"
    }

    /// A candidate with what is said of it.
    public struct Entry: Hashable, Sendable {
        /// The candidate.
        public let candidate: Candidate
        /// The mean of its objective over seeds, circumstances as they were to be taken together.
        public let mean: Double
        /// By how much it is less than that of the best, and the interval of that: paired over seeds, all at once with
        /// 95 % confidence.
        public let behind: Double
        /// See `behind`.
        public let interval: ClosedRange<Double>
        /// What is said of it.
        public let standing: Standing
        /// The limits that it does not keep.
        public let broken: [Limit]
    }

    /// All candidates, in order.
    public let entries: [Entry]
    /// How much worse than the best is as good.
    public let margin: Double
    /// How many seeds there are.
    public let seeds: Int
    /// The place of the best; nil where none keeps the limits.
    public let best: Int?
    /// The places around the best, without a gap, that are as good.
    public let range: ClosedRange<Int>?

    /// Chooses.
    ///
    /// - Parameters:
    ///   - candidates: In the order of their values; each with the same circumstances and seeds.
    ///   - limits: What has to be kept.
    ///   - across: How circumstances are taken together.
    ///   - margin: How much worse than the best is as good; nil for a twentieth of the best's size.
    public init(_ candidates: [Candidate], limits: [Limit], across: Across, margin: Double? = nil) {
        let seeds = candidates.first?.objective.first?.count ?? 0
        let bootstrap = PairedBootstrap(seeds: seeds)
        let means = candidates.map { candidate in
            across.figure(candidate.objective.map { $0.reduce(0, +) / Double(max(1, $0.count)) })
        }
        let broken = candidates.map { $0.risk.broken(limits) }
        // The first of equals.
        let best = candidates.indices.filter { broken[$0].isEmpty }.reduce(Int?.none) { best, index in
            best.map { means[index] > means[$0] ? index : $0 } ?? index
        }
        let size = best.map { abs(means[$0]) } ?? 0
        let allowed = margin ?? size / 20
        let resampled = seeds > 1 ? candidates.map { bootstrap.values($0.objective, across) } : []
        let entries = candidates.indices.map { index in
            guard let best else { return Self.entry(candidates[index], means[index], .forbidden, broken[index]) }
            let behind = means[best] - means[index]
            let interval =
                seeds > 1
                ? PairedBootstrap.interval(
                    resampled[best], less: resampled[index], comparisons: candidates.count - 1)
                : -Double.infinity...Double.infinity
            let standing: Standing =
                if !broken[index].isEmpty {
                    .forbidden
                } else if index == best {
                    .best
                } else if interval.upperBound <= allowed {
                    .asGood
                } else if interval.contains(0) {
                    .undecided
                } else {
                    .worse
                }
            return Entry(
                candidate: candidates[index], mean: means[index], behind: behind,
                interval: index == best ? 0...0 : interval, standing: standing, broken: broken[index])
        }
        (self.entries, self.seeds, self.best, self.margin) = (entries, seeds, best, allowed)
        range = best.map { Self.range(around: $0, entries) }
    }

    private static func entry(
        _ candidate: Candidate, _ mean: Double, _ standing: Standing, _ broken: [Limit]
    ) -> Entry {
        Entry(candidate: candidate, mean: mean, behind: 0, interval: 0...0, standing: standing, broken: broken)
    }

    private static func range(around best: Int, _ entries: [Entry]) -> ClosedRange<Int> {
        var (low, high) = (best, best)
        while low > 0, entries[low - 1].standing == .asGood { low -= 1 }
        while high + 1 < entries.count, entries[high + 1].standing == .asGood { high += 1 }
        return low...high
    }

    /// The range with what was tried on either side of it: the largest objective is nowhere else, as far as can be told
    /// from what was tried.
    public var bracket: ClosedRange<Int>? {
        range.map { max(0, $0.lowerBound - 1)...min(entries.count - 1, $0.upperBound + 1) }
    }

    /// Whether the best is the first or the last of several: what is beyond may be better.
    public var isAtAnEnd: Bool { entries.count > 1 && (best == 0 || best == entries.count - 1) }

    /// What to choose and how sure that is, in a few sentences.
    ///
    /// - Parameter field: What is decided, such as "k.multiplier".
    public func sentence(deciding field: String) -> String {
        guard let best, let range else {
            return "No value of \(field) keeps the limits; relax them, or look further away."
        }
        let (entry, low, high) = (entries[best], entries[range.lowerBound], entries[range.upperBound])
        let span =
            range.count == 1
            ? "\(field) = \(entry.candidate.label)"
            : "\(field) from \(low.candidate.label) to \(high.candidate.label), the best being \(entry.candidate.label)"
        var text = "Choose \(span): \(Frontier.number(entry.mean)) of the objective a run"
        text +=
            range.count == 1
            ? "." : ", and nothing in the range is worse by more than \(Frontier.number(margin)) (95 %, paired seeds)."
        let unsure = entries.filter { $0.standing == .undecided }.count
        if seeds < 2 {
            text += " With a single seed chance can't be told from K; run more."
        } else if unsure > 0 {
            text += " \(unsure) more can't be told apart from the best with \(seeds) seeds, nor be shown to be as good;"
            text += " more seeds would tell."
        }
        if isAtAnEnd { text += " The best is at an end of what was tried: look beyond it." }
        let ruined = entry.candidate.risk
        if ruined.ruinCount > 0 {
            let interval = ruined.ruinInterval
            text += " \(ruined.ruinCount) of \(ruined.count) runs end insolvent there (a probability of"
            text += " \(Frontier.number(interval.lowerBound, digits: 2)) to"
            text += " \(Frontier.number(interval.upperBound, digits: 2)))."
        }
        return text
    }
}

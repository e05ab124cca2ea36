/// Which points of a frontier of slippage against tracking error to choose, by a rule, and why; or why none.
///
/// The rule: of the points that no other one beats, both measures are scaled to 0 for the least and 1 for the largest.
/// The knee is the one nearest to 0, 0. Chosen are the knee and those whose intervals overlap the knee's in both
/// measures. There is no choice where the knee is one of the ends, where there is nothing between the ends, or where
/// the intervals are as wide as the frontier.
public struct FrontierChoice: Hashable, Sendable {
    /// What came out.
    public enum Outcome: String, Sendable {
        /// One point beats all others in both measures.
        case best
        /// A range around the knee.
        case range
        /// No sensible choice.
        case none
    }

    /// What came out.
    public let outcome: Outcome
    /// The places in the grid of what is chosen.
    public let points: [Int]
    /// Why, as a sentence.
    public let reason: String

    private init(_ outcome: Outcome, _ points: [FrontierPoint], _ reason: String) {
        self.outcome = outcome
        self.points = points.map(\.point)
        self.reason = reason
    }

    package init(_ points: [FrontierPoint]) {
        let frontier = points.filter(\.isOnTrackingFrontier).sorted { $0.tracking.mean < $1.tracking.mean }
        self = Self.choose(frontier, of: points.count)
    }

    private static func choose(_ frontier: [FrontierPoint], of count: Int) -> FrontierChoice {
        guard let first = frontier.first, let last = frontier.last, count > 1 else {
            return FrontierChoice(.none, [], "There is only one point, so there is nothing to choose from.")
        }
        if frontier.contains(where: { $0.slippage.halfWidth == nil }) {
            return FrontierChoice(
                .none, [], "A point with a single seed has no interval, so chance can't be told from K; run more seeds."
            )
        }
        if frontier.count == 1 {
            return FrontierChoice(.best, frontier, "It has both the least slippage and the least tracking error.")
        }
        if frontier.count == 2 {
            return FrontierChoice(
                .none, [], "Only two points are not beaten, and nothing lies between them; vary more finely.")
        }
        if first.tracking.overlaps(last.tracking) || first.slippage.overlaps(last.slippage) {
            return FrontierChoice(
                .none, [],
                "Even the two ends of the frontier can't be told apart: their intervals overlap; run more seeds, or"
                    + " vary more widely.")
        }
        return aroundTheKnee(frontier, first, last)
    }

    private static func aroundTheKnee(
        _ frontier: [FrontierPoint], _ first: FrontierPoint, _ last: FrontierPoint
    ) -> FrontierChoice {
        // Along the frontier tracking error rises and slippage falls, so the ends have the extremes.
        let trackingSpan = last.tracking.mean - first.tracking.mean
        let slippageSpan = first.slippage.mean - last.slippage.mean
        let distances = frontier.map { point -> Double in
            let x = (point.tracking.mean - first.tracking.mean) / trackingSpan
            let y = (point.slippage.mean - last.slippage.mean) / slippageSpan
            return x * x + y * y
        }
        guard let place = frontier.indices.min(by: { (distances[$0], $0) < (distances[$1], $1) }),
            place > 0, place < frontier.count - 1
        else {
            return FrontierChoice(
                .none, [],
                "The best compromise is an end of the frontier, so it may lie beyond the grid; vary more widely.")
        }
        let knee = frontier[place]
        let near = frontier.filter { $0.tracking.overlaps(knee.tracking) && $0.slippage.overlaps(knee.slippage) }
        if near.count == frontier.count {
            return FrontierChoice(.none, [], "No point of the frontier can be told from the knee; run more seeds.")
        }
        let neighbours = "\(frontier[place - 1].label) and \(frontier[place + 1].label)"
        let rest =
            near.count == 1
            ? "no other point's intervals reach it in both measures; between its neighbours, \(neighbours), a finer"
                + " grid would say more"
            : "the others that were chosen can't be told from it in either measure"
        return FrontierChoice(
            .range, near,
            "\(knee.label) is the knee: with both measures scaled from 0 to 1 along the frontier it comes nearest to"
                + " the least of both, and \(rest).")
    }
}

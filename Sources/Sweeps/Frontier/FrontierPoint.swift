/// A point of a grid with what its runs came to on average.
public struct FrontierPoint: Hashable, Sendable {
    /// Its place in the grid.
    public let point: Int
    /// Its values, one an axis.
    public let values: [String]
    /// How far the price is from the index, as a ratio.
    public let tracking: Estimate
    /// What ordinary traders pay beside the price, as a ratio.
    public let slippage: Estimate
    /// The largest fall of the insurance fund, in quote.
    public let drawdown: Estimate
    /// √K on average over a run.
    public let rootOfK: Estimate
    /// Whether no other point has less slippage at no more tracking error, or less tracking error at no more slippage.
    public package(set) var isOnTrackingFrontier = false
    /// The same of slippage and drawdown.
    public internal(set) var isOnDrawdownFrontier = false
    /// Whether it is in the range that the frontier would choose.
    public internal(set) var isChosen = false

    /// A point that is on no frontier yet.
    package init(
        point: Int, values: [String], tracking: Estimate, slippage: Estimate, drawdown: Estimate, rootOfK: Estimate
    ) {
        (self.point, self.values, self.tracking, self.slippage) = (point, values, tracking, slippage)
        (self.drawdown, self.rootOfK) = (drawdown, rootOfK)
    }

    /// Its values in one text, long ones with four significant digits.
    public var label: String {
        values.isEmpty ? "market" : values.map { $0.count <= 7 ? $0 : Self.brief($0) }.joined(separator: ", ")
    }

    private static func brief(_ text: String) -> String { Double(text).map { Frontier.number($0) } ?? text }

    /// Which points no other one beats: those without another one that has less of one measure and no more of the
    /// other. Points that are equal in both don't beat each other.
    package static func nonDominated(
        _ points: [FrontierPoint], _ x: (FrontierPoint) -> Double, _ y: (FrontierPoint) -> Double
    ) -> Set<Int> {
        let order = points.indices.sorted { (x(points[$0]), y(points[$0]), $0) < (x(points[$1]), y(points[$1]), $1) }
        var kept = Set<Int>()
        var best = Double.infinity
        var last: FrontierPoint?
        for index in order {
            let point = points[index]
            let isTwin = last.map { x($0) == x(point) && y($0) == y(point) } ?? false
            guard y(point) < best || isTwin else { continue }
            kept.insert(index)
            best = y(point)
            last = point
        }
        return kept
    }
}

/// From values to coordinates.
struct Scale: Sendable {
    let domain: ClosedRange<Double>
    /// Where the domain's ends are drawn; the first may be the larger.
    let start: Double
    let end: Double

    /// The coordinate of a value; of one outside the domain, its edge.
    func callAsFunction(_ value: Double) -> Double {
        let span = domain.upperBound - domain.lowerBound
        guard span > 0 else { return (start + end) / 2 }
        let inside = min(max(value, domain.lowerBound), domain.upperBound)
        return start + (inside - domain.lowerBound) / span * (end - start)
    }

    /// A domain that holds all values with some room around them; never empty, so that a flat line lies in the middle.
    static func domain(
        of values: some Sequence<Double>, axis: Chart.Axis, room: Double
    ) -> ClosedRange<Double> {
        var (low, high) = (Double.infinity, -Double.infinity)
        for value in values where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
        for value in axis.includes where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
        if low > high { (low, high) = (0, 1) }
        let limits = axis.limits
        if let limits {
            low = min(max(low, limits.lowerBound), limits.upperBound)
            high = min(max(high, limits.lowerBound), limits.upperBound)
        }
        let size = max(abs(low), abs(high))
        if high - low <= size * 1e-9 {
            // What differs less than drawing can show counts as equal.
            let half = size > 0 ? size / 100 : 0.5
            return low - half...high + half
        }
        let margin = (high - low) * room
        // An axis that starts at 0 starts there, and none goes beyond its limits.
        let lowEnd = low == 0 ? 0 : max(low - margin, limits?.lowerBound ?? -.infinity)
        let highEnd = high == 0 ? 0 : min(high + margin, limits?.upperBound ?? .infinity)
        return lowEnd...highEnd
    }
}

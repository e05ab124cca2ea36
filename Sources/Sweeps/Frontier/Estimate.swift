/// The mean of a measure over seeds, with the interval that holds the mean over all seeds with 95 % confidence.
///
/// Computed in floating point, in the order of the seeds: the same everywhere, and nothing that decides a trade.
public struct Estimate: Hashable, Sendable {
    /// The mean over the seeds that were run.
    public let mean: Double
    /// Half the width of the interval; nil for a single seed, which says nothing about others.
    public let halfWidth: Double?
    /// How many seeds were run.
    public let count: Int

    /// Student's t interval: mean ± t · s / √n, with n − 1 degrees of freedom.
    ///
    /// - Parameter values: One a seed, at least one.
    public init(_ values: [Double]) {
        count = values.count
        let mean = values.reduce(0, +) / Double(max(1, values.count))
        self.mean = mean
        guard values.count > 1 else {
            halfWidth = nil
            return
        }
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = (squares / Double(values.count - 1)).squareRoot()
        halfWidth = Self.quantile(degreesOfFreedom: values.count - 1) * deviation / Double(values.count).squareRoot()
    }

    /// The interval; only the mean where there is none.
    public var interval: ClosedRange<Double> { mean - (halfWidth ?? 0)...mean + (halfWidth ?? 0) }

    /// Whether the intervals of two estimates have a point in common.
    func overlaps(_ other: Estimate) -> Bool { interval.overlaps(other.interval) }

    /// The 97.5 % quantile of Student's t distribution; between two rows of the table, that of the one before, which is
    /// larger.
    package static func quantile(degreesOfFreedom: Int) -> Double {
        if degreesOfFreedom <= 30 { return table[max(1, degreesOfFreedom) - 1] }
        return tail.last { $0.degrees <= degreesOfFreedom }?.quantile ?? table[29]
    }

    private static let table = [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ]
    private static let tail: [(degrees: Int, quantile: Double)] = [
        (30, 2.042), (40, 2.021), (60, 2.000), (80, 1.990), (100, 1.984), (120, 1.980), (1000, 1.962), (100_000, 1.960),
    ]
}

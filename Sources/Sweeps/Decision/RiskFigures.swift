/// What runs say about loss and ruin.
public struct RiskFigures: Hashable, Sendable {
    /// How many runs.
    public let count: Int
    /// The mean of the fund's loss; below 0 for a gain.
    public let meanLoss: Double
    /// The median.
    public let medianLoss: Double
    /// The loss that 95 % of the runs do not exceed: the ⌈0.95·n⌉-th of n.
    public let valueAtRisk: Double
    /// The mean of the ⌈0.05·n⌉ largest losses.
    public let expectedShortfall: Double
    /// How many runs end insolvent.
    public let ruinCount: Int
    /// The mean over runs of the 95 % quantile of the distance when traders trade.
    public let tracking: Double

    /// - Parameters:
    ///   - losses: Of the fund, one a run, at least one.
    ///   - ruins: Whether each run ends insolvent.
    ///   - tracking: Of each run.
    init(losses: [Double], ruins: [Bool], tracking: [Double]) {
        let sorted = losses.sorted()
        count = losses.count
        meanLoss = losses.reduce(0, +) / Double(max(1, count))
        medianLoss = count == 0 ? 0 : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
        valueAtRisk = count == 0 ? 0 : sorted[(count * 95 + 99) / 100 - 1]
        let tail = sorted.suffix(max(1, (count * 5 + 99) / 100))
        expectedShortfall = tail.reduce(0, +) / Double(max(1, tail.count))
        ruinCount = ruins.reduce(0) { $0 + ($1 ? 1 : 0) }
        self.tracking = tracking.reduce(0, +) / Double(max(1, tracking.count))
    }

    /// The part of the runs that end insolvent.
    public var ruin: Double { Double(ruinCount) / Double(max(1, count)) }

    /// Wilson's 95 % interval of the probability of ruin.
    public var ruinInterval: ClosedRange<Double> {
        let (n, z) = (Double(max(1, count)), 1.959963984540054)
        let center = ruin + z * z / (2 * n)
        let half = z * (ruin * (1 - ruin) / n + z * z / (4 * n * n)).squareRoot()
        let scale = 1 + z * z / n
        return max(0, (center - half) / scale)...min(1, (center + half) / scale)
    }

    /// The figure that a limit bounds.
    func value(of kind: Limit.Kind) -> Double {
        switch kind {
        case .ruin: ruin
        case .shortfall: expectedShortfall
        case .tracking: tracking
        }
    }

    /// The limits that are not kept.
    func broken(_ limits: [Limit]) -> [Limit] { limits.filter { value(of: $0.kind) > $0.most } }
}

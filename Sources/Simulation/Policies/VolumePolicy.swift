public import FixedPoint
internal import WideIntegers

/// How the typical size of a trade is found.
public enum TradeStatistic: String, Hashable, Sendable, CaseIterable {
    /// The mean over the window.
    case average
    /// The size that a part of the trades in the window does not exceed.
    case quantile
}

/// Keeps the slippage of a typical trade, whatever that is at the time (SPEC KC5).
///
/// Formula: q̄ = mean or quantile of the sizes of the trades of the last `window` periods, y = q̄ / s; nothing happens
/// within the band. The quantile a of n sizes in rising order is number ⌈a·n⌉. Without trades nothing happens.
public struct VolumePolicy: DepthPolicy {
    /// s, the average premium of a typical trade. Ratio, above 0 to 1.
    public var slippage = Decimal18.basisPoints(100)
    /// Mean or quantile.
    public var statistic = TradeStatistic.average
    /// Which quantile. Ratio, above 0 to 1.
    public var quantile = Decimal18.basisPoints(9_000)
    /// How many periods are looked at.
    public var window = 24
    /// Band, largest change and way.
    public var rule = DepthRule(band: .basisPoints(1_000), maxChange: .basisPoints(5_000))
    /// The trades of the last periods, oldest first.
    private var periods: [[Decimal18]] = []

    /// The policy with its defaults.
    public init() {}

    /// The name that files call it by.
    public static let name = "volume"
    /// What it does, in a line.
    public static let summary = "a typical trade slips by a given part"
    /// Its formula, in a line.
    public static let formula = "y = q/s, q the mean or a quantile of recent trade sizes"
    /// Its parameters.
    public static var settings: [PolicySetting<VolumePolicy>] {
        [
            PolicySetting("slippage", .decimal(\.slippage, Decimal18(raw: 1) ... .one), "s, average premium of q"),
            PolicySetting("statistic", .statistic(\.statistic), "how q is found"),
            PolicySetting("quantile", .decimal(\.quantile, Decimal18(raw: 1) ... .one), "which quantile"),
            PolicySetting("window", .count(\.window, 1...100_000), "periods that are looked at"),
        ] + ruleSettings
    }

    /// The decision at the end of a period; nil leaves K alone.
    public mutating func decide(_ observation: KObservation) -> KDecision? {
        periods.append(observation.tradeSizes)
        if periods.count > window { periods.removeFirst(periods.count - window) }
        guard let size = typicalSize(), let aim = try? size.divided(by: slippage) else { return nil }
        return rule.decision(aim: aim, on: observation)
    }

    /// q̄; nil without trades.
    private func typicalSize() -> Decimal18? {
        let count = periods.reduce(0) { $0 + $1.count }
        if count == 0 { return nil }
        switch statistic {
        case .average:
            let sum = periods.joined().reduce(Optional(Decimal18.zero)) { sum, size in
                sum.flatMap { try? $0.adding(size) }
            }
            return sum.map { Decimal18(raw: $0.raw / UInt256(count)) }
        case .quantile:
            let sizes = periods.joined().sorted()
            let place = (Rational(wei: quantile) * Rational(UInt256(count))).over(.oneInWei).roundedUp
            return place.decimal.flatMap { Int(exactly: $0.raw) }.map { sizes[min(max($0, 1), count) - 1] }
        }
    }
}

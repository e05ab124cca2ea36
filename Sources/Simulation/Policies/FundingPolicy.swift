public import FixedPoint
internal import WideIntegers

/// Lowers K while funding is expected to cost more than the fees bring (SPEC KC5).
///
/// Formula: the outflow expected is the mean of what funding cost the insurance fund over the last `window` periods,
/// at least 0, and likewise the fees. Outflow > fees: scale 1 − step; else scale 1 + recovery, up to the quote
/// reserve of the first decision. The quote reserve is not lowered below `floor` times that.
public struct FundingPolicy: ConfigurablePolicy {
    /// How many periods are looked at.
    public var window = 24
    /// By how much K's reserves fall in a period. Ratio, 0 to 1.
    public var step = Decimal18.basisPoints(100)
    /// By how much they rise in a period once funding is covered. Ratio, 0 to 1.
    public var recovery = Decimal18.basisPoints(50)
    /// The least quote reserve, in that of the first decision. Ratio, 0 to 1.
    public var floor = Decimal18.basisPoints(1_000)
    /// How the change is carried out.
    public var way = KWay.pay
    private var periods: [(funding: SignedDecimal18, revenue: Decimal18)] = []
    private var start: Decimal18?

    /// The policy with its defaults.
    public init() {}

    /// The name that files call it by.
    public static let name = "funding"
    /// What it does, in a line.
    public static let summary = "lowers K while funding costs more than fees bring"
    /// Its formula, in a line.
    public static let formula = "scale 1 - step while outflow > fees, else 1 + recovery up to the start"
    /// Its parameters.
    public static var settings: [PolicySetting<FundingPolicy>] {
        [
            PolicySetting("window", .count(\.window, 1...100_000), "periods that are looked at"),
            PolicySetting("step", .decimal(\.step, .ratio), "by how much the reserves fall in a period"),
            PolicySetting("recovery", .decimal(\.recovery, .ratio), "by how much they rise again"),
            PolicySetting("floor", .decimal(\.floor, .ratio), "least quote reserve, in that of the start"),
            PolicySetting("way", .way(\.way), "how K changes"),
        ]
    }

    /// The decision at the end of a period; nil leaves K alone.
    public mutating func decide(_ observation: KObservation) -> KDecision? {
        let level = start ?? observation.quoteAssetReserve
        start = level
        periods.append((observation.fundingImbalance, observation.revenue))
        if periods.count > window { periods.removeFirst(periods.count - window) }
        // Both sums are over the same periods, so that they compare as the means do.
        let outflow = periods.reduce(Rational.zero) { $0 - Rational(wei: $1.funding) }
        let revenue = periods.reduce(Rational.zero) { $0 + Rational(wei: $1.revenue) }
        let lowers = outflow > revenue
        guard let change = try? lowers ? Decimal18.one.subtracting(step) : .one.adding(recovery),
            let lower = try? level.multiplied(by: floor),
            let scale = BudgetRule.bounded(change, lower: lower, upper: level, on: observation)
        else { return nil }
        return way.decision(scale: scale, on: observation)
    }
}

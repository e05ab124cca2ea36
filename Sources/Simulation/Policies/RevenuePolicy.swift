internal import FixedPoint
internal import WideIntegers

/// Gives back half of what funding gained, and takes back half of what it cost beyond the fees (SPEC KC5).
///
/// Formula: f is what funding cost the insurance fund in the period. f < 0: B = |f| / 2. Revenue < f: B = (max(0,
/// revenue) − f) / 2. Else B = 0. Scale = p(B) of SPEC KC2, within 1 ± 0.001 · intensity / 100.
public struct RevenuePolicy: ConfigurablePolicy {
    /// How much of the largest move, 10 basis points, may be made. 0 to 100.
    public var intensity = 100
    /// Whether K may be lowered.
    public var allowsLowering = true
    /// How the change is carried out.
    public var way = KWay.pay

    /// The policy with its defaults.
    public init() {}

    /// The name that files call it by.
    public static let name = "revenue"
    /// What it does, in a line.
    public static let summary = "shares funding's gain or loss with K"
    /// Its formula, in a line.
    public static let formula = "B = -f/2 where f < 0, (revenue - f)/2 where revenue < f; scale = p(B)"
    /// Its parameters.
    public static var settings: [PolicySetting<RevenuePolicy>] {
        [
            PolicySetting("intensity", .count(\.intensity, 0...100), "percent of the largest move, 0.001"),
            PolicySetting("allowsLowering", .flag(\.allowsLowering), "whether K may be lowered"),
            PolicySetting("way", .way(\.way), "how K changes"),
        ]
    }

    /// The decision at the end of a period; nil leaves K alone.
    public mutating func decide(_ observation: KObservation) -> KDecision? {
        let f = Rational.zero - Rational(wei: observation.fundingImbalance)
        let revenue = Rational(wei: observation.revenue)
        let doubled = f.isNegative ? Rational.zero - f : revenue < f ? revenue - f : .zero
        let most = Decimal18(raw: UInt256(UInt64(intensity)) &* 10_000_000_000_000)
        guard let budget = doubled.over(.one + .one).roundedDown.signedDecimal,
            let upper = try? Decimal18.one.adding(most), let lower = try? Decimal18.one.subtracting(most),
            let scale = BudgetRule.scale(buying: budget, within: lower...upper, on: observation),
            allowsLowering || scale > .one
        else { return nil }
        return way.decision(scale: scale, on: observation)
    }
}

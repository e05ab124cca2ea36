public import FixedPoint
internal import WideIntegers

/// Spends a share of what is left after funding and a repeg to the index, and earns back a share of a loss (SPEC KC5).
///
/// Formula: b = revenue + funding gained − what moving the price to the index would cost (SPEC KC3). b > 0: B = b /
/// gainDivisor, 4. b < 0: B = b / lossDivisor, 1.538. Scale = p(B) of SPEC KC2, within bounds on the quote reserve
/// that start at `upperBound` and `lowerBound` times the base level and come closer to it by `decay` of the rest each
/// period.
public struct FeeSharePolicy: ConfigurablePolicy {
    /// What a gain is divided by. Ratio, from 1.
    public var gainDivisor = Decimal18(whole: 4)
    /// What a loss is divided by. Ratio, from 1.
    public var lossDivisor = Decimal18(raw: 1_538_000_000_000_000_000)
    /// The quote reserve that the bounds decay to; 0 for the one at the first decision.
    public var baseLevel = Decimal18.zero
    /// The upper bound of the quote reserve at the start, in base levels. Ratio, from 1.
    public var upperBound = Decimal18(whole: 10)
    /// The lower bound of the quote reserve at the start, in base levels. Ratio, 0 to 1.
    public var lowerBound = Decimal18.basisPoints(1_000)
    /// How much of the distance to the base level the bounds lose each period. Ratio, 0 to 1.
    public var decay = Decimal18.zero
    /// How the change is carried out.
    public var way = KWay.pay
    /// Quote; nil before the first decision.
    private var bounds: (lower: Decimal18, upper: Decimal18)?

    /// The policy with its defaults.
    public init() {}

    /// The name that files call it by.
    public static let name = "fee-share"
    /// What it does, in a line.
    public static let summary = "spends a share of fees and funding after a repeg"
    /// Its formula, in a line.
    public static let formula = "b = revenue + funding - repeg cost; B = b/4, or b/1.538 where b < 0"
    /// Its parameters.
    public static var settings: [PolicySetting<FeeSharePolicy>] {
        [
            PolicySetting("gainDivisor", .decimal(\.gainDivisor, .one ... .largest), "what a gain is divided by"),
            PolicySetting("lossDivisor", .decimal(\.lossDivisor, .one ... .largest), "what a loss is divided by"),
            PolicySetting("baseLevel", .decimal(\.baseLevel, .any), "quote reserve; 0 for that at the start"),
            PolicySetting(
                "upperBound", .decimal(\.upperBound, .one ... .largest), "most quote reserve, in base levels"),
            PolicySetting("lowerBound", .decimal(\.lowerBound, .ratio), "least quote reserve, in base levels"),
            PolicySetting("decay", .decimal(\.decay, .ratio), "what the bounds lose of their distance a period"),
            PolicySetting("way", .way(\.way), "how K changes"),
        ]
    }

    /// The decision at the end of a period; nil leaves K alone.
    public mutating func decide(_ observation: KObservation) -> KDecision? {
        guard let (lower, upper) = nextBounds(observation), let cost = repegCost(observation) else { return nil }
        let rest =
            Rational(wei: observation.revenue) + Rational(wei: observation.fundingImbalance) - Rational(wei: cost)
        let divisor = Rational(wei: rest.isNegative ? lossDivisor : gainDivisor)
        guard let budget = (rest * .oneInWei).over(divisor).roundedDown.signedDecimal,
            let bought = BudgetRule.scale(buying: budget, within: .zero ... .largest, on: observation),
            let scale = BudgetRule.bounded(bought, lower: lower, upper: upper, on: observation)
        else { return nil }
        return way.decision(scale: scale, on: observation)
    }

    /// What moving the price to the index would cost; 0 for an index of 0, which is none.
    private func repegCost(_ observation: KObservation) -> SignedDecimal18? {
        if observation.indexPrice.isZero { return .zero }
        guard let before = try? CurveExposure(observation) else { return nil }
        return try? before.payment(to: before.repegged(to: observation.indexPrice))
    }

    /// This period's bounds; those of the next are closer to the base level.
    private mutating func nextBounds(_ observation: KObservation) -> (lower: Decimal18, upper: Decimal18)? {
        if baseLevel.isZero { baseLevel = observation.quoteAssetReserve }
        let level = baseLevel
        guard
            let current = bounds
                ?? (try? (level.multiplied(by: lowerBound), level.multiplied(by: upperBound))),
            let up = try? current.1.subtracting(current.1.subtracting(level).multiplied(by: decay)),
            let low = try? current.0.adding(level.subtracting(current.0).multiplied(by: decay))
        else { return nil }
        bounds = (low, up)
        return (current.0, current.1)
    }
}

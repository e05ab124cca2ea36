public import FixedPoint
internal import WideIntegers

/// Spends at most a budget a period on depth (SPEC KC5).
///
/// Formula: B = min(budget + revenueShare · revenue, what is left of the budget of all periods), scale = p(B) of SPEC
/// KC2, between `minScale` and `maxScale`, and within the bounds of the quote reserve. All periods together spend at
/// most `fundShare` of what the insurance fund had at the first decision; what lowering K earns may be spent again.
/// Nothing happens where truncation to wei would move the
/// price by more than `maxDrift`, or nobody holds anything net.
public struct BudgetedPolicy: ConfigurablePolicy {
    /// Quote a period; negative to earn by lowering K.
    public var budget = SignedDecimal18.zero
    /// The part of the period's fees that is spent besides. Ratio, 0 to 1.
    public var revenueShare = Decimal18.basisPoints(5_000)
    /// The smallest scale of one change. Ratio, 0 to 1; 0.975 is −2.5 %.
    public var minScale = Decimal18.basisPoints(9_750)
    /// The largest scale of one change. Ratio, from 1.
    public var maxScale = Decimal18.basisPoints(11_000)
    /// The part of the insurance fund at the first decision that may be spent in all. Ratio, 0 to 1.
    public var fundShare = Decimal18.basisPoints(5_000)
    /// How far the price may move by rounding, as a part of the price. Ratio, 0 to 1.
    public var maxDrift = Decimal18(raw: 10_000_000_000_000)
    /// The quote reserve is not lowered below this; 0 for no bound.
    public var minQuoteReserve = Decimal18.zero
    /// The quote reserve is not raised above this; 0 for no bound.
    public var maxQuoteReserve = Decimal18.zero
    /// How the change is carried out.
    public var way = KWay.pay
    /// What is left to spend; nil before the first decision.
    private var left: Rational?

    /// The policy with its defaults.
    public init() {}

    /// The name that files call it by.
    public static let name = "budgeted"
    /// What it does, in a line.
    public static let summary = "spends at most B a period"
    /// Its formula, in a line.
    public static let formula = "B = min(budget + revenueShare·revenue, what is left), scale = p(B), clamped"
    /// Its parameters.
    public static var settings: [PolicySetting<BudgetedPolicy>] {
        [
            PolicySetting("budget", .signed(\.budget), "quote a period, negative to earn"),
            PolicySetting("revenueShare", .decimal(\.revenueShare, .ratio), "part of the period's fees to spend too"),
            PolicySetting("minScale", .decimal(\.minScale, .ratio), "smallest scale of one change"),
            PolicySetting("maxScale", .decimal(\.maxScale, .one ... .largest), "largest scale of one change"),
            PolicySetting("fundShare", .decimal(\.fundShare, .ratio), "part of the first fund to spend in all"),
            PolicySetting(
                "maxDrift", .decimal(\.maxDrift, .ratio), "how far rounding may move the price, a part of it"),
            PolicySetting("minQuoteReserve", .decimal(\.minQuoteReserve, .any), "quote; 0 for no bound"),
            PolicySetting("maxQuoteReserve", .decimal(\.maxQuoteReserve, .any), "quote; 0 for no bound"),
            PolicySetting("way", .way(\.way), "how K changes"),
        ]
    }

    /// The decision at the end of a period; nil leaves K alone.
    public mutating func decide(_ observation: KObservation) -> KDecision? {
        let share = (Rational(wei: revenueShare) * Rational(wei: observation.revenue)).over(.oneInWei)
        let wanted = Rational(wei: budget) + share
        let budget = left ?? (Rational(wei: fundShare) * Rational(wei: observation.insuranceFund)).over(.oneInWei)
        left = budget
        let affordable = min(wanted, budget, Rational(wei: observation.insuranceFund))
        guard let spent = affordable.roundedDown.signedDecimal,
            let bought = BudgetRule.scale(buying: spent, within: minScale...maxScale, on: observation),
            let scale = BudgetRule.bounded(bought, lower: minQuoteReserve, upper: maxQuoteReserve, on: observation),
            keepsPrice(scale, observation)
        else { return nil }
        let decision = way.decision(scale: scale, on: observation)
        if case .pay(let scale) = decision, let cost = try? CurveExposure(observation).cost(ofScale: scale) {
            left = budget - cost
        }
        return decision
    }

    private func keepsPrice(_ scale: Decimal18, _ observation: KObservation) -> Bool {
        guard let before = try? CurveExposure(observation), let after = try? before.scaled(by: scale) else {
            return false
        }
        // |y'·x − y·x'| / (y·x') is how far the price moved.
        let distance = (after.y * before.x - before.y * after.x).magnitude
        return distance * .oneInWei <= before.y * after.x * Rational(wei: maxDrift)
    }
}

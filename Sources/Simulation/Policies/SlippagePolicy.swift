public import FixedPoint
internal import WideIntegers

/// Makes a trade of a given size slip by a given part (SPEC KC5).
///
/// Formula: the average premium of a quote buy q is q / y, so that y = q / s; S = y / √P.
public struct SlippagePolicy: DepthPolicy {
    /// q, quote.
    public var size = Decimal18(whole: 1_000)
    /// s, the average premium of a buy of that size. Ratio, above 0 to 1.
    public var slippage = Decimal18.basisPoints(100)
    /// Band, largest change and way.
    public var rule = DepthRule(band: .zero, maxChange: .zero)

    /// The policy with its defaults.
    public init() {}

    /// The name that files call it by.
    public static let name = "slippage"
    /// What it does, in a line.
    public static let summary = "a trade of a given size slips by a given part"
    /// Its formula, in a line.
    public static let formula = "y = q/s"
    /// Its parameters.
    public static var settings: [PolicySetting<SlippagePolicy>] {
        [
            PolicySetting("size", .decimal(\.size, .positive), "q, quote"),
            PolicySetting("slippage", .decimal(\.slippage, Decimal18(raw: 1) ... .one), "s, average premium of q"),
        ] + ruleSettings
    }

    /// The decision at the end of a period; nil leaves K alone.
    public mutating func decide(_ observation: KObservation) -> KDecision? {
        guard let aim = try? size.divided(by: slippage) else { return nil }
        return rule.decision(aim: aim, on: observation)
    }
}

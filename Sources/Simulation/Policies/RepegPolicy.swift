public import FixedPoint
internal import WideIntegers

/// Moves the price to the index where arbitrage does not (SPEC KC5). Extension, not in the contracts: K stays.
///
/// Formula: where |P − I| > band · I, the price goes to I, or as near as `maxChange` of the price and `fundShare` of
/// the insurance fund allow (SPEC KC3).
public struct RepegPolicy: ConfigurablePolicy {
    /// How far the price may be from the index. Ratio, 0 to 1.
    public var band = Decimal18.basisPoints(200)
    /// The largest change of the price in one period, as a part of it. Ratio, above 0 to 1.
    public var maxChange = Decimal18.basisPoints(500)
    /// The part of the insurance fund that one change may cost. Ratio, 0 to 1.
    public var fundShare = Decimal18.basisPoints(100)
    /// A repeg is paid for by the fund.
    public var way: KWay { .pay }

    /// The policy with its defaults.
    public init() {}

    /// The name that files call it by.
    public static let name = "repeg"
    /// What it does, in a line.
    public static let summary = "moves the price to the index where arbitrage does not (an extension)"
    /// Its formula, in a line.
    public static let formula = "price = index where |price - index| > band·index, within bounds"
    /// Its parameters.
    public static var settings: [PolicySetting<RepegPolicy>] {
        [
            PolicySetting("band", .decimal(\.band, .ratio), "how far the price may be from the index"),
            PolicySetting("maxChange", .decimal(\.maxChange, Decimal18(raw: 1) ... .one), "of the price in a period"),
            PolicySetting("fundShare", .decimal(\.fundShare, .ratio), "part of the fund that a change may cost"),
        ]
    }

    /// The decision at the end of a period; nil leaves the price alone.
    public mutating func decide(_ observation: KObservation) -> KDecision? {
        let index = observation.indexPrice
        guard let curve = try? CurveExposure(observation), let price = try? curve.spotPrice(),
            let distance = price.relativeDistance(from: index), distance > band,
            let step = try? price.multiplied(by: maxChange),
            let budget = try? observation.insuranceFund.multiplied(by: fundShare)
        else { return nil }
        let target = min(max(index, price.subtractingFloored(step)), price.addingSaturated(step))
        guard let affordable = try? curve.repegPrice(toward: target, budget: SignedDecimal18(wrapping: budget)),
            affordable != price
        else { return nil }
        return .repeg(price: affordable)
    }
}

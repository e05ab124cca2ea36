public import FixedPoint
internal import WideIntegers

/// Lets arbitrageurs afford to follow the index (SPEC KC5).
///
/// Formula: σ = the index's return a block · √blocks; a move of the price by σ takes y·(√(1 + σ) − 1) of quote, so
/// that y = capital · leverage / (√(1 + σ) − 1). Higher σ lowers K. Nothing happens for σ = 0 or without capital.
public struct VolatilityPolicy: DepthPolicy {
    /// How many blocks arbitrageurs take to follow the index.
    public var blocks = 1
    /// What they can trade in relation to their capital. Ratio, above 0.
    public var leverage = Decimal18.one
    /// Whether K may be raised.
    public var allowsRaising = true
    /// Band, largest change and way.
    public var rule = DepthRule(band: .basisPoints(1_000), maxChange: .basisPoints(2_500))

    /// The policy with its defaults.
    public init() {}

    /// The name that files call it by.
    public static let name = "volatility"
    /// What it does, in a line.
    public static let summary = "arbitrageurs can afford to follow the index"
    /// Its formula, in a line.
    public static let formula = "y = capital·leverage/(√(1 + sigma) - 1)"
    /// Its parameters.
    public static var settings: [PolicySetting<VolatilityPolicy>] {
        [
            PolicySetting("blocks", .count(\.blocks, 1...1_000_000), "blocks that arbitrage takes"),
            PolicySetting("leverage", .decimal(\.leverage, .positive), "of the arbitrageurs' capital"),
            PolicySetting("allowsRaising", .flag(\.allowsRaising), "whether K may be raised"),
        ] + ruleSettings
    }

    /// The decision at the end of a period; nil leaves K alone.
    public mutating func decide(_ observation: KObservation) -> KDecision? {
        // Roots with 18 digits: √n in wei is the root of n in wei times 10¹⁸.
        guard let rootOfBlocks = try? UInt256(UInt64(blocks)).multiplied(by: Self.oneSquared).squareRoot(),
            let sigma = try? observation.volatility.multiplied(by: Decimal18(raw: rootOfBlocks)),
            let grown = try? Decimal18.one.adding(sigma).raw.multiplied(by: Decimal18.oneInWei).squareRoot(),
            let growth = try? Decimal18(raw: grown).subtracting(.one),
            let aim = try? observation.arbitrageCapital.multiplied(by: leverage).divided(by: growth),
            allowsRaising || aim < observation.quoteAssetReserve
        else { return nil }
        return rule.decision(aim: aim, on: observation)
    }

    private static var oneSquared: UInt256 { Decimal18.oneInWei &* Decimal18.oneInWei }
}

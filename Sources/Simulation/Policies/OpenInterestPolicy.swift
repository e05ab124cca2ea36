public import FixedPoint
internal import WideIntegers

/// Keeps the pool as deep as its traders' skew asks for (SPEC KC5).
///
/// Formula: y = α · |d| · P, at least so deep that x ≥ cover · |d|, and with β > 0 at least so deep that no further
/// change can cost more than β times the insurance fund: P·d² / (x + d) ≤ β·F, x ≥ P·d² / (β·F) − d. P is the pool's
/// price y / x. Nothing happens while |d| = 0, or with β > 0 and an empty fund.
public struct OpenInterestPolicy: DepthPolicy {
    /// α, quote reserve in relation to the value of the net position. Ratio, above 0.
    public var alpha = Decimal18(whole: 10)
    /// The least base reserve in relation to the net position. Ratio, above 1: x > |d|.
    public var cover = Decimal18.basisPoints(10_500)
    /// β, the most that changes of K may cost in relation to the fund. Ratio; 0 for no such limit.
    public var beta = Decimal18.zero
    /// Band, largest change and way.
    public var rule = DepthRule(band: .basisPoints(1_000), maxChange: .basisPoints(5_000))

    /// The policy with its defaults.
    public init() {}

    /// The name that files call it by.
    public static let name = "open-interest"
    /// What it does, in a line.
    public static let summary = "as deep as the traders' skew asks for"
    /// Its formula, in a line.
    public static let formula = "y = alpha·|d|·P, x >= cover·|d|, x >= P·d²/(beta·fund) - d"
    /// Its parameters.
    public static var settings: [PolicySetting<OpenInterestPolicy>] {
        [
            PolicySetting("alpha", .decimal(\.alpha, .positive), "quote reserve in values of the net position"),
            PolicySetting(
                "cover", .decimal(\.cover, Decimal18(raw: Decimal18.oneInWei &+ 1) ... .largest),
                "least base reserve in net positions"),
            PolicySetting("beta", .decimal(\.beta, .any), "most that K may cost, in funds; 0 for any"),
        ] + ruleSettings
    }

    /// The decision at the end of a period; nil leaves K alone.
    public mutating func decide(_ observation: KObservation) -> KDecision? {
        guard !observation.netPosition.isZero, let curve = try? CurveExposure(observation) else { return nil }
        let (price, size) = (curve.y.over(curve.x), curve.d.magnitude)
        // Aims for the base reserve, as y = P·x.
        var base = max(Rational(wei: alpha), Rational(wei: cover)).over(.oneInWei) * size
        if !beta.isZero {
            let most = (Rational(wei: beta) * Rational(wei: observation.insuranceFund)).over(.oneInWei)
            guard let least = (price * size * size).divided(by: most) else { return nil }
            base = max(base, least - curve.d)
        }
        guard let aim = (base * price).roundedUp.decimal else { return nil }
        return rule.decision(aim: aim, on: observation)
    }
}

public import FixedPoint
internal import WideIntegers

/// How a policy that decides for a scale wants it carried out.
public enum KWay: String, Hashable, Sendable, CaseIterable {
    /// `migrateLiquidity` of revision v1 (SPEC P20): positions are resized, no cash moves.
    case resize
    /// Extension, not in the contracts: positions stay, the insurance fund pays or receives (SPEC KC2).
    case pay

    /// The decision for a scale of both reserves; nil for one that changes nothing or can't be.
    ///
    /// Whatever the net position, the pool has to be able to take it back afterwards: a scale below |d| / x is raised
    /// to just above it, by the 10⁹ wei of base that SPEC P20 asks for.
    func decision(scale: Decimal18, on observation: KObservation) -> KDecision? {
        guard let least = Self.leastScale(observation) else { return nil }
        let allowed = max(scale, least)
        if allowed == .one || allowed.isZero || (allowed > .one) != (scale > .one) { return nil }
        switch self {
        case .resize: return .resize(multiplier: allowed)
        case .pay: return .pay(scale: allowed)
        }
    }

    private static func leastScale(_ observation: KObservation) -> Decimal18? {
        if observation.netPosition.isZero { return .zero }
        let covered = try? observation.netPosition.magnitude.adding(Decimal18(raw: 1_000_000_000))
            .divided(by: observation.baseAssetReserve).adding(Decimal18(raw: 1))
        return covered
    }
}

/// What every policy that aims at a quote reserve has in common: it leaves small changes alone and spreads large ones
/// over several periods.
public struct DepthRule: Hashable, Sendable {
    /// How the change is carried out.
    public var way = KWay.pay
    /// The hysteresis band: nothing happens while the aim is within this part of the quote reserve. Ratio, 0 to 1.
    public var band: Decimal18
    /// The largest change of the reserves in one period, up or down. Ratio, 0 to 1; 0 for any.
    public var maxChange: Decimal18

    /// A rule with a band and a largest change.
    public init(band: Decimal18, maxChange: Decimal18) {
        self.band = band
        self.maxChange = maxChange
    }

    /// The decision that brings the quote reserve to `aim`, or nearer to it; nil for none, as where the aim is 0.
    func decision(aim: Decimal18, on observation: KObservation) -> KDecision? {
        guard !aim.isZero, var scale = try? aim.divided(by: observation.quoteAssetReserve) else { return nil }
        let distance = scale > .one ? try? scale.subtracting(.one) : try? Decimal18.one.subtracting(scale)
        guard let distance, distance > band else { return nil }
        if !maxChange.isZero, distance > maxChange {
            guard let limit = scale > .one ? try? Decimal18.one.adding(maxChange) : try? .one.subtracting(maxChange)
            else { return nil }
            scale = limit
        }
        return way.decision(scale: scale, on: observation)
    }
}

/// A policy that aims at a quote reserve.
public protocol DepthPolicy: ConfigurablePolicy {
    /// Band, largest change and way.
    var rule: DepthRule { get set }
}

extension DepthPolicy {
    /// How a change is carried out.
    public var way: KWay { rule.way }

    /// The parameters of the rule.
    static var ruleSettings: [PolicySetting<Self>] {
        [
            PolicySetting("band", .decimal(\.rule.band, .ratio), "changes within this part are left out"),
            PolicySetting("maxChange", .decimal(\.rule.maxChange, .ratio), "largest change in a period; 0 for any"),
            PolicySetting("way", .way(\.rule.way), "how K changes"),
        ]
    }
}

public import FixedPoint

/// A constant K: the reserves are multiplied once, at the end of the first period, and then left alone (SPEC KC5).
///
/// Formula: m at the first decision, nothing afterwards.
public struct FixedPolicy: ConfigurablePolicy {
    /// What the reserves are multiplied by, once. Ratio, above 0; 1 leaves them as they are.
    public var multiplier = Decimal18.one
    /// How the change is carried out.
    public var way = KWay.pay
    private var isDone = false

    /// The policy with its defaults.
    public init() {}

    /// The name that files call it by.
    public static let name = "fixed"
    /// What it does, in a line.
    public static let summary = "a constant K"
    /// Its formula, in a line.
    public static let formula = "m once, at the end of the first period"
    /// Its parameters.
    public static var settings: [PolicySetting<FixedPolicy>] {
        [
            PolicySetting("multiplier", .decimal(\.multiplier, .positive), "m, what the reserves are multiplied by"),
            PolicySetting("way", .way(\.way), "how K changes"),
        ]
    }

    /// The decision at the end of a period; nil leaves K alone.
    public mutating func decide(_ observation: KObservation) -> KDecision? {
        if isDone { return nil }
        isDone = true
        return way.decision(scale: multiplier, on: observation)
    }
}

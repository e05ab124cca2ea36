public import FixedPoint
internal import WideIntegers

/// What the reserves are multiplied by at a time.
public struct ScheduledMultiplier: Hashable, Sendable, CustomStringConvertible {
    /// Seconds since 1970.
    public var time: UInt64
    /// What the reserves are multiplied by. Ratio, above 0.
    public var multiplier: Decimal18

    /// A multiplier at a time.
    public init(time: UInt64, multiplier: Decimal18) {
        self.time = time
        self.multiplier = multiplier
    }

    /// Time and multiplier as files have them, such as "1600000000:1.5".
    public var description: String { "\(time):\(multiplier)" }

    /// Reads "time:multiplier,…"; nil for anything else, for a multiplier of 0, and for times that do not rise.
    static func list(_ text: String) -> [ScheduledMultiplier]? {
        if text.isEmpty { return [] }
        var list: [ScheduledMultiplier] = []
        for entry in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].utf8.allSatisfy({ (48...57).contains($0) }), let time = UInt64(parts[0]),
                let multiplier = Decimal18(String(parts[1])), !multiplier.isZero, time > list.last?.time ?? 0
            else { return nil }
            list.append(ScheduledMultiplier(time: time, multiplier: multiplier))
        }
        return list
    }
}

/// Multipliers at given times (SPEC KC5).
///
/// Formula: the product of all multipliers whose time has come since the last decision; a product that can't be
/// carried out whole is not carried out.
public struct ScheduledPolicy: ConfigurablePolicy {
    /// Times and multipliers, times rising.
    public var schedule: [ScheduledMultiplier] = []
    /// How the changes are carried out.
    public var way = KWay.pay
    private var next = 0

    /// The policy with its defaults, which never does anything.
    public init() {}

    /// The name that files call it by.
    public static let name = "scheduled"
    /// What it does, in a line.
    public static let summary = "multipliers at given times"
    /// Its formula, in a line.
    public static let formula = "the product of the multipliers whose time has come"
    /// Its parameters.
    public static var settings: [PolicySetting<ScheduledPolicy>] {
        [
            PolicySetting("schedule", .schedule(\.schedule), "when the reserves are multiplied, and by what"),
            PolicySetting("way", .way(\.way), "how K changes"),
        ]
    }

    /// The decision at the end of a period; nil leaves K alone.
    public mutating func decide(_ observation: KObservation) -> KDecision? {
        var product: Decimal18? = .one
        while next < schedule.count, schedule[next].time <= observation.time {
            let multiplier = schedule[next].multiplier
            product = product.flatMap { try? $0.multiplied(by: multiplier) }
            next += 1
        }
        return product.flatMap { way.decision(scale: $0, on: observation) }
    }
}

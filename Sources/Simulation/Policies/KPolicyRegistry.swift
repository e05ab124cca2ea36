internal import Messages

/// The policies that come with this package, by name (SPEC KC5).
public enum KPolicyRegistry {
    /// All of them, in the order of SPEC KC5.
    public static let all: [any ConfigurablePolicy.Type] = [
        FixedPolicy.self, ScheduledPolicy.self, BudgetedPolicy.self, RevenuePolicy.self, FeeSharePolicy.self,
        SlippagePolicy.self, VolumePolicy.self, OpenInterestPolicy.self, VolatilityPolicy.self, FundingPolicy.self,
        RepegPolicy.self,
    ]

    /// Their names.
    public static var names: [String] { all.map { $0.name } }

    /// A policy with parameters; those that are not given keep their defaults.
    ///
    /// - Parameters:
    ///   - name: One of `names`.
    ///   - parameters: Names and texts, such as ("slippage", "0.01"); each name once.
    /// - Throws: `KPolicyError` naming what is unknown, given twice, not to be read, or out of its range.
    public static func policy(
        named name: String, parameters: [(name: String, text: String)] = []
    ) throws(KPolicyError) -> any KPolicy {
        guard let type = all.first(where: { $0.name == name }) else {
            throw .unknownPolicy(name, known: names, meant: nearest(to: name, among: names))
        }
        return try type.init(parameters)
    }

    /// The parameters of a policy; empty for an unknown one.
    public static func parameters(of name: String) -> [PolicyParameter] {
        all.first { $0.name == name }.map { $0.parameters } ?? []
    }

    /// The formula of a policy, in a line; nil for an unknown one.
    public static func formula(of name: String) -> String? { all.first { $0.name == name }?.formula }

    /// Every policy with its formula and parameters, in lines of at most 80 columns.
    public static var help: String {
        all.map { type in
            let heading = [type.name + ": " + type.summary, "  " + type.formula]
            let lines = type.parameters.map { parameter in
                let space = String(repeating: " ", count: max(1, 18 - parameter.name.count))
                return "    \(parameter.name)\(space)\(parameter.summary)\n"
                    + "        \(parameter.range); default \(parameter.defaultValue)"
            }
            return (heading + lines).joined(separator: "\n")
        }
        .joined(separator: "\n\n")
    }
}

/// Any policy as a value: one of this package by its name, or one of your own.
///
/// A policy of your own is a type with a name and a decision. This one halves K's reserves in a period in which nobody
/// traded, and doubles them in one in which more was traded than the pool is deep:
///
///     struct QuietPolicy: KPolicy {
///         let name = "quiet"
///
///         mutating func decide(_ observation: KObservation) -> KDecision? {
///             if observation.volume.isZero {
///                 return .pay(scale: Decimal18(raw: 500_000_000_000_000_000))
///             }
///             let isBusy = observation.volume > observation.quoteAssetReserve
///             return isBusy ? .pay(scale: Decimal18(whole: 2)) : nil
///         }
///     }
///
///     var policy = AnyKPolicy(QuietPolicy())
///     let decision = policy.decide(observation)
///
/// It may keep what it has seen in its own variables. It has to be deterministic: no clock, no floating point, no
/// randomness of its own. One that conforms to `ConfigurablePolicy` besides can be listed and set up by names and
/// texts.
public struct AnyKPolicy: KPolicy {
    private var policy: any KPolicy

    /// A policy of this package, by name; see `KPolicyRegistry.policy(named:parameters:)`.
    ///
    /// - Throws: `KPolicyError`.
    public init(named name: String, parameters: [(name: String, text: String)] = []) throws(KPolicyError) {
        policy = try KPolicyRegistry.policy(named: name, parameters: parameters)
    }

    /// A policy of one's own.
    public init(_ policy: any KPolicy) { self.policy = policy }

    /// The policy's name.
    public var name: String { policy.name }

    /// Whether the policy may decide to resize.
    public var mayResize: Bool { policy.mayResize }

    /// What the policy decides.
    public mutating func decide(_ observation: KObservation) -> KDecision? { policy.decide(observation) }
}

public import FixedPoint

/// A parameter of a policy, for help texts and tables.
public struct PolicyParameter: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// What it is, with its unit.
    public let summary: String
    /// Which values it may have.
    public let range: String
    /// The value it has unless another is given.
    public let defaultValue: String
}

/// A policy that is set up by names and texts, as a file or a command line has them.
public protocol ConfigurablePolicy: KPolicy {
    /// The policy with the defaults of all its parameters.
    init()
    /// The name that files call it by.
    static var name: String { get }
    /// What it does, in a line.
    static var summary: String { get }
    /// Its formula, in a line.
    static var formula: String { get }
    /// Its parameters and where they are kept.
    static var settings: [PolicySetting<Self>] { get }
    /// How a change is carried out.
    var way: KWay { get }
}

extension ConfigurablePolicy {
    /// The name that files call it by.
    public var name: String { Self.name }
    /// Whether it resizes, which only revision v1 can.
    public var mayResize: Bool { way == .resize }
}

/// A parameter and where a policy keeps it.
public struct PolicySetting<Policy: Sendable>: Sendable {
    /// What kind of value it is, where it is kept, and its range.
    public enum Place: Sendable {
        /// An unsigned decimal.
        case decimal(any WritableKeyPath<Policy, Decimal18> & Sendable, ClosedRange<Decimal18>)
        /// A signed decimal of any size.
        case signed(any WritableKeyPath<Policy, SignedDecimal18> & Sendable)
        /// A whole number.
        case count(any WritableKeyPath<Policy, Int> & Sendable, ClosedRange<Int>)
        /// yes or no.
        case flag(any WritableKeyPath<Policy, Bool> & Sendable)
        /// resize or pay.
        case way(any WritableKeyPath<Policy, KWay> & Sendable)
        /// average or quantile.
        case statistic(any WritableKeyPath<Policy, TradeStatistic> & Sendable)
        /// A list of times and multipliers.
        case schedule(any WritableKeyPath<Policy, [ScheduledMultiplier]> & Sendable)
    }

    /// The parameter's name.
    public let name: String
    /// Where it is kept.
    public let place: Place
    /// What it is, with its unit.
    public let summary: String

    /// A parameter.
    public init(_ name: String, _ place: Place, _ summary: String) {
        self.name = name
        self.place = place
        self.summary = summary
    }
}

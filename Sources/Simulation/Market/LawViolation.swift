/// A law of the core that a call broke (SPEC K13): a mistake in this package, never in a market.
public struct LawViolation: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which law.
    public enum Law: String, Hashable, Sendable, CaseIterable {
        /// The sum of all balances is constant (SPEC L1).
        case conservation
        /// A call that reverts leaves no trace (SPEC L2).
        case atomicity
        /// The sizes of all positions add up to the pool's total (SPEC L3).
        case sizes
        /// K never falls by trading (SPEC L4).
        case constantProduct
        /// A position that liquidators don't look at is above maintenance (SPEC K8).
        case bounds
    }

    /// Which law.
    public var law: Law
    /// The call, counted from 1 over the run.
    public var step: UInt64
    /// The number of its block.
    public var block: UInt64
    /// What was expected, and what there was.
    public var detail: String

    /// Law, place and detail in one line.
    public var description: String { "step \(step), block \(block): the law \(law.rawValue) is broken: \(detail)" }
}

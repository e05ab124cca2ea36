public import FixedPoint

/// A trader's position on one pool, as it is stored (SPEC C1).
public struct Position: Hashable, Sendable, BitwiseCopyable {
    /// Base, signed: positive for long, negative for short.
    public package(set) var size = SignedDecimal18.zero
    /// Quote that backs the position.
    public package(set) var margin = Decimal18.zero
    /// Quote that the position was opened for.
    public package(set) var openNotional = Decimal18.zero
    /// The cumulative premium fraction up to which funding has been paid (signed).
    public package(set) var lastUpdatedCumulativePremiumFraction = SignedDecimal18.zero
    /// The pool's liquidity snapshot that the size refers to.
    public package(set) var liquidityHistoryIndex = 0
    /// The block of the last change.
    public package(set) var blockNumber: UInt64 = 0

    /// The position of a trader without one.
    public init() {}
}

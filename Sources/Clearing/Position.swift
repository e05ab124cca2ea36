public import FixedPoint
internal import VirtualAMM

/// A trader's position on one pool, as it is stored (SPEC C1).
public struct Position: Hashable, Sendable, BitwiseCopyable {
    /// Base, signed: positive for long, negative for short.
    public internal(set) var size = SignedDecimal18.zero
    /// Quote that backs the position.
    public internal(set) var margin = Decimal18.zero
    /// Quote that the position was opened for.
    public internal(set) var openNotional = Decimal18.zero
    /// The cumulative premium fraction up to which funding has been paid (signed).
    public internal(set) var lastUpdatedCumulativePremiumFraction = SignedDecimal18.zero
    /// The pool's liquidity snapshot that the size refers to.
    public internal(set) var liquidityHistoryIndex = 0
    /// The block of the last change.
    public internal(set) var blockNumber: UInt64 = 0

    /// The position of a trader without one.
    public init() {}
}

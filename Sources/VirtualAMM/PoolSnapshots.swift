public import FixedPoint

/// The reserves after the last swap of a block (SPEC P8).
@frozen
public struct ReserveSnapshot: Timestamped, Hashable, Sendable, BitwiseCopyable {
    /// Quote reserve.
    public var quoteAssetReserve: Decimal18
    /// Base reserve.
    public var baseAssetReserve: Decimal18
    /// Seconds since 1970 of the block, when its first swap ran, or of creation.
    public var timestamp: UInt64
    /// The block.
    public var blockNumber: UInt64

    package init(quoteAssetReserve: Decimal18, baseAssetReserve: Decimal18, timestamp: UInt64, blockNumber: UInt64) {
        (self.quoteAssetReserve, self.baseAssetReserve) = (quoteAssetReserve, baseAssetReserve)
        (self.timestamp, self.blockNumber) = (timestamp, blockNumber)
    }

    /// Q ⊘ B, in quote per base.
    ///
    /// - Throws: `SafeMath: multiplication overflow`, `SafeMath: division by zero`.
    func averagedPrice() throws(Revert) -> Decimal18 { try quoteAssetReserve.divided(by: baseAssetReserve) }
}

/// The curve after a change of K, to which positions opened before are adjusted (SPEC P18, P20).
@frozen
public struct LiquiditySnapshot: Hashable, Sendable, BitwiseCopyable {
    /// Quote paid in less quote paid out by all trades before the change (signed).
    public var cumulativeNotional: SignedDecimal18
    /// Quote reserve after the change.
    public var quoteAssetReserve: Decimal18
    /// Base reserve after the change.
    public var baseAssetReserve: Decimal18
    /// Base that traders hold net after the change (signed).
    public var totalPositionSize: SignedDecimal18

    package init(
        cumulativeNotional: SignedDecimal18, quoteAssetReserve: Decimal18, baseAssetReserve: Decimal18,
        totalPositionSize: SignedDecimal18
    ) {
        (self.cumulativeNotional, self.totalPositionSize) = (cumulativeNotional, totalPositionSize)
        (self.quoteAssetReserve, self.baseAssetReserve) = (quoteAssetReserve, baseAssetReserve)
    }
}

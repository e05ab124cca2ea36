public import FixedPoint
public import WideIntegers

/// What a pool is created with (SPEC P1).
public struct PoolParameters: Hashable, Sendable {
    /// Quote reserve; not 0.
    public var quoteAssetReserve: Decimal18
    /// Base reserve; not 0.
    public var baseAssetReserve: Decimal18
    /// The largest part of a reserve that one trade may take out; not 0.
    public var tradeLimitRatio: Decimal18
    /// Seconds from one funding settlement to the next; not 0.
    public var fundingPeriod: UInt256
    /// How far the price may move from the reference snapshot's; 0 for any distance.
    public var fluctuationLimitRatio: Decimal18
    /// The part of a trade's notional that goes to the toll pool.
    public var tollRatio: Decimal18
    /// The part of a trade's notional that goes to the insurance fund.
    public var spreadRatio: Decimal18

    /// The parameters of a new pool, without limits and fees unless they are given.
    public init(
        quoteAssetReserve: Decimal18, baseAssetReserve: Decimal18, tradeLimitRatio: Decimal18, fundingPeriod: UInt256,
        fluctuationLimitRatio: Decimal18 = .zero, tollRatio: Decimal18 = .zero, spreadRatio: Decimal18 = .zero
    ) {
        self.quoteAssetReserve = quoteAssetReserve
        self.baseAssetReserve = baseAssetReserve
        self.tradeLimitRatio = tradeLimitRatio
        self.fundingPeriod = fundingPeriod
        self.fluctuationLimitRatio = fluctuationLimitRatio
        self.tollRatio = tollRatio
        self.spreadRatio = spreadRatio
    }
}

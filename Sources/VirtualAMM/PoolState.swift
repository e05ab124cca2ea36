public import FixedPoint
public import WideIntegers

/// Everything a pool knows but its histories (SPEC P1).
public struct PoolState: Hashable, Sendable, BitwiseCopyable {
    /// Quote reserve.
    public package(set) var quoteAssetReserve: Decimal18
    /// Base reserve.
    public package(set) var baseAssetReserve: Decimal18
    /// Base that traders hold net (signed, positive for long).
    public package(set) var totalPositionSize = SignedDecimal18.zero
    /// Quote paid in less quote paid out by all trades (signed).
    public package(set) var cumulativeNotional = SignedDecimal18.zero
    /// −1 times the net base bought since the last funding settlement (signed).
    public package(set) var baseAssetDeltaThisFundingPeriod = SignedDecimal18.zero

    /// The largest part of a reserve that one trade may take out.
    public package(set) var tradeLimitRatio: Decimal18
    /// How far the price may move from the reference snapshot's; 0 for any distance.
    public package(set) var fluctuationLimitRatio: Decimal18
    /// The part of a trade's notional that goes to the toll pool.
    public package(set) var tollRatio: Decimal18
    /// The part of a trade's notional that goes to the insurance fund.
    public package(set) var spreadRatio: Decimal18
    /// The largest position in base; 0 for any.
    public package(set) var maxHoldingBaseAsset = Decimal18.zero
    /// The largest open interest in quote; 0 for any.
    public package(set) var openInterestNotionalCap = Decimal18.zero

    /// Seconds from one funding settlement to the next.
    public package(set) var fundingPeriod: UInt256
    /// Half the funding period, the least time between two settlements, in seconds.
    public package(set) var fundingBufferPeriod: UInt256
    /// Seconds over which funding averages the prices.
    public package(set) var spotPriceTwapInterval: UInt256 = 3600
    /// The earliest time of the next funding settlement, seconds since 1970.
    public package(set) var nextFundingTime = UInt256.zero
    /// The premium fraction of the last settlement in relation to the index price (signed).
    public package(set) var fundingRate = SignedDecimal18.zero

    /// Whether the pool takes trades.
    public package(set) var isOpen = false
    /// The price at which positions are settled after a shutdown, in quote per base.
    public package(set) var settlementPrice = Decimal18.zero

    /// Who may change parameters and K, and who may take that over.
    public package(set) var ownership: Ownership
    /// Who may trade against the pool: the clearing house.
    public package(set) var counterParty: Account?
    /// Who may shut the pool down besides the owner.
    public package(set) var globalShutdown: Account?
    /// The account that was set as the oracle; nil as long as it is the one that the pool was created with.
    public package(set) var priceFeed: Account?
}

extension PoolState {
    /// Who may change parameters and K; nil for nobody.
    public var owner: Account? { ownership.owner }
    /// Who may take over ownership; nil for nobody.
    public var ownerCandidate: Account? { ownership.candidate }
}

// What needs no history can be asked of the state alone, and so without a copy of a pool that lies in an array.
extension PoolState {
    /// The price of the reserves, Q ⊘ B, in quote per base.
    ///
    /// - Throws: `SafeMath: multiplication overflow`, `SafeMath: division by zero`.
    @inlinable @inline(__always)
    public func spotPrice() throws(Revert) -> Decimal18 {
        try quoteAssetReserve.divided(by: baseAssetReserve)
    }

    /// The base amount for a quote amount on the current reserves (SPEC P2).
    @inlinable @inline(__always)
    public func inputPrice(_ direction: Direction, quoteAssetAmount: Decimal18) throws(Revert) -> Decimal18 {
        try Curve.inputPrice(
            direction, quoteAssetAmount: quoteAssetAmount, quoteAssetReserve: quoteAssetReserve,
            baseAssetReserve: baseAssetReserve)
    }

    /// The quote amount for a base amount on the current reserves (SPEC P3).
    @inlinable @inline(__always)
    public func outputPrice(_ direction: Direction, baseAssetAmount: Decimal18) throws(Revert) -> Decimal18 {
        try Curve.outputPrice(
            direction, baseAssetAmount: baseAssetAmount, quoteAssetReserve: quoteAssetReserve,
            baseAssetReserve: baseAssetReserve)
    }

    /// The two fees on a quote amount: toll and spread (SPEC P11).
    @inlinable @inline(__always)
    public func calcFee(quoteAssetAmount: Decimal18) throws(Revert) -> (toll: Decimal18, spread: Decimal18) {
        (try quoteAssetAmount.multiplied(by: tollRatio), try quoteAssetAmount.multiplied(by: spreadRatio))
    }
}

internal import Clearing
public import FixedPoint
public import VirtualAMM

/// A pool at the end of a block: one row of a time series.
public struct BlockRecord: Hashable, Sendable {
    /// The block.
    public var block: Block
    /// Which pool, counted from 0.
    public var pool: Int
    /// The index price.
    public var indexPrice: Decimal18
    /// What the oracle reported last.
    public var oraclePrice: Decimal18
    /// The pool's price; nil where it has none.
    public var spotPrice: Decimal18?
    /// Quote reserve.
    public var quoteAssetReserve: Decimal18
    /// Base reserve.
    public var baseAssetReserve: Decimal18
    /// √K.
    public var rootOfK: Decimal18
    /// Base that traders hold net (signed).
    public var netPosition: SignedDecimal18
    /// The sum of the open notional of all positions.
    public var openInterest: Decimal18
    /// Quote in the insurance fund.
    public var insuranceFund: Decimal18
    /// Quote in the vault.
    public var vault: Decimal18
    /// Quote that arbitrageurs hold outside positions.
    public var arbitrageCapital: Decimal18
    /// Quote traded since the start, on all pools.
    public var volume: Decimal18
    /// Fees since the start, on all pools.
    public var fees: Decimal18
    /// Liquidations since the start, on all pools.
    public var liquidations: UInt64
    /// What changes of K have cost since the start (signed, negative for earned).
    public var kCost: SignedDecimal18

    init(_ pool: PoolID, market: SimulatedMarket, recorder: Recorder) {
        let state = market.state(pool)
        block = market.block
        self.pool = pool.rawValue
        indexPrice = market.indexPrice(pool)
        oraclePrice = market.oraclePrice(pool)
        spotPrice = market.spotPrice(pool)
        quoteAssetReserve = state.quoteAssetReserve
        baseAssetReserve = state.baseAssetReserve
        rootOfK = market.rootOfK(pool)
        netPosition = state.totalPositionSize
        openInterest = market.openInterest(pool)
        insuranceFund = market.balance(market.setup.accounts.insuranceFund)
        vault = market.balance(market.setup.accounts.vault)
        arbitrageCapital = market.arbitrageCapital(pool)
        volume = recorder.volume
        fees = recorder.fees
        liquidations = recorder.fullLiquidations + recorder.partialLiquidations
        kCost = recorder.kCost
    }
}

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
    /// All that arbitrageurs of the pool have: balances, margins, positions at the index, hedges.
    public var arbitrageCapital: Decimal18
    /// Margin of arbitrageurs' positions, on all pools.
    public var arbitrageMargin: Decimal18
    /// What arbitrageurs gained, hedges included, positions at the index, on all pools (signed).
    public var hedgedProfit: SignedDecimal18
    /// Vault and insurance fund less all that would be owed if everyone closed, as it was measured last (signed).
    public var solvency: SignedDecimal18
    /// Funding that longs paid since the start, on all pools (signed).
    public var fundingByLongs: SignedDecimal18
    /// Funding that shorts paid since the start, on all pools (signed).
    public var fundingByShorts: SignedDecimal18
    /// What spreads brought the insurance fund since the start (signed, as all sources).
    public var fundFromFees: SignedDecimal18
    /// What funding brought it.
    public var fundFromFunding: SignedDecimal18
    /// What liquidations brought it.
    public var fundFromLiquidations: SignedDecimal18
    /// What bad debts brought it; at most 0.
    public var fundFromBadDebt: SignedDecimal18
    /// Notional that ordinary traders would have opened since the start, on all pools.
    public var volumeOffered: Decimal18
    /// Notional that they opened.
    public var volumeOpened: Decimal18
    /// Quote traded since the start, on all pools.
    public var volume: Decimal18
    /// Fees since the start, on all pools.
    public var fees: Decimal18
    /// Liquidations since the start, on all pools.
    public var liquidations: UInt64
    /// What changes of K have cost since the start (signed, negative for earned).
    public var kCost: SignedDecimal18

    init(_ pool: PoolID, market: SimulatedMarket, recorder: Recorder, agents: PoolAgents, hedgedProfit: SignedDecimal18)
    {
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
        arbitrageCapital = agents.arbitrageCapital(market)
        arbitrageMargin = recorder.arbitrage.margin
        self.hedgedProfit = hedgedProfit
        solvency = recorder.lastSolvency
        (fundingByLongs, fundingByShorts) = (recorder.fundingByLongs, recorder.fundingByShorts)
        (fundFromFees, fundFromFunding) = (recorder.fund.fees, recorder.fund.funding)
        (fundFromLiquidations, fundFromBadDebt) = (recorder.fund.liquidations, recorder.fund.badDebt)
        (volumeOffered, volumeOpened) = (recorder.traders.offered, recorder.traders.opened)
        volume = recorder.volume
        fees = recorder.fees
        liquidations = recorder.fullLiquidations + recorder.partialLiquidations
        kCost = SignedDecimal18.zero.subtractingWrapped(recorder.fund.kChanges)
    }
}

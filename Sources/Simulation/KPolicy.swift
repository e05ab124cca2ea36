public import FixedPoint

/// A rule that chooses K at the end of every period (SPEC K9).
///
/// A policy only decides; the market applies what it decided (SPEC K10). It has to be deterministic: no clock, no
/// floating point and no randomness of its own.
public protocol KPolicy: Sendable {
    /// A short name, such as "volume".
    var name: String { get }

    /// Whether it may decide to resize, which revision v2 does not have: a market that would let it is refused before
    /// it runs. False unless a policy says otherwise; a resize in v2 that was not announced stops the run.
    var mayResize: Bool { get }

    /// What to do at the end of a period; nil leaves K alone.
    mutating func decide(_ observation: KObservation) -> KDecision?
}

extension KPolicy {
    /// False: does not resize.
    public var mayResize: Bool { false }
}

/// What a policy may do to a pool.
public enum KDecision: Hashable, Sendable {
    /// `migrateLiquidity` of revision v1 (SPEC P20): both reserves are multiplied and positions are resized.
    case resize(multiplier: Decimal18)
    /// Extension, not in the contracts: both reserves are scaled, and the insurance fund pays or receives by how much
    /// the closing value of the net position changes.
    case pay(scale: Decimal18)
    /// Extension, not in the contracts: K stays, the price moves to the target, and the insurance fund pays or receives
    /// by how much the closing value of the net position changes.
    case repeg(price: Decimal18)
}

/// What a policy may look at at the end of a period. All amounts are exact fixed point.
public struct KObservation: Sendable {
    /// The time of the block that ends the period, in seconds since 1970.
    public var time: UInt64
    /// The pool's quote reserve.
    public var quoteAssetReserve: Decimal18
    /// The pool's base reserve.
    public var baseAssetReserve: Decimal18
    /// Base that traders hold net (signed, positive for long).
    public var netPosition: SignedDecimal18
    /// The index price, quote per base, as the oracle last reported it.
    public var indexPrice: Decimal18
    /// Quote in the insurance fund.
    public var insuranceFund: Decimal18
    /// Fees of this period, toll and spread together, in quote.
    public var revenue: Decimal18
    /// Quote that funding brought the insurance fund in this period (signed: positive gained, negative paid).
    public var fundingImbalance: SignedDecimal18
    /// Quote traded in this period by everybody.
    public var volume: Decimal18
    /// Quote size of each trade of ordinary traders in this period, in order.
    public var tradeSizes: [Decimal18]
    /// The index's return per block over the period, as a ratio: the square root of the mean of squares.
    public var volatility: Decimal18
    /// All that arbitrageurs have, in quote: balances, margins, positions at the index, hedges.
    public var arbitrageCapital: Decimal18
    /// The sum of the open notional of all positions, in quote.
    public var openInterest: Decimal18

    /// An observation of a pool with everything else 0.
    public init(
        time: UInt64, quoteAssetReserve: Decimal18, baseAssetReserve: Decimal18,
        netPosition: SignedDecimal18 = .zero, indexPrice: Decimal18, insuranceFund: Decimal18 = .zero,
        revenue: Decimal18 = .zero, fundingImbalance: SignedDecimal18 = .zero, volume: Decimal18 = .zero,
        tradeSizes: [Decimal18] = [], volatility: Decimal18 = .zero, arbitrageCapital: Decimal18 = .zero,
        openInterest: Decimal18 = .zero
    ) {
        self.time = time
        self.quoteAssetReserve = quoteAssetReserve
        self.baseAssetReserve = baseAssetReserve
        self.netPosition = netPosition
        self.indexPrice = indexPrice
        self.insuranceFund = insuranceFund
        self.revenue = revenue
        self.fundingImbalance = fundingImbalance
        self.volume = volume
        self.tradeSizes = tradeSizes
        self.volatility = volatility
        self.arbitrageCapital = arbitrageCapital
        self.openInterest = openInterest
    }
}

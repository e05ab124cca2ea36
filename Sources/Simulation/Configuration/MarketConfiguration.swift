public import FixedPoint
public import VirtualAMM

/// A market to simulate, as values (SPEC K1). The default is the calm market.
///
/// Every field can be read and set by its dotted path, such as "traders.count" (see `fields`).
public struct MarketConfiguration: Hashable, Sendable {
    /// What the market is called.
    public var name = "market"
    /// Which generation of the contracts it runs on.
    public var revision = Revision.v2
    /// How long it runs.
    public var run = RunSettings()
    /// The virtual pool, or each of them.
    public var pool = PoolSettings()
    /// The clearing house.
    public var house = HouseSettings()
    /// The index price.
    public var index = IndexSettings()
    /// The oracle.
    public var oracle = OracleSettings()
    /// Ordinary traders, on each pool.
    public var traders = TraderSettings()
    /// Arbitrageurs, on each pool.
    public var arbitrageurs = ArbitrageurSettings()
    /// Liquidators, on each pool.
    public var liquidators = LiquidatorSettings()
    /// Who settles funding.
    public var keeper = KeeperSettings()
    /// Who runs the policy that changes K.
    public var `operator` = OperatorSettings()
    /// Who trades around changes of K and liquidations.
    public var attacker = AttackerSettings()
    /// What is measured.
    public var statistics = StatisticsSettings()
    /// The rule that chooses K and its parameters, as entries "policy.…" that whoever makes the policy reads.
    public var policy: [ConfigurationEntry] = []

    /// The calm market.
    public init() {}
}

/// How long a market runs, and in what steps.
public struct RunSettings: Hashable, Sendable {
    /// How many blocks.
    public var blocks: UInt64 = 8640
    /// Seconds from one block to the next.
    public var secondsPerBlock: UInt64 = 300
    /// Seconds since 1970 at which the market is created; its first block is one block later.
    public var startTime: UInt64 = 1_600_002_000
    /// 1 to end where vault and insurance fund no longer cover what is owed, 0 to go on.
    public var endsInsolvent: UInt64 = 0
}

/// The virtual pools: all alike, each with an index path and agents of its own, on one clearing house (SPEC P1).
public struct PoolSettings: Hashable, Sendable {
    /// How many.
    public var count: UInt64 = 1
    /// Quote.
    public var quoteAssetReserve = Decimal18(whole: 10_000_000)
    /// Base.
    public var baseAssetReserve = Decimal18(whole: 25_000)
    /// The largest part of a reserve that one trade may take out.
    public var tradeLimitRatio = Decimal18.percent(90)
    /// How far the price may move within a block; 0 for any distance.
    public var fluctuationLimitRatio = Decimal18.zero
    /// The part of a trade's notional that goes to the toll pool.
    public var tollRatio = Decimal18.zero
    /// The part of a trade's notional that goes to the insurance fund.
    public var spreadRatio = Decimal18.basisPoints(10)
    /// Seconds from one funding settlement to the next.
    public var fundingPeriod: UInt64 = 3600
}

/// The clearing house (SPEC C1).
public struct HouseSettings: Hashable, Sendable {
    /// The least margin in relation to notional for opening.
    public var initMarginRatio = Decimal18.percent(10)
    /// The margin ratio below which a position may be liquidated.
    public var maintenanceMarginRatio = Decimal18.basisPoints(625)
    /// The part of the exchanged quote that a liquidation costs.
    public var liquidationFeeRatio = Decimal18.basisPoints(125)
    /// The part of a position that one liquidation closes; 0 or 1 for all of it. Revision v2 only.
    public var partialLiquidationRatio = Decimal18.percent(25)
    /// Quote in the insurance fund at the start.
    public var insuranceFund = Decimal18(whole: 5_000_000)
    /// Decimals of the quote token.
    public var tokenDecimals: UInt64 = 18
}

/// The index price: pieces one after the other, or a given series (SPEC K3).
public struct IndexSettings: Hashable, Sendable {
    /// Quote per base at the start.
    public var initialPrice = Decimal18(whole: 400)
    /// The pieces; the last goes on to the end of the run.
    public var segments = [IndexSegment()]
    /// Prices that take the place of the pieces; the price at a time is the latest at or before it.
    public var series: [IndexPoint] = []
    /// The most seconds that may lie between two points of the series; 0 for any.
    public var largestGap: UInt64 = 0
}

/// A piece of the index path: what is left at 0 does not happen.
public struct IndexSegment: Hashable, Sendable {
    /// How long it lasts; 0 for to the end.
    public var seconds: UInt64 = 0
    /// The expected return in a year of 365 days (signed, 0.1 is 10 %).
    public var drift = SignedDecimal18.zero
    /// The standard deviation of the logarithm in a year.
    public var volatility = Decimal18.percent(60)
    /// How many jumps come in a year, on average.
    public var jumpsPerYear = Decimal18.zero
    /// The mean logarithm of a jump (signed).
    public var jumpMean = SignedDecimal18.zero
    /// The standard deviation of the logarithm of a jump.
    public var jumpVolatility = Decimal18.zero
    /// A change spread evenly over the piece, besides all else (signed; −0.35 is a fall by 35 %).
    public var move = SignedDecimal18.zero
    /// A change in the first block of the piece (signed).
    public var gap = SignedDecimal18.zero

    /// A piece of geometric Brownian motion with 60 % volatility a year to the end of the run.
    public init() {}
}

/// A price of a series.
public struct IndexPoint: Hashable, Sendable {
    /// Seconds since 1970.
    public var timestamp: UInt64
    /// Quote per base.
    public var price: Decimal18

    /// A price from a time on.
    public init(timestamp: UInt64, price: Decimal18) {
        self.timestamp = timestamp
        self.price = price
    }
}

/// The oracle: what it reports of the index, and when (SPEC K4).
public struct OracleSettings: Hashable, Sendable {
    /// Seconds from one report to the next.
    public var period: UInt64 = 900
    /// Seconds by which a report lags behind the index.
    public var delay: UInt64 = 0
    /// When nothing is reported.
    public var outages: [OracleOutage] = []
}

/// A time without reports.
public struct OracleOutage: Hashable, Sendable {
    /// Seconds after the start of the run.
    public var start: UInt64
    /// How long it lasts.
    public var seconds: UInt64

    /// A time without reports.
    public init(start: UInt64, seconds: UInt64) {
        self.start = start
        self.seconds = seconds
    }
}

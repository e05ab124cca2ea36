public import FixedPoint

/// Ordinary traders, who trade for reasons of their own (SPEC K6).
public struct TraderSettings: Hashable, Sendable {
    /// How many on each pool.
    public var count: UInt64 = 100
    /// Quote that each has at the start.
    public var capital = Decimal18(whole: 1_000_000)
    /// Seconds that one without a position waits on average before opening.
    public var meanWait: UInt64 = 86400
    /// Seconds that one holds a position on average.
    public var meanHolding: UInt64 = 86400
    /// Quote notional of an order, the mean.
    public var meanNotional = Decimal18(whole: 5000)
    /// The standard deviation of the logarithm of the notional.
    public var notionalSpread = Decimal18.percent(80)
    /// The probability that an order is a buy: 0.5 for both sides alike, 0 and 1 for one side only.
    public var longBias = Decimal18.percent(50)
    /// The smallest leverage.
    public var leastLeverage = Decimal18(whole: 1)
    /// The largest leverage.
    public var mostLeverage = Decimal18(whole: 5)
    /// The part of the traders who buy after the index rose and sell after it fell.
    public var trendShare = Decimal18.percent(20)
    /// Over how many blocks they look back.
    public var trendBlocks: UInt64 = 72
    /// What an order may cost against the index in relation to its notional, fees included, the mean; 0 for any cost.
    public var meanTolerance = Decimal18.percent(1)
    /// Orders that are sent besides, each at its time; not before the one before.
    public var orders: [ReplayedOrder] = []
    /// The least notional of an order that is cut to what its tolerance allows.
    public var leastNotional = Decimal18(whole: 10)
}

/// Arbitrageurs, who trade the pool towards the index with limited capital (SPEC K7).
public struct ArbitrageurSettings: Hashable, Sendable {
    /// How many on each pool.
    public var count: UInt64 = 5
    /// Quote that each has at the start.
    public var capital = Decimal18(whole: 1_000_000)
    /// Notional in relation to margin.
    public var leverage = Decimal18(whole: 3)
    /// The least distance between price and index besides the fees, in relation to the index.
    public var threshold = Decimal18.basisPoints(5)
    /// The least notional of a trade.
    public var leastNotional = Decimal18(whole: 10)
    /// Over how many seconds ahead the funding that the distance brings is counted as gain; 0 leaves it out.
    public var fundingHorizon: UInt64 = 0
    /// 1 where positions are hedged at the index outside, 0 where they are not.
    public var hedges: UInt64 = 1
    /// What a unit of hedge costs to take on or to give up, in relation to the index.
    public var hedgeCost = Decimal18.basisPoints(2)
    /// Seconds until what a hedge gained reaches the house.
    public var transferTime: UInt64 = 86400
}

/// Liquidators (SPEC K8). In revision v2 they are backstop providers.
public struct LiquidatorSettings: Hashable, Sendable {
    /// How many on each pool, who take turns; 0 for none.
    public var count: UInt64 = 1
    /// Blocks from when a position is first seen below maintenance until it is liquidated.
    public var latency: UInt64 = 0
}

/// Who settles funding (SPEC K8).
public struct KeeperSettings: Hashable, Sendable {
    /// 1 where somebody does, 0 where nobody does.
    public var isActive: UInt64 = 1
    /// Seconds after the time it is due.
    public var delay: UInt64 = 0
}

/// Who runs the policy that changes K (SPEC K9).
public struct OperatorSettings: Hashable, Sendable {
    /// Seconds from one decision to the next.
    public var period: UInt64 = 86400
    /// The band of `migrateLiquidity`, in which the price has to be for a resize (SPEC P20); 0 for any price.
    public var fluctuationLimitRatio = Decimal18.zero
    /// By how much one change may raise the reserves or the price, m: they are multiplied by 1 / (1 + m) to 1 + m.
    public var maxChange = Decimal18(whole: 9)
    /// The least √K in relation to that at the start.
    public var leastDepth = Decimal18.percent(1)
    /// The largest √K in relation to that at the start.
    public var mostDepth = Decimal18(whole: 100)
}

/// Who trades around what others are about to do (SPEC K11).
public struct AttackerSettings: Hashable, Sendable {
    /// Quote at the start; 0 for no attacker.
    public var capital = Decimal18.zero
    /// Notional in relation to margin.
    public var leverage = Decimal18(whole: 3)
    /// 1 to trade around changes of K.
    public var sandwichesKChanges: UInt64 = 1
    /// 1 to trade around liquidations.
    public var sandwichesLiquidations: UInt64 = 1
}

/// What is measured (SPEC K12).
public struct StatisticsSettings: Hashable, Sendable {
    /// Quote of the smallest of three trades whose slippage is measured.
    public var smallNotional = Decimal18(whole: 1000)
    /// Quote of the middle one.
    public var mediumNotional = Decimal18(whole: 10_000)
    /// Quote of the largest.
    public var largeNotional = Decimal18(whole: 100_000)
    /// Blocks from one measurement of solvency to the next.
    public var solvencyBlocks: UInt64 = 12
}

/// An order of a recorded flow (SPEC K6).
public struct ReplayedOrder: Hashable, Sendable {
    /// Seconds since 1970.
    public var timestamp: UInt64
    /// 1 for a buy, 0 for a sale.
    public var isBuy: UInt64
    /// Quote.
    public var notional: Decimal18
    /// Notional in relation to margin; 0 for the mean of the traders' bounds.
    public var leverage: Decimal18
    /// Seconds until it is closed; 0 for an order that changes the position that all such orders share.
    public var holding: UInt64

    /// An order.
    public init(
        timestamp: UInt64, isBuy: UInt64, notional: Decimal18, leverage: Decimal18 = .zero, holding: UInt64 = 0
    ) {
        (self.timestamp, self.isBuy, self.notional) = (timestamp, isBuy, notional)
        (self.leverage, self.holding) = (leverage, holding)
    }
}

internal import FixedPoint

// SPEC K14: markets to begin with. Each shows one thing.

extension MarketConfiguration {
    /// The ready markets, in order: "calm", "volatile", "shorts", "longs", "crash", "weekend-gap", "thin-arbitrage" and
    /// "oracle-outage".
    public static let ready: [MarketConfiguration] = [
        named("calm") { _ in },
        named("volatile") { market in
            market.index.segments[0].volatility = .percent(150)
            market.index.segments[0].jumpsPerYear = Decimal18(whole: 60)
            market.index.segments[0].jumpVolatility = .percent(4)
            market.traders.trendShare = .percent(50)
        },
        named("shorts") { oneSided(&$0, longBias: .percent(10)) },
        named("longs") { oneSided(&$0, longBias: .percent(90)) },
        named("crash", crash),
        named("weekend-gap", weekendGap),
        named("thin-arbitrage") { market in
            market.arbitrageurs.count = 1
            market.arbitrageurs.capital = Decimal18(whole: 50_000)
            market.index.segments[0].volatility = .percent(80)
        },
        named("oracle-outage", oracleOutage),
    ]

    /// A ready market of a name; nil where there is none.
    public static func ready(_ name: String) -> MarketConfiguration? { ready.first { $0.name == name } }

    private static func named(_ name: String, _ change: (inout MarketConfiguration) -> Void) -> MarketConfiguration {
        var market = MarketConfiguration()
        market.name = name
        change(&market)
        return market
    }

    private static let day: UInt64 = 86400

    /// More demand on one side than the arbitrageurs have capital to take, on an index that moves little.
    private static func oneSided(_ market: inout MarketConfiguration, longBias: Decimal18) {
        market.traders.longBias = longBias
        market.traders.trendShare = .zero
        market.traders.meanWait = day / 2
        market.traders.meanHolding = 3 * day
        market.traders.meanNotional = Decimal18(whole: 8000)
        market.arbitrageurs.count = 2
        market.arbitrageurs.capital = Decimal18(whole: 50_000)
        market.index.segments[0].volatility = .percent(20)
        market.run.blocks = 14 * day / market.run.secondsPerBlock
    }

    /// Ten days, a fall by 35 % within the eleventh, and what comes after; most
    /// traders long, leverage up to 10, liquidators an hour late.
    private static func crash(_ market: inout MarketConfiguration) {
        market.run.blocks = 20 * day / market.run.secondsPerBlock
        market.traders.longBias = .percent(70)
        market.traders.trendShare = .zero
        market.traders.leastLeverage = Decimal18(whole: 4)
        market.traders.mostLeverage = Decimal18(whole: 10)
        market.traders.meanHolding = 3 * day
        market.liquidators.latency = 12
        market.index.segments = [
            segment(seconds: 10 * day, .percent(60)),
            segment(seconds: day, .percent(60), move: "-0.35"),
            segment(seconds: 0, .percent(120)),
        ]
    }

    /// Twelve days, two without trade in the index and without the oracle, a gap of −12 %, and what comes after.
    private static func weekendGap(_ market: inout MarketConfiguration) {
        market.run.blocks = 21 * day / market.run.secondsPerBlock
        market.traders.mostLeverage = Decimal18(whole: 10)
        market.index.segments = [
            segment(seconds: 12 * day, .percent(60)),
            segment(seconds: 2 * day, .zero),
            segment(seconds: 0, .percent(60), gap: "-0.12"),
        ]
        market.oracle.outages = [OracleOutage(start: 12 * day, seconds: 2 * day)]
    }

    /// Nothing is reported for two days, in the first of which the index falls by 20 %.
    private static func oracleOutage(_ market: inout MarketConfiguration) {
        market.run.blocks = 20 * day / market.run.secondsPerBlock
        market.index.segments = [
            segment(seconds: 10 * day, .percent(60)),
            segment(seconds: day, .percent(60), move: "-0.2"),
            segment(seconds: 0, .percent(60)),
        ]
        market.oracle.outages = [OracleOutage(start: 10 * day, seconds: 2 * day)]
    }

    private static func segment(
        seconds: UInt64, _ volatility: Decimal18, move: String = "0", gap: String = "0"
    ) -> IndexSegment {
        var segment = IndexSegment()
        segment.seconds = seconds
        segment.volatility = volatility
        segment.move = SignedDecimal18(move) ?? .zero
        segment.gap = SignedDecimal18(gap) ?? .zero
        return segment
    }
}

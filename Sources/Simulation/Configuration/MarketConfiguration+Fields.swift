internal import FixedPoint
internal import WideIntegers

extension MarketConfiguration {
    /// Every numeric field but those of lists, in order. Those of lists have paths such as "index.segments.0.move".
    public static let fields: [ConfigurationField] = marketFields + agentFields

    private static func decimal(
        _ path: String, _ unit: String, _ low: Decimal18, _ high: Decimal18,
        _ place: any WritableKeyPath<MarketConfiguration, Decimal18> & Sendable
    ) -> ConfigurationField {
        ConfigurationField(path: path, unit: unit, place: .decimal(place, low...high))
    }

    private static func count(
        _ path: String, _ unit: String, _ range: ClosedRange<UInt64>,
        _ place: any WritableKeyPath<MarketConfiguration, UInt64> & Sendable
    ) -> ConfigurationField {
        ConfigurationField(path: path, unit: unit, place: .count(place, range))
    }

    /// Bounds that keep every figure of a run far from the ends of its type.
    private static let (least, most) = (Decimal18(raw: 1_000_000_000_000), Decimal18(whole: 1_000_000_000_000_000))
    private static let mostLeverage = Decimal18(whole: 100)

    private static let marketFields = [
        count("run.blocks", "blocks", 1...100_000_000, \.run.blocks),
        count("run.secondsPerBlock", "seconds", 1...86400, \.run.secondsPerBlock),
        count("run.startTime", "seconds since 1970", 86400...10_000_000_000, \.run.startTime),
        count("run.endsInsolvent", "0 or 1", 0...1, \.run.endsInsolvent),
        count("pool.count", "pools", 1...16, \.pool.count),
        decimal("pool.quoteAssetReserve", "quote", least, most, \.pool.quoteAssetReserve),
        decimal("pool.baseAssetReserve", "base", least, most, \.pool.baseAssetReserve),
        decimal("pool.tradeLimitRatio", "ratio", .basisPoints(1), .one, \.pool.tradeLimitRatio),
        decimal("pool.fluctuationLimitRatio", "ratio", .zero, .one, \.pool.fluctuationLimitRatio),
        decimal("pool.tollRatio", "ratio", .zero, .percent(20), \.pool.tollRatio),
        decimal("pool.spreadRatio", "ratio", .zero, .percent(20), \.pool.spreadRatio),
        count("pool.fundingPeriod", "seconds", 60...604_800, \.pool.fundingPeriod),
        decimal("house.initMarginRatio", "ratio", .percent(1), .one, \.house.initMarginRatio),
        decimal("house.maintenanceMarginRatio", "ratio", .zero, .one, \.house.maintenanceMarginRatio),
        decimal("house.liquidationFeeRatio", "ratio", .zero, .one, \.house.liquidationFeeRatio),
        decimal("house.partialLiquidationRatio", "ratio", .zero, .one, \.house.partialLiquidationRatio),
        decimal("house.insuranceFund", "quote", .zero, most, \.house.insuranceFund),
        count("house.tokenDecimals", "decimals", 0...18, \.house.tokenDecimals),
        decimal("index.initialPrice", "quote per base", least, priceLimit, \.index.initialPrice),
        count("index.largestGap", "seconds", 0...10_000_000_000, \.index.largestGap),
        count("oracle.period", "seconds", 1...31_536_000, \.oracle.period),
        count("oracle.delay", "seconds", 0...604_800, \.oracle.delay),
        count("operator.period", "seconds", 1...31_536_000, \.operator.period),
        decimal("operator.fluctuationLimitRatio", "ratio", .zero, .one, \.operator.fluctuationLimitRatio),
        decimal("operator.maxChange", "ratio", .basisPoints(1), Decimal18(whole: 1000), \.operator.maxChange),
        decimal("operator.leastDepth", "ratio", least, .one, \.operator.leastDepth),
        decimal("operator.mostDepth", "ratio", .one, Decimal18(whole: 1_000_000), \.operator.mostDepth),
        decimal("statistics.smallNotional", "quote", least, most, \.statistics.smallNotional),
        decimal("statistics.mediumNotional", "quote", least, most, \.statistics.mediumNotional),
        decimal("statistics.largeNotional", "quote", least, most, \.statistics.largeNotional),
        count("statistics.solvencyBlocks", "blocks", 1...100_000_000, \.statistics.solvencyBlocks),
    ]

    private static let agentFields = [
        count("traders.count", "traders", 0...100_000, \.traders.count),
        decimal("traders.capital", "quote", .zero, most, \.traders.capital),
        count("traders.meanWait", "seconds", 1...31_536_000, \.traders.meanWait),
        count("traders.meanHolding", "seconds", 1...31_536_000, \.traders.meanHolding),
        decimal("traders.meanNotional", "quote", least, most, \.traders.meanNotional),
        decimal("traders.notionalSpread", "logarithm", .zero, Decimal18(whole: 4), \.traders.notionalSpread),
        decimal("traders.longBias", "probability", .zero, .one, \.traders.longBias),
        decimal("traders.leastLeverage", "ratio", .percent(10), mostLeverage, \.traders.leastLeverage),
        decimal("traders.mostLeverage", "ratio", .percent(10), mostLeverage, \.traders.mostLeverage),
        decimal("traders.trendShare", "ratio", .zero, .one, \.traders.trendShare),
        count("traders.trendBlocks", "blocks", 1...100_000, \.traders.trendBlocks),
        decimal("traders.meanTolerance", "ratio", .zero, .one, \.traders.meanTolerance),
        decimal("traders.leastNotional", "quote", least, most, \.traders.leastNotional),
        count("arbitrageurs.count", "arbitrageurs", 0...1000, \.arbitrageurs.count),
        decimal("arbitrageurs.capital", "quote", .zero, most, \.arbitrageurs.capital),
        decimal("arbitrageurs.leverage", "ratio", .percent(10), mostLeverage, \.arbitrageurs.leverage),
        decimal("arbitrageurs.threshold", "ratio", .zero, .one, \.arbitrageurs.threshold),
        decimal("arbitrageurs.leastNotional", "quote", least, most, \.arbitrageurs.leastNotional),
        count("arbitrageurs.fundingHorizon", "seconds", 0...31_536_000, \.arbitrageurs.fundingHorizon),
        count("arbitrageurs.hedges", "0 or 1", 0...1, \.arbitrageurs.hedges),
        decimal("arbitrageurs.hedgeCost", "ratio", .zero, .one, \.arbitrageurs.hedgeCost),
        count("arbitrageurs.transferTime", "seconds", 0...31_536_000, \.arbitrageurs.transferTime),
        count("liquidators.count", "liquidators", 0...1000, \.liquidators.count),
        count("liquidators.latency", "blocks", 0...1_000_000, \.liquidators.latency),
        count("keeper.isActive", "0 or 1", 0...1, \.keeper.isActive),
        count("keeper.delay", "seconds", 0...31_536_000, \.keeper.delay),
        decimal("attacker.capital", "quote", .zero, most, \.attacker.capital),
        decimal("attacker.leverage", "ratio", .percent(10), mostLeverage, \.attacker.leverage),
        count("attacker.sandwichesKChanges", "0 or 1", 0...1, \.attacker.sandwichesKChanges),
        count("attacker.sandwichesLiquidations", "0 or 1", 0...1, \.attacker.sandwichesLiquidations),
    ]

    /// The highest price that an index may start with or reach: 10¹².
    static let priceLimit = Decimal18(whole: 1_000_000_000_000)
}

extension IndexSegment {
    /// The fields of a piece.
    static let fields: [(name: String, place: ConfigurationField.Place<IndexSegment>)] = [
        ("seconds", .count(\.seconds, 0...10_000_000_000)),
        ("drift", .signed(\.drift, signed(-100)...signed(100))),
        ("volatility", .decimal(\.volatility, .zero...Decimal18(whole: 100))),
        ("jumpsPerYear", .decimal(\.jumpsPerYear, .zero...Decimal18(whole: 1_000_000))),
        ("jumpMean", .signed(\.jumpMean, signed(-4)...signed(4))),
        ("jumpVolatility", .decimal(\.jumpVolatility, .zero...Decimal18(whole: 4))),
        ("move", .signed(\.move, almostAll...signed(1000))),
        ("gap", .signed(\.gap, almostAll...signed(1000))),
    ]

    private static func signed(_ whole: Int) -> SignedDecimal18 {
        SignedDecimal18(wrapping: Decimal18(whole: UInt64(whole.magnitude)), isNegative: whole < 0)
    }

    /// −0.9999: a price never falls to 0.
    private static let almostAll = SignedDecimal18(wrapping: .basisPoints(9999), isNegative: true)
}

extension IndexPoint {
    static let fields: [(name: String, place: ConfigurationField.Place<IndexPoint>)] = [
        ("timestamp", .count(\.timestamp, 0...10_000_000_000)),
        ("price", .decimal(\.price, Decimal18(raw: 1_000_000_000_000)...MarketConfiguration.priceLimit)),
    ]
}

extension OracleOutage {
    static let fields: [(name: String, place: ConfigurationField.Place<OracleOutage>)] = [
        ("start", .count(\.start, 0...10_000_000_000)),
        ("seconds", .count(\.seconds, 1...10_000_000_000)),
    ]
}

extension ReplayedOrder {
    static let fields: [(name: String, place: ConfigurationField.Place<ReplayedOrder>)] = [
        ("timestamp", .count(\.timestamp, 0...10_000_000_000)),
        ("isBuy", .count(\.isBuy, 0...1)),
        ("notional", .decimal(\.notional, Decimal18(raw: 1_000_000_000_000)...Decimal18(whole: 1_000_000_000_000_000))),
        ("leverage", .decimal(\.leverage, .zero...Decimal18(whole: 100))),
        ("holding", .count(\.holding, 0...10_000_000_000)),
    ]
}

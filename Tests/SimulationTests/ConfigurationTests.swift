import FixedPoint
import Simulation
import Testing
import VirtualAMM

/// Configurations as fields and texts, and what is wrong with bad ones (SPEC K1).
@Suite struct ConfigurationTests {
    @Test func readyMarketsAreValidAndSurviveText() throws {
        for market in MarketConfiguration.ready {
            try market.validate()
            #expect(try MarketConfiguration(entries: market.entries) == market)
        }
    }

    @Test func listsAndPoliciesSurviveText() throws {
        var market = MarketConfiguration()
        market.index.series = [
            IndexPoint(timestamp: 1_600_000_000, price: Decimal18(whole: 400)),
            IndexPoint(timestamp: 1_600_003_600, price: try decimal("401.5")),
        ]
        market.oracle.outages = [OracleOutage(start: 10, seconds: 20), OracleOutage(start: 50, seconds: 20)]
        try market.set("policy.name", to: "volume")
        try market.set("policy.period", to: "7")
        try market.set("policy.period", to: "8")
        #expect(market.value(at: "policy.period") == "8")
        #expect(try MarketConfiguration(entries: market.entries) == market)
    }

    @Test func everyFieldCanBeReadAndSet() throws {
        var market = MarketConfiguration()
        for field in MarketConfiguration.fields {
            let text = try #require(market.value(at: field.path))
            try market.set(field.path, to: text)
            #expect(market.value(at: field.path) == text)
        }
        #expect(market == MarketConfiguration())
        #expect(Set(MarketConfiguration.fields.map(\.path)).count == MarketConfiguration.fields.count)
    }

    @Test(arguments: [
        ("index.segments.0.volatility", "-0.5", "negative"), ("index.segments.0.move", "-1", "a number from -0.9999"),
        ("index.segments.2.move", "0.1", "without gaps"), ("index.segments.0.speed", "1", "drift"),
        ("index.segments.x", "1", "index.segments.0.NAME"), ("traders.count", "1.5", "a whole number from 0 to 100000"),
        ("traders.count", "-3", "a whole number"), ("traders.longBias", "1.01", "from 0 to 1"),
        ("traders.longBias", "much", "unexpected"), ("trader.count", "1", "traders, "),
        ("traders.size", "1", "traders.meanNotional"), ("revision", "v3", "v1 or v2"),
        ("pool.quoteAssetReserve", "1e30", "unexpected"),
        ("pool.quoteAssetReserve", "9999999999999999999999999999", "to 1000000000000000"),
    ])
    func badTextsAreErrors(_ path: String, _ text: String, _ part: String) {
        var market = MarketConfiguration()
        let error = #expect(throws: ConfigurationError.self) { try market.set(path, to: text) }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
        #expect(error?.path == path && error?.value == text)
        #expect(market == MarketConfiguration())
    }

    @Test(arguments: [
        ("house.maintenanceMarginRatio", "0.2", "house.maintenanceMarginRatio"),
        ("traders.leastLeverage", "6", "traders.leastLeverage"), ("traders.mostLeverage", "11", "traders.mostLeverage"),
        ("arbitrageurs.leverage", "10.1", "arbitrageurs.leverage"),
        ("index.segments.0.seconds", "299", "index.segments.0.seconds"),
        ("index.segments.0.jumpsPerYear", "200000", "index.segments.0.jumpsPerYear"),
        ("index.series.0.timestamp", "1700000000", "run.startTime"),
        ("index.series.0.timestamp", "1500000000", "run.startTime"),
        ("pool.baseAssetReserve", "0.000001", "pool.quoteAssetReserve"), ("pool.tollRatio", "0.2", "pool.tollRatio"),
        ("run.blocks", "100000000", "run.blocks"),
    ])
    func contradictionsAreErrors(_ path: String, _ text: String, _ place: String) throws {
        var market = MarketConfiguration()
        try market.set(path, to: text)
        let error = #expect(throws: ConfigurationError.self) { try market.validate() }
        #expect(error?.path == place)
        #expect(throws: SimulationError.self) { try Simulation(market, seed: 1) }
    }

    @Test func seriesHaveToBeInOrderAndWithoutGaps() throws {
        var market = MarketConfiguration()
        let start = market.run.startTime
        market.index.series = [start, start + 100, start + 50].map { IndexPoint(timestamp: $0, price: .one) }
        #expect(throws: ConfigurationError.self) { try market.validate() }
        market.index.series = [start, start + 100, start + 500].map { IndexPoint(timestamp: $0, price: .one) }
        try market.validate()
        market.index.largestGap = 399
        let error = #expect(throws: ConfigurationError.self) { try market.validate() }
        #expect(error?.path == "index.series.2.timestamp")
        market.index.series[1].price = .zero
        #expect(throws: ConfigurationError.self) { try market.validate() }
    }

    @Test func aResizeIsRefusedInV2BeforeAnythingRuns() throws {
        let policy = ListPolicy(decisions: [.resize(multiplier: Decimal18(whole: 2))])
        let error = #expect(throws: SimulationError.self) {
            try Simulation(TestMarket.market(), seed: 1, policy: policy)
        }
        #expect(error?.description.contains("v1") == true)
        _ = try Simulation(TestMarket.market { $0.revision = .v1 }, seed: 1, policy: policy)
    }
}

import Clearing
import FixedPoint
import Simulation
import Testing
import VirtualAMM

/// What each ready market is there to show (SPEC K14), for three seeds each.
@Suite struct ReadyMarketTests {
    private static func results(_ name: String) throws -> [SimulationResult] {
        let market = try #require(MarketConfiguration.ready(name))
        return try (1...3).map { try TestMarket.result(market, seed: $0) }
    }

    @Test func theNamesAreThoseOfTheDocumentation() {
        #expect(
            MarketConfiguration.ready.map(\.name) == [
                "calm", "volatile", "shorts", "longs", "crash", "weekend-gap", "thin-arbitrage", "oracle-outage",
            ])
        #expect(MarketConfiguration.ready("calm") == MarketConfiguration.ready[0])
        #expect(MarketConfiguration.ready("storm") == nil)
    }

    @Test func calmIsCalm() throws {
        for result in try Self.results("calm") {
            #expect(try result.number("tracking.mean") < 0.003)
            #expect(try result.number("tracking.outside1Percent") < 0.01)
            #expect(try result.number("badDebt") == 0)
            #expect(try result.number("trades.ordinary") > 2000)
        }
    }

    @Test func volatileIsHarderToTrack() throws {
        for (calm, volatile) in zip(try Self.results("calm"), try Self.results("volatile")) {
            #expect(try volatile.number("tracking.p99") > calm.number("tracking.p99"))
            #expect(try volatile.number("liquidations.full") + volatile.number("liquidations.partial") > 0)
        }
    }

    /// The side in the majority pays, and arbitrageurs, who take the other one, are paid.
    @Test func oneSidedDemandPaysFunding() throws {
        for result in try Self.results("longs") { #expect(try result.number("funding.paidByLongs") > 0) }
        for result in try Self.results("shorts") { #expect(try result.number("funding.paidByShorts") > 0) }
    }

    @Test func aCrashLiquidates() throws {
        for result in try Self.results("crash") {
            #expect(try result.number("liquidations.full") + result.number("liquidations.partial") > 20)
            #expect(try result.number("fund.maxDrawdown") > 0)
        }
    }

    @Test func aGapLiquidates() throws {
        for result in try Self.results("weekend-gap") {
            #expect(try result.number("liquidations.full") + result.number("liquidations.partial") > 0)
            #expect(try result.number("tracking.max") > 0.05)
        }
    }

    @Test func thinArbitrageTracksBadly() throws {
        for result in try Self.results("thin-arbitrage") {
            #expect(try result.number("tracking.mean") > 0.02)
            #expect(try result.number("tracking.outside5Percent") > 0.05)
        }
    }

    @Test func anOutageLeavesTheOracleBehind() throws {
        let market = try #require(MarketConfiguration.ready("oracle-outage"))
        for seed in UInt64(1)...3 {
            var simulation = try Simulation(market, seed: seed)
            var farthest = Decimal18.zero
            simulation.onBlock = { record in
                farthest = max(farthest, record.oraclePrice.relativeDistance(from: record.indexPrice) ?? .zero)
            }
            _ = try simulation.run()
            #expect(farthest > .percent(15))
        }
    }
}

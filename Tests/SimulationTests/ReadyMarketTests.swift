import Clearing
import FixedPoint
import Simulation
import Testing
import VirtualAMM

/// What each ready market is there to show (SPEC K14).
@Suite struct ReadyMarketTests {
    // The whole markets take long without the optimizer.
    #if DEBUG
    private static let seeds: UInt64 = 1
    #else
    private static let seeds: UInt64 = 3
    #endif

    private static func results(_ name: String) throws -> [SimulationResult] {
        let market = try #require(MarketConfiguration.ready(name))
        return try (1...seeds).map { try TestMarket.result(market, seed: $0) }
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

    @Test func volatileTakesMoreArbitrageAndLiquidations() throws {
        for (calm, volatile) in zip(try Self.results("calm"), try Self.results("volatile")) {
            #expect(try volatile.number("volume.total") > 2 * calm.number("volume.total"))
            #expect(try volatile.number("liquidations.full") + volatile.number("liquidations.partial") > 0)
        }
    }

    /// The side in the majority pays; the price stays on its side of the index.
    @Test func oneSidedDemandPaysFunding() throws {
        for result in try Self.results("longs") {
            #expect(try result.number("funding.paidByLongs") > 10_000)
            #expect(try result.number("tracking.outside1Percent") > 0.05)
        }
        for result in try Self.results("shorts") {
            #expect(try result.number("funding.paidByShorts") > 10_000)
            #expect(try result.number("tracking.outside1Percent") > 0.05)
        }
    }

    @Test func aCrashLiquidates() throws {
        for result in try Self.results("crash") {
            #expect(try result.number("liquidations.full") + result.number("liquidations.partial") > 20)
            #expect(try result.number("fund.maxDrawdown") > 0)
        }
    }

    @Test func aGapLeavesBadDebt() throws {
        for result in try Self.results("weekend-gap") {
            #expect(try result.number("liquidations.full") > 0)
            #expect(try result.number("badDebt") > 0)
        }
    }

    @Test func thinArbitrageTracksBadly() throws {
        for result in try Self.results("thin-arbitrage") {
            #expect(try result.number("tracking.mean") > 0.01)
            #expect(try result.number("tracking.outside5Percent") > 0.02)
        }
    }

    @Test func anOutageLeavesTheOracleBehind() throws {
        let market = try #require(MarketConfiguration.ready("oracle-outage"))
        for seed in 1...Self.seeds {
            var simulation = try Simulation(market, seed: seed)
            var farthest = Decimal18.zero
            simulation.onBlock = { record in
                farthest = max(farthest, record.oraclePrice.relativeDistance(from: record.indexPrice) ?? .zero)
            }
            let result = try simulation.run()
            #expect(farthest > .percent(15))
            // Funding goes by the price that was reported last: shorts, who are right, pay.
            #expect(try result.number("funding.paidByShorts") > 20_000)
        }
    }
}

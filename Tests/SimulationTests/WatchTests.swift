import Clearing
import FixedPoint
import Simulation
import Testing
import VirtualAMM

/// Only positions whose bound is passed are looked at, and none is missed (SPEC K8).
@Suite struct WatchTests {
    /// After every call of liquidators everybody else is looked at too, and found to be safe: the law `bounds`.
    @Test(arguments: ["crash", "volatile", "shorts"]) func nobodyIsMissed(_ name: String) throws {
        for revision in Revision.allCases {
            var market = try #require(MarketConfiguration.ready(name))
            market.revision = revision
            market.run.secondsPerBlock = 3600
            market.run.blocks = 24 * 20
            market.traders.count = 30
            market.traders.meanTolerance = .zero
            market.traders.leastLeverage = Decimal18(whole: 5)
            market.traders.mostLeverage = Decimal18(whole: 10)
            market.liquidators.latency = 0
            let scale = try decimal("0.7")
            let change: KDecision = revision == .v1 ? .resize(multiplier: scale) : .pay(scale: scale)
            let decisions = [nil, nil, change, nil, .repeg(price: Decimal18(whole: 380))]
            let result = try TestMarket.result(
                market, seed: 4, policy: ListPolicy(decisions: decisions), checksLaws: true)
            #expect(try result.number("liquidations.full") + result.number("liquidations.partial") > 10)
        }
    }
}

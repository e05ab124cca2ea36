import Clearing
import FixedPoint
import Simulation
import Testing
import VirtualAMM

/// Arbitrageurs know what they can pay, and what they earn does not depend on how many they are (SPEC K7).
@Suite struct ArbitrageTests {
    #if DEBUG
    private static let seeds: UInt64 = 3
    #else
    private static let seeds: UInt64 = 30
    #endif

    private static func thin(_ multiplier: String = "1") throws -> MarketConfiguration {
        var market = try #require(MarketConfiguration.ready("thin-arbitrage"))
        market.pool.quoteAssetReserve = try market.pool.quoteAssetReserve.multiplied(by: try decimal(multiplier))
        market.pool.baseAssetReserve = try market.pool.baseAssetReserve.multiplied(by: try decimal(multiplier))
        return market
    }

    /// Also where its capital is all in use, hedged or not.
    @Test func noOrderOfAnArbitrageurReverts() throws {
        for seed in 1...Self.seeds {
            for hedges: UInt64 in [0, 1] {
                var market = try Self.thin()
                market.arbitrageurs.hedges = hedges
                var simulation = try Simulation(market, seed: seed)
                var (reverts, lastTrade): (Int, UInt64) = (0, 0)
                simulation.onStep = { step, _ in
                    guard SimulatedAccounts.role(of: step.sender) == .arbitrageur else { return }
                    if case .reverted = step.outcome { reverts += 1 }
                    lastTrade = step.block.number
                }
                let result = try simulation.run()
                #expect(reverts == 0)
                #expect(try result.number("arbitrage.notSent") == 0)
                // It never ends in a state that it can't leave.
                #expect(lastTrade > market.run.blocks * 9 / 10)
            }
        }
    }

    @Test(arguments: ["1", "0.1"]) func splittingTheirCapitalChangesNothing(_ fee: String) throws {
        var market = try #require(MarketConfiguration.ready("thin-arbitrage"))
        market.pool.spreadRatio = try decimal("0.001").multiplied(by: try decimal(fee))
        var means: [Double] = []
        for count: UInt64 in [1, 5, 50] {
            market.arbitrageurs.count = count
            market.arbitrageurs.capital = Decimal18(whole: 5_000_000 / count)
            let profits = try (1...Self.seeds).map {
                try TestMarket.result(market, seed: $0).number("arbitrage.hedgedProfit")
            }
            means.append(profits.reduce(0, +) / Double(Self.seeds))
        }
        for mean in means { #expect(abs(mean / means[0] - 1) < 0.02, "\(means)") }
    }
}

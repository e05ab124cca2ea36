import FixedPoint
import Simulation
import Testing
import VirtualAMM

/// Both ends of the choice of K, over 30 seeds.
@Suite struct FrontierTests {
    private static func market(_ factorOfK: (UInt64, UInt64)) -> MarketConfiguration {
        TestMarket.market(blocks: 168) {
            $0.pool.quoteAssetReserve = Decimal18(whole: 10_000_000 * factorOfK.0 / factorOfK.1)
            $0.pool.baseAssetReserve = Decimal18(whole: 25_000 * factorOfK.0 / factorOfK.1)
            $0.traders.count = 20
            $0.arbitrageurs.count = 1
            $0.arbitrageurs.capital = Decimal18(whole: 50_000)
        }
    }

    /// Were K of no influence, each seed would go either way with probability 1/2. 25 of 30 or more going one way then
    /// has a probability of 1.6 · 10⁻⁴ (the sum of the binomials 25 to 30 over 2³⁰): significant at 0.001.
    private static let significant = 25

    @Test func moreKWithThinArbitrageTracksWorseAndLessKSlipsMore() throws {
        var (tracksWorse, slipsMore) = (0, 0)
        for seed in UInt64(1)...30 {
            let one = try TestMarket.result(Self.market((1, 1)), seed: seed)
            let double = try TestMarket.result(Self.market((2, 1)), seed: seed)
            let half = try TestMarket.result(Self.market((1, 2)), seed: seed)
            if try double.number("tracking.mean") > one.number("tracking.mean") { tracksWorse += 1 }
            if try half.number("slippage.average") > one.number("slippage.average") { slipsMore += 1 }
        }
        #expect(tracksWorse >= Self.significant, "\(tracksWorse) of 30")
        #expect(slipsMore >= Self.significant, "\(slipsMore) of 30")
    }
}

import Clearing
import FixedPoint
import Simulation
import Testing
import VirtualAMM
import WideIntegers

/// What x · y = k makes of a market, measured in runs.
@Suite struct PhysicsTests {
    /// A market in which K is scaled, everything else being the same.
    private static func scaled(by factor: UInt64, _ change: (inout MarketConfiguration) -> Void = { _ in })
        -> MarketConfiguration
    {
        TestMarket.market {
            $0.pool.quoteAssetReserve = Decimal18(whole: 10_000_000 * factor)
            $0.pool.baseAssetReserve = Decimal18(whole: 25_000 * factor)
            $0.arbitrageurs.capital = Decimal18(whole: 100_000_000)
            change(&$0)
        }
    }

    /// The quote that a buyer needs on the core to move the price by 1 %, found by bisection.
    private static func measuredDepth(_ state: PoolState) throws -> Decimal18 {
        let target = try state.spotPrice().multiplied(by: .percent(101))
        var (low, high) = (UInt256.zero, state.quoteAssetReserve.raw)
        while high - low > 1 {
            let middle = (low + high) / 2
            let amount = Decimal18(raw: middle)
            let base = try state.inputPrice(.addToAmm, quoteAssetAmount: amount)
            let price = try state.quoteAssetReserve.adding(amount).divided(
                by: state.baseAssetReserve.subtracting(base))
            if price < target { low = middle } else { high = middle }
        }
        return Decimal18(raw: high)
    }

    @Test func theQuoteThatMovesThePriceIsThatOfTheFormula() throws {
        var simulation = try Simulation(Self.scaled(by: 1), seed: 4)
        var checked = 0
        while !simulation.isDone {
            try simulation.step()
            guard simulation.market.block.number % 24 == 0 else { continue }
            let state = simulation.market.state(PoolID(rawValue: 0))
            let measured = try Self.measuredDepth(state)
            // y · (√1.01 − 1), the root to 18 digits.
            let formula = try state.quoteAssetReserve.multiplied(by: try decimal("0.004987562112089027"))
            let distance = try #require(measured.relativeDistance(from: formula))
            #expect(distance < (try decimal("0.000001")))
            checked += 1
        }
        #expect(checked == 10)
    }

    @Test func slippageFallsAsTheInverseOfTheReserve() throws {
        // Without agents, so that the reserves stay what they are.
        func slippage(_ factor: UInt64) throws -> Double {
            try TestMarket.result(
                Self.scaled(by: factor) {
                    $0.traders.count = 0
                    $0.arbitrageurs.count = 0
                    $0.run.blocks = 3
                }
            ).number("slippage.large")
        }
        let one = try slippage(1)
        #expect(abs(one / 0.01 - 1) < 1e-12)
        for factor: UInt64 in [2, 4, 100] { #expect(abs(try slippage(factor) * Double(factor) / one - 1) < 1e-9) }
    }

    @Test func slippageFallsInALiveMarketToo() throws {
        let (one, four) = (
            try TestMarket.result(Self.scaled(by: 1), seed: 6), try TestMarket.result(Self.scaled(by: 4), seed: 6)
        )
        let ratio = try one.number("slippage.large") / four.number("slippage.large")
        #expect(abs(ratio - 4) < 0.05)
    }

    /// Only arbitrageurs and the index: everything scales with S = √K.
    @Test func arbitrageCapitalGrowsAsS() throws {
        func peak(_ factor: UInt64) throws -> Double {
            try TestMarket.result(
                Self.scaled(by: factor) {
                    $0.traders.count = 0
                    $0.arbitrageurs.leastNotional = Decimal18(raw: 1_000_000_000_000)
                }, seed: 7
            ).number("arbitrage.peakCapital")
        }
        let one = try peak(1)
        #expect(one > 10_000)
        for factor: UInt64 in [2, 4] { #expect(abs(try peak(factor) / one / Double(factor) - 1) < 1e-6) }
    }

    /// The fixture of SPEC KC2: x = 66.667, y = 1500, d = 33.333.
    @Test func thePayExtensionMeetsItsFixture() throws {
        let third = try decimal("33.333333333333333333")
        var pool = try Pool(
            revision: .v2,
            parameters: PoolParameters(
                quoteAssetReserve: Decimal18(whole: 1000), baseAssetReserve: Decimal18(whole: 100),
                tradeLimitRatio: .one, fundingPeriod: 3600), owner: Account(rawValue: 1),
            counterParty: Account(rawValue: 1), block: Block(number: 1, timestamp: 1))
        let context = CallContext(sender: Account(rawValue: 1), block: Block(number: 2, timestamp: 2))
        try pool.setOpen(true, context: context)
        let bought = try pool.swapInput(.addToAmm, quoteAssetAmount: Decimal18(whole: 500), context: context).value
        #expect(bought == third)
        func cost(_ scale: String) throws -> Double {
            try #require(Double(pool.state.change(scaledBy: try decimal(scale)).cost.description))
        }
        #expect(abs(try cost("2") - 100) < 1e-15 * 100)
        #expect(abs(try cost("0.5") + 125) < 1e-15 * 125)
        #expect(try cost("1") == 0)
        #expect(abs(try cost("1000000000") - 250) < 1e-6)
    }
}

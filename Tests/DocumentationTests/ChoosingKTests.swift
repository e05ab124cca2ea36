import FixedPoint
import Simulation
import Testing

/// The code of Sweeps.docc/ChoosingK.md.
// article
struct RoomForOpenInterest: KPolicy {
    let name = "room"
    /// The quote reserve is kept at this many times the open interest.
    var room = Decimal18(whole: 20)

    func decide(_ observation: KObservation) -> KDecision? {
        guard let aim = try? observation.openInterest.multiplied(by: room),
            aim > observation.quoteAssetReserve,
            let scale = try? aim.divided(by: observation.quoteAssetReserve)
        else { return nil }
        // A tenth at most in one period. The fund pays: an extension, not in the contracts.
        return .pay(scale: min(scale, Decimal18(raw: 1_100_000_000_000_000_000)))
    }
}
// end

@Suite struct ChoosingKTests {
    @Test func aPolicyOfOnesOwnIsComparedWithNone() throws {
        // article
        var market = MarketConfiguration.ready("calm") ?? MarketConfiguration()
        try market.set("run.blocks", to: "2000")
        try market.set("pool.quoteAssetReserve", to: "1000000")
        try market.set("pool.baseAssetReserve", to: "2500")

        var left = try Simulation(market, seed: 1)
        var deepened = try Simulation(market, seed: 1, policy: RoomForOpenInterest())
        let (before, after) = (try left.run(), try deepened.run())
        let slippage = (before.measure("slippage.medium"), after.measure("slippage.medium"))
        let cost = after.measure("k.cost")
        // end
        let (first, second) = (try #require(slippage.0), try #require(slippage.1))
        #expect(try Decimal18(parsing: second) < Decimal18(parsing: first))
        #expect(after.measure("k.changes") != "0" && cost != nil)
        #expect(before.measure("k.changes") == "0")
    }
}

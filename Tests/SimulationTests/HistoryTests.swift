import Clearing
import FixedPoint
import Simulation
import Testing
import VirtualAMM
import WideIntegers

/// Memory does not grow with the length of a run, and what is forgotten changes nothing.
@Suite struct HistoryTests {
    @Test func historiesStayShort() throws {
        var simulation = try Simulation(
            TestMarket.market(blocks: 3000) {
                $0.run.secondsPerBlock = 60
                $0.oracle.period = 60
                $0.traders.count = 5
                $0.traders.meanWait = 600
                $0.traders.meanHolding = 600
            }, seed: 1)
        _ = try simulation.run()
        let market = simulation.market.house.markets[0]
        // An hour, and what came since history was last dropped.
        #expect(market.pool.reserveSnapshots.count < 60 + 256 + 3)
        #expect(market.feed.entries.count < 60 + 256 + 3)
    }

    /// Every average that a call can ask for, before and after, by sums and by the walk.
    @Test func averagesStayTheSame() throws {
        let owner = Account(rawValue: 1)
        var pool = try Pool(
            revision: .v2,
            parameters: PoolParameters(
                quoteAssetReserve: Decimal18(whole: 40_000), baseAssetReserve: Decimal18(whole: 100),
                tradeLimitRatio: .one, fundingPeriod: 3600), owner: owner, counterParty: owner,
            block: Block(number: 1, timestamp: 1_600_000_000))
        var feed = PriceFeed()
        var context = CallContext(sender: owner, block: Block(number: 1, timestamp: 1_600_000_000))
        try pool.setOpen(true, context: context)
        for step in UInt64(1)...300 {
            context.block = Block(number: 1 + step, timestamp: context.block.timestamp + 7 + step * 31 % 50)
            _ = try pool.swapInput(
                step % 3 == 0 ? .removeFromAmm : .addToAmm, quoteAssetAmount: Decimal18(whole: 10 + step % 7),
                context: context)
            try feed.setLatestData(price: Decimal18(whole: 400 + step % 11), timestamp: context.block.timestamp)
        }
        let now = context.block.timestamp
        var (short, shortFeed) = (pool, feed)
        short.forgetHistory(before: now - 3600)
        shortFeed.forgetHistory(before: now - 3600)
        #expect(short.reserveSnapshots.count < pool.reserveSnapshots.count)
        #expect(shortFeed.entries.count < feed.entries.count)
        for interval: UInt256 in [1, 60, 900, 3599, 3600] {
            for later: UInt64 in [0, 1, 500] where UInt64(interval) > later {
                for fromSums in [true, false] {
                    #expect(
                        try short.twapPrice(interval: interval, now: now, fromSums: fromSums)
                            == pool.twapPrice(interval: interval, now: now, fromSums: fromSums))
                    #expect(
                        try shortFeed.twapPrice(interval: interval, now: now + later, fromSums: fromSums)
                            == feed.twapPrice(interval: interval, now: now + later, fromSums: fromSums))
                }
            }
        }
        #expect(
            try short.outputTwap(.addToAmm, baseAssetAmount: .one, now: now)
                == pool.outputTwap(.addToAmm, baseAssetAmount: .one, now: now))
        // Beyond what is kept, sums and walk still agree with each other.
        #expect(
            try short.twapPrice(interval: 100_000, now: now, fromSums: true)
                == short.twapPrice(interval: 100_000, now: now, fromSums: false))
    }
}

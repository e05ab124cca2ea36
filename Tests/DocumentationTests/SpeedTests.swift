import FixedPoint
import Testing
import VirtualAMM
import WideIntegers

/// The code of VirtualAMM.docc/Speed.md.
@Suite struct SpeedTests {
    @Test func manyTradesArePriced() throws {
        // article
        var batch = QuoteBatch()
        var prices = QuotePrices()
        for whole in 1...1000 as ClosedRange<UInt64> {
            batch.append(
                .addToAmm, amount: Decimal18(whole: whole), quoteAssetReserve: Decimal18(whole: 40_000),
                baseAssetReserve: Decimal18(whole: 100))
        }
        batch.inputPrices(into: &prices)
        let baseForThousand = prices.values[999]  // 2.439024390243902439
        // end
        #expect(baseForThousand.description == "2.439024390243902439")
        #expect(prices.reverts.isEmpty)
    }

    @Test func aTradeIsTriedAndUndone() throws {
        let (owner, house) = (Account(rawValue: 0), Account(rawValue: 1))
        let block = Block(number: 1, timestamp: 1_600_000_000)
        var pool = try Pool(
            revision: .v2,
            parameters: PoolParameters(
                quoteAssetReserve: Decimal18(whole: 40_000), baseAssetReserve: Decimal18(whole: 100),
                tradeLimitRatio: Decimal18(parsing: "0.9"), fundingPeriod: 3600),
            owner: owner, counterParty: house, block: block)
        try pool.setOpen(true, context: CallContext(sender: owner, block: block))
        let (call, priceLimit) = (CallContext(sender: house, block: block), Decimal18(whole: 420))
        let untouched = pool
        // article
        let before = pool.checkpoint()
        var bestSize: UInt64 = 0
        for size in stride(from: 100, through: 5_000, by: 100) as StrideThrough<UInt64> {
            _ = try pool.swapInput(.addToAmm, quoteAssetAmount: Decimal18(whole: size), context: call)
            if try pool.spotPrice() <= priceLimit { bestSize = size }
            pool.restore(before)
        }
        // end
        // (40,000 + 900)² / (40,000 · 100) is 418.2, a hundred more is 420.25.
        #expect(bestSize == 900)
        #expect(pool == untouched)
        // article
        let state = pool.state
        let quotes = try (1...1000 as ClosedRange<UInt64>).map { whole throws(Revert) in
            try state.inputPrice(.addToAmm, quoteAssetAmount: Decimal18(whole: whole))
        }
        // end
        #expect(quotes.last?.description == "2.439024390243902439")
    }
}

import FixedPoint
import TestSupport
import Testing
import VirtualAMM
import WideIntegers

/// SPEC P2, P3: a batch gives the bits of single quotes, and reverts where they do.
@Suite struct QuoteBatchTests {
    @Test(arguments: 0..<UInt64(8))
    func aBatchGivesWhatSingleQuotesGive(batch: UInt64) throws {
        var generator = SeededGenerator("aBatchGivesWhatSingleQuotesGive(\(batch))")
        for _ in 0..<batch { generator = SeededGenerator(seed: generator.next()) }
        var (checked, values, reverts) = (0, 0, 0)
        var (quotes, prices) = (QuoteBatch(), QuotePrices())
        while checked < 1_300_000 {
            let trades = (0..<Int(generator.next() % 300)).map { _ in
                batch % 2 == 0 ? QuoteOperands(&generator) : QuoteOperands(production: &generator)
            }
            let isInput = generator.next() % 2 == 0
            quotes.removeAll()
            for trade in trades {
                let (moved, answering) = (Decimal18(raw: trade.moved), Decimal18(raw: trade.answering))
                quotes.append(
                    trade.isRemoving ? .removeFromAmm : .addToAmm, amount: Decimal18(raw: trade.amount),
                    quoteAssetReserve: isInput ? moved : answering, baseAssetReserve: isInput ? answering : moved)
            }
            if isInput { quotes.inputPrices(into: &prices) } else { quotes.outputPrices(into: &prices) }
            try #require(prices.values.count == trades.count)
            for (index, trade) in trades.enumerated() {
                do throws(Revert) {
                    let single = try Curve.distance(
                        trade.isRemoving ? .removeFromAmm : .addToAmm, amount: Decimal18(raw: trade.amount),
                        moved: Decimal18(raw: trade.moved), answering: Decimal18(raw: trade.answering),
                        emptied: isInput ? .quoteAssetAfterIsZero : .baseAssetAfterIsZero)
                    guard prices.reverts.isEmpty || prices.reverts[index] == nil, prices.values[index] == single else {
                        Issue.record("\(trade): \(single), in a batch \(prices.values[index])")
                        return
                    }
                    values += 1
                } catch {
                    #expect(prices.reverts[index] == error && prices.values[index].isZero, "\(trade)")
                    reverts += 1
                }
            }
            checked += trades.count
        }
        #expect(values > 700_000 && (reverts > 100_000 || batch % 2 == 1), "\(values) values, \(reverts) reverts")
    }

    @Test(arguments: [0, 1, 8191, 8192, 8193, 40_003])
    func allCoresGiveWhatOneGives(count: Int) async throws {
        var generator = SeededGenerator("\(#function) \(count)")
        var (quotes, prices) = (QuoteBatch(), QuotePrices())
        for _ in 0..<count {
            let trade = QuoteOperands(&generator)
            quotes.append(
                trade.isRemoving ? .removeFromAmm : .addToAmm, amount: Decimal18(raw: trade.amount),
                quoteAssetReserve: Decimal18(raw: trade.moved), baseAssetReserve: Decimal18(raw: trade.answering))
        }
        quotes.inputPrices(into: &prices)
        let input = await quotes.inputPricesOnAllCores()
        #expect(input.values == prices.values && input.reverts == prices.reverts)
        #expect(count < 8192 || !prices.reverts.isEmpty)
        quotes.outputPrices(into: &prices)
        let output = await quotes.outputPricesOnAllCores()
        #expect(output.values == prices.values && output.reverts == prices.reverts)
    }
}

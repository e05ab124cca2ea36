import FixedPoint
import Testing
import VirtualAMM

/// The code of VirtualAMM.docc/FirstTrade.md.
@Suite struct FirstTradeTests {
    @Test func aPoolIsTradedOn() throws {
        // article
        let owner = Account(rawValue: 0)
        let house = Account(rawValue: 1)
        let block = Block(number: 1, timestamp: 1_600_000_000)
        var pool = try Pool(
            revision: .v2,
            parameters: PoolParameters(
                quoteAssetReserve: Decimal18(whole: 40_000), baseAssetReserve: Decimal18(whole: 100),
                tradeLimitRatio: Decimal18(parsing: "0.9"), fundingPeriod: 3600),
            owner: owner, counterParty: house, block: block)
        try pool.setOpen(true, context: CallContext(sender: owner, block: block))

        let receipt = try pool.swapInput(
            .addToAmm, quoteAssetAmount: Decimal18(whole: 1000), context: CallContext(sender: house, block: block))
        print(receipt.value)  // 2.439024390243902439
        for event in receipt.events { print(event) }
        // end
        #expect(receipt.value.description == "2.439024390243902439")
        #expect(receipt.events.count == 2)
    }
}

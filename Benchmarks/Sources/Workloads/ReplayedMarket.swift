internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// A market of 100 traders and the calls that they will make on it.
final class ReplayedMarket {
    private var house: ClearingHouse
    private let pool: PoolID
    private let calls: [(call: Call, context: CallContext)]

    init(steps: Int) throws {
        let block = Block(number: 1, timestamp: 1_600_000_000)
        (house, pool) = try MarketMaker.market(indexPrice: 400, block: block)
        try house.mint(Decimal18(whole: 1_000_000_000_000).raw, to: Account(rawValue: 2))
        for trader in 0..<UInt64(100) {
            try house.mint(Decimal18(whole: 1_000_000_000_000).raw, to: Account(rawValue: 10 + trader))
        }
        calls = Self.calls(steps, on: pool, from: block)
    }

    private static func calls(
        _ count: Int, on pool: PoolID, from start: Block
    ) -> [(call: Call, context: CallContext)] {
        var generator = SeededGenerator(seed: 4)
        func decimal(_ range: ClosedRange<UInt64>) -> Decimal18 {
            Decimal18(raw: UInt256(UInt64.random(in: range, using: &generator)) * 1_000_000_000_000_000)
        }
        return (0..<count).map { index in
            let number = start.number + UInt64(index / 3)
            let block = Block(number: number, timestamp: start.timestamp + (number - start.number) * 15)
            let context = CallContext(
                sender: Account(rawValue: 10 + UInt64.random(in: 0..<100, using: &generator)), block: block)
            // An hour has 240 blocks.
            if index % 720 == 719 { return (.clearingHouse(.payFunding(pool)), context) }
            let call: ClearingHouseCall =
                switch UInt64.random(in: 0..<100, using: &generator) {
                case 0..<75:
                    .openPosition(
                        pool, side: Bool.random(using: &generator) ? .buy : .sell,
                        quoteAssetAmount: decimal(1000...100_000), leverage: decimal(1000...5000),
                        baseAssetAmountLimit: .zero)
                case 75..<85: .closePosition(pool, quoteAssetAmountLimit: .zero)
                case 85..<93: .addMargin(pool, addedMargin: decimal(100...10_000))
                default: .removeMargin(pool, removedMargin: decimal(100...10_000))
                }
            return (.clearingHouse(call), context)
        }
    }

    /// Makes every call; one that reverts counts as well.
    func run() {
        var reverts = 0
        for (call, context) in calls {
            do throws(Revert) { _ = try house.execute(call, context: context) } catch { reverts += 1 }
        }
        consume(reverts)
        precondition(reverts * 2 < calls.count, "a market in which most calls revert says nothing: \(reverts)")
    }
}

internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// A market of 100 traders and the calls that they will make on it.
final class ReplayedMarket {
    private enum Call {
        case open(Side, amount: Decimal18, leverage: Decimal18)
        case close
        case addMargin(Decimal18)
        case removeMargin(Decimal18)
        case payFunding
    }

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
        calls = Self.calls(steps, from: block)
    }

    private static func calls(_ count: Int, from start: Block) -> [(call: Call, context: CallContext)] {
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
            if index % 720 == 719 { return (.payFunding, context) }
            let call: Call =
                switch UInt64.random(in: 0..<100, using: &generator) {
                case 0..<75:
                    .open(
                        Bool.random(using: &generator) ? .buy : .sell, amount: decimal(1000...100_000),
                        leverage: decimal(1000...5000))
                case 75..<85: .close
                case 85..<93: .addMargin(decimal(100...10_000))
                default: .removeMargin(decimal(100...10_000))
                }
            return (call, context)
        }
    }

    /// Makes every call; one that reverts counts as well.
    func run() {
        var reverts = 0
        for (call, context) in calls {
            do throws(Revert) { try make(call, context) } catch { reverts += 1 }
        }
        consume(reverts)
        precondition(reverts * 2 < calls.count, "a market in which most calls revert says nothing: \(reverts)")
    }

    private func make(_ call: Call, _ context: CallContext) throws(Revert) {
        switch call {
        case .open(let side, let amount, let leverage):
            _ = try house.openPosition(
                pool, side: side, quoteAssetAmount: amount, leverage: leverage, context: context)
        case .close: _ = try house.closePosition(pool, context: context)
        case .addMargin(let amount): _ = try house.addMargin(pool, addedMargin: amount, context: context)
        case .removeMargin(let amount): _ = try house.removeMargin(pool, removedMargin: amount, context: context)
        case .payFunding: _ = try house.payFunding(pool, context: context)
        }
    }
}

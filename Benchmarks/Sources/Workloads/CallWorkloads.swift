internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

extension Workload {
    /// Whole calls: of the pool, then of the clearing house.
    public static let calls: [Workload] = [
        swap("swapInput, all checks") { pool, direction, amount, context throws(Revert) in
            try pool.swapInput(
                direction, quoteAssetAmount: amount, baseAssetAmountLimit: direction == .addToAmm ? tiny : huge,
                context: context
            ).value
        },
        swap("swapOutput, all checks") { pool, direction, amount, context throws(Revert) in
            try pool.swapOutput(
                direction, baseAssetAmount: amount, quoteAssetAmountLimit: direction == .addToAmm ? tiny : huge,
                context: context
            ).value
        },
        market("openPosition, first of a trader", prepare: { try $0.fundNewcomers($1) }) { try $0.openPositions($1) },
        market("openPosition, growing, 1 snapshot in the window", blockTime: 901) { try $0.growPositions($1) },
        market("openPosition, growing, 60 snapshots in the window") { try $0.growPositions($1) },
        market("openPosition, reverting at its end") { try $0.revertingOrders($1) },
        market(
            "closePosition",
            prepare: {
                try $0.fundNewcomers($1)
                try $0.openPositions($1)
            }, run: { try $0.closePositions($1) }),
        liquidation,
        market("payFunding") { try $0.payFunding($1) },
        market("reserve TWAP over an hour") { try $0.reserveTWAP($1) },
        market("output TWAP over 60 snapshots") { try $0.outputTWAP($1) },
    ]

    private static let tiny = Decimal18(raw: 1)
    private static let huge = Decimal18(raw: .max)

    /// Swaps back and forth on a pool with trade and fluctuation limits, a new block for each.
    private static func swap(
        _ name: String,
        _ call: @escaping @Sendable (inout Pool, Direction, Decimal18, CallContext) throws(Revert) -> Decimal18
    ) -> Workload {
        Workload(name, count: 10_000) {
            let house = Account(rawValue: 1)
            var block = Block(number: 1, timestamp: 1_600_000_000)
            var pool = try MarketMaker.makePool(counterParty: house, block: block)
            try pool.setOpen(true, context: CallContext(sender: Account(rawValue: 0), block: block))
            var generator = SeededGenerator(seed: 1)
            let trades = (0..<10_000).map { _ in
                let direction: Direction = generator.next() % 2 == 0 ? .addToAmm : .removeFromAmm
                return (direction, Decimal18(raw: Decimal18.oneInWei + UInt256(generator.next())))
            }
            return {
                for (direction, amount) in trades {
                    block.number += 1
                    block.timestamp += 15
                    consume(try call(&pool, direction, amount, CallContext(sender: house, block: block)))
                }
            }
        }
    }

    /// Calls on one market with 1,000 positions, which goes on from round to round.
    private static func market(
        _ name: String, blockTime: UInt64 = 15,
        prepare: @escaping @Sendable (GrownMarket, Int) throws -> Void = { _, _ in },
        run: @escaping @Sendable (GrownMarket, Int) throws -> Void
    ) -> Workload {
        Workload(name, count: 2000) {
            let market = try GrownMarket(positions: 1000, snapshots: 1000)
            market.blockTime = blockTime
            try market.growPositions(100)
            try prepare(market, 2000)
            return { try run(market, 2000) }
        }
    }

    /// Positions at ten times leverage after the price has fallen, liquidated one after the other.
    private static let liquidation = Workload("liquidate", count: 500) {
        let market = try FallenMarket(positions: 500)
        return { try market.liquidateAll() }
    }
}

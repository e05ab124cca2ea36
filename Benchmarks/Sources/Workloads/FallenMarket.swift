internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// A market whose longs have all lost their margin.
final class FallenMarket {
    private var house: ClearingHouse
    private let pool: PoolID
    private var block = Block(number: 1, timestamp: 1_600_000_000)
    private let positions: UInt64
    private static let seller = Account(rawValue: 4)
    private static let liquidator = Account(rawValue: 5)

    init(positions: UInt64) throws {
        self.positions = positions
        (house, pool) = try MarketMaker.market(indexPrice: 370, block: block)
        for account in [Account(rawValue: 2), Self.seller] {
            try house.mint(Decimal18(whole: 10_000_000_000).raw, to: account)
        }
        for number in 0..<positions {
            try house.mint(Decimal18(whole: 100).raw, to: trader(number))
            try order(trader(number), .buy, Decimal18(whole: 10), leverage: 10)
        }
        // The price falls by about 7.8 %, and stays there for longer than an average reaches back.
        try order(Self.seller, .sell, Decimal18(whole: 1_600_000_000), leverage: 1)
        block.timestamp += 2000
    }

    private func trader(_ number: UInt64) -> Account { Account(rawValue: 1000 + number) }

    private func order(_ sender: Account, _ side: Side, _ amount: Decimal18, leverage: UInt64) throws {
        advance()
        _ = try house.openPosition(
            pool, side: side, quoteAssetAmount: amount, leverage: Decimal18(whole: leverage),
            context: CallContext(sender: sender, block: block))
    }

    private func advance() {
        block.number += 1
        block.timestamp += 15
    }

    func liquidateAll() throws {
        for number in 0..<positions {
            advance()
            _ = try house.liquidate(
                pool, trader: trader(number), context: CallContext(sender: Self.liquidator, block: block))
        }
    }
}

internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// A market with as many positions and reserve snapshots as asked for, all checks and fees on.
public final class GrownMarket {
    private var house: ClearingHouse
    private let pool: PoolID
    /// Seconds from one block to the next.
    public var blockTime: UInt64 = 15
    private var block = Block(number: 1, timestamp: 1_600_000_000)
    private let traders: Int
    private var next = 0
    private var newcomers: UInt64 = 0
    private static let poor = Account(rawValue: 999)

    /// A market with as many traders, and at least as many orders, each in a block of its own.
    public init(positions: Int, snapshots: Int) throws {
        traders = positions
        (house, pool) = try MarketMaker.market(indexPrice: 400, block: block)
        try house.mint(Decimal18(whole: 1_000_000_000).raw, to: Account(rawValue: 2))
        for index in 0..<positions { try house.mint(Decimal18(whole: 1_000_000_000).raw, to: trader(index)) }
        for _ in 0..<max(positions, snapshots) { try order() }
    }

    /// Traders in an order that the caches don't like.
    private func trader(_ index: Int) -> Account {
        Account(rawValue: 1000 + UInt64(index) * 2_654_435_761 % 4_294_967_296)
    }

    private func context(_ account: Account) -> CallContext { CallContext(sender: account, block: block) }

    private func advance() {
        block.number += 1
        block.timestamp += blockTime
    }

    private func order() throws {
        advance()
        next += 1
        let side: Side = next % 2 == 0 ? .buy : .sell
        let amount = Decimal18(raw: Decimal18.oneInWei + UInt256(UInt64(next % 1000)) * 1_000_000_000_007)
        // Each trader always trades on the same side, so that positions grow and are not flipped.
        let index = next % traders
        let steady: Side = traders % 2 == 0 ? side : (index % 2 == 0 ? .buy : .sell)
        _ = try house.openPosition(
            pool, side: steady, quoteAssetAmount: amount, leverage: Decimal18(whole: 3), context: context(trader(index))
        )
    }

    /// Orders of traders who have a position. Their margin is tested after the trade, which values the position on each
    /// snapshot of the last 900 seconds: 60 of them when there is a block in 15 seconds.
    public func growPositions(_ count: Int) throws {
        for _ in 0..<count { try order() }
    }

    /// Tokens for new traders, who will open or close after this.
    public func fundNewcomers(_ count: Int) throws {
        for offset in 1...UInt64(count) { try house.mint(Decimal18.oneInWei * 10, to: newcomer(newcomers + offset)) }
    }

    private func newcomer(_ number: UInt64) -> Account { Account(rawValue: 1 << 40 | number) }

    /// First orders of funded new traders, which no margin test follows.
    public func openPositions(_ count: Int) throws {
        for _ in 0..<count {
            advance()
            newcomers += 1
            _ = try house.openPosition(
                pool, side: newcomers % 2 == 0 ? .buy : .sell, quoteAssetAmount: .one, leverage: Decimal18(whole: 3),
                context: context(newcomer(newcomers)))
        }
    }

    /// The newest traders close what they hold.
    public func closePositions(_ count: Int) throws {
        for offset in 0..<UInt64(count) {
            advance()
            _ = try house.closePosition(pool, context: context(newcomer(newcomers - offset)))
        }
    }

    /// Orders of an account without tokens: everything is done, and undone when it can't pay.
    public func revertingOrders(_ count: Int) throws {
        for _ in 0..<count {
            advance()
            do throws(Revert) {
                _ = try house.openPosition(
                    pool, side: .buy, quoteAssetAmount: .one, leverage: Decimal18(whole: 3), context: context(Self.poor)
                )
            } catch {
                guard error == .transferFromFailed else { throw error }
            }
        }
    }

    /// Settlements an hour apart, each after a trade.
    public func payFunding(_ count: Int) throws {
        for _ in 0..<count {
            block.number += 1
            block.timestamp += 3600
            _ = try house.payFunding(pool, context: context(MarketMaker.owner))
        }
    }

    /// The average price of the reserves that funding asks for.
    public func reserveTWAP(_ count: Int, seconds: UInt64 = 3600) throws {
        for offset in 0..<count {
            consume(try house[pool].twapPrice(interval: UInt256(seconds), now: block.timestamp + UInt64(offset % 7)))
        }
    }

    /// The average value of a position over the 900 seconds that a margin test asks for.
    public func outputTWAP(_ count: Int) throws {
        for offset in 0..<count {
            let amount = Decimal18(raw: Decimal18.oneInWei + UInt256(UInt64(offset)))
            consume(try house[pool].outputTwap(.addToAmm, baseAssetAmount: amount, now: block.timestamp))
        }
    }
}

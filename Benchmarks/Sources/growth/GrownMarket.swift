import Clearing
import FixedPoint
import VirtualAMM
import WideIntegers

/// A market with as many positions and reserve snapshots as asked for.
final class GrownMarket {
    private var house: ClearingHouse
    private let pool: PoolID
    private var block = Block(number: 1, timestamp: 1_600_000_000)
    private let traders: Int
    private var next = 0
    private static let owner = Account(rawValue: 0)
    private static let vault = Account(rawValue: 1)

    init(positions: Int, snapshots: Int) throws {
        traders = positions
        guard let decimals = TokenDecimals(18) else { throw Revert.invalidInput }
        house = ClearingHouse(
            revision: .v2,
            parameters: ClearingHouseParameters(
                initMarginRatio: Decimal18(raw: 100_000_000_000_000_000),
                maintenanceMarginRatio: Decimal18(raw: 62_500_000_000_000_000),
                liquidationFeeRatio: Decimal18(raw: 12_500_000_000_000_000)),
            accounts: ClearingHouseAccounts(
                owner: Self.owner, vault: Self.vault, insuranceFund: Account(rawValue: 2),
                tollPool: Account(rawValue: 3)),
            quoteTokenDecimals: decimals)
        let owners = CallContext(sender: Self.owner, block: block)
        var amm = try Pool(
            revision: .v2,
            parameters: PoolParameters(
                quoteAssetReserve: Decimal18(whole: 40_000_000_000), baseAssetReserve: Decimal18(whole: 100_000_000),
                tradeLimitRatio: Decimal18(raw: 900_000_000_000_000_000), fundingPeriod: 3600,
                fluctuationLimitRatio: Decimal18(raw: 500_000_000_000_000_000),
                tollRatio: Decimal18(raw: 1_000_000_000_000_000), spreadRatio: Decimal18(raw: 1_000_000_000_000_000)),
            owner: Self.owner, block: block)
        try amm.setOpen(true, context: owners)
        var feed = PriceFeed()
        try feed.setLatestData(price: Decimal18(whole: 400), timestamp: block.timestamp)
        pool = try house.addPool(amm, feed: feed, context: owners)
        try house.mint(Decimal18(whole: 1_000_000_000).raw, to: Account(rawValue: 2))
        for index in 0..<positions { try house.mint(Decimal18(whole: 1_000_000_000).raw, to: trader(index)) }
        for _ in 0..<max(positions, snapshots) { try open() }
    }

    /// Traders in an order that the caches don't like.
    private func trader(_ index: Int) -> Account {
        Account(rawValue: 1000 + UInt64(index) * 2_654_435_761 % 4_294_967_296)
    }

    private func context(_ account: Account) -> CallContext { CallContext(sender: account, block: block) }

    private func advance() {
        block.number += 1
        block.timestamp += 15
    }

    private func open() throws {
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
    /// of the 60 snapshots of the last 900 seconds.
    func growPositions(_ count: Int) throws {
        for _ in 0..<count { try open() }
    }

    /// First orders of new traders, which no margin test follows.
    func openPositions(_ count: Int) throws {
        for _ in 0..<count {
            advance()
            next += 1
            let newcomer = Account(rawValue: 1 << 40 | UInt64(next))
            try house.mint(Decimal18.oneInWei * 10, to: newcomer)
            _ = try house.openPosition(
                pool, side: next % 2 == 0 ? .buy : .sell, quoteAssetAmount: .one, leverage: Decimal18(whole: 3),
                context: context(newcomer))
        }
    }

    /// Orders of an account without tokens: everything is done, and undone when it can't pay.
    func revertingOrders(_ count: Int) throws {
        let poor = Account(rawValue: 999)
        for _ in 0..<count {
            advance()
            do throws(Revert) {
                _ = try house.openPosition(
                    pool, side: .buy, quoteAssetAmount: .one, leverage: Decimal18(whole: 3), context: context(poor))
            } catch {
                guard error == .transferFromFailed else { throw error }
            }
        }
    }

    func payFunding(_ count: Int) throws {
        for _ in 0..<count {
            block.number += 1
            block.timestamp += 3600
            // A swap a block, so that the interval has something to average.
            try open()
            _ = try house.payFunding(pool, context: context(Self.owner))
        }
    }

    func reserveTWAP(_ count: Int) throws {
        var sum = UInt256.zero
        for offset in 0..<count {
            sum = try sum &+ house[pool].twapPrice(interval: 3600, now: block.timestamp + UInt64(offset % 7)).raw
        }
        guard !sum.isZero else { throw Revert.invalidInput }
    }
}

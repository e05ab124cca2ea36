import AllocationCounter
import Clearing
import FixedPoint
import Testing
import VirtualAMM
import WideIntegers

private let owner = Account(rawValue: 0)
private let vault = Account(rawValue: 1)

/// Where the C library's allocator can be stood in front of: with glibc.
@Suite(.enabled(if: allocation_counter_counts())) struct MemoryTests {
    /// Close below a power of two: arrays grow by doubling, and the room that they keep is not what is measured.
    private static let count = 65_000
    private static let block = Block(number: 1, timestamp: 1_600_000_000)

    private static func makePool() throws -> Pool {
        var pool = try Pool(
            revision: .v2,
            parameters: PoolParameters(
                quoteAssetReserve: Decimal18(whole: 40_000), baseAssetReserve: Decimal18(whole: 100),
                tradeLimitRatio: .one, fundingPeriod: 3600),
            owner: owner, counterParty: vault, block: block)
        try pool.setOpen(true, context: CallContext(sender: owner, block: block))
        return pool
    }

    @Test func aPositionWithItsBalanceTakesAtMost256Bytes() throws {
        guard let decimals = TokenDecimals(18) else { return }
        var house = ClearingHouse(
            revision: .v2,
            parameters: ClearingHouseParameters(
                initMarginRatio: .ratio(1, of: 10), maintenanceMarginRatio: .ratio(1, of: 16),
                liquidationFeeRatio: .ratio(1, of: 80)),
            accounts: ClearingHouseAccounts(
                owner: owner, vault: vault, insuranceFund: Account(rawValue: 2), tollPool: nil),
            quoteTokenDecimals: decimals)
        let pool = try house.addPool(
            Self.makePool(), feed: PriceFeed(), context: CallContext(sender: owner, block: Self.block))
        let before = allocation_bytes()
        for number in 0..<UInt64(Self.count) {
            let trader = Account(rawValue: 1000 + number)
            try house.mint(1_000_000, to: trader)
            house.restore(Position(), pool, of: trader)
        }
        let bytes = Double(allocation_bytes() - before) / Double(Self.count)
        print("\(bytes) bytes a position with its balance")
        #expect(house.markets[0].traders.count == Self.count)
        #expect(bytes > 100 && bytes <= 256, "\(bytes)")
    }

    @Test func aSnapshotTakesAtMost120Bytes() throws {
        var pool = try Self.makePool()
        let before = allocation_bytes()
        for number in 1...UInt64(Self.count) {
            let block = Block(number: 1 + number, timestamp: Self.block.timestamp + 15 * number)
            _ = try pool.swapInput(
                number % 2 == 0 ? .addToAmm : .removeFromAmm, quoteAssetAmount: .one,
                context: CallContext(sender: vault, block: block))
        }
        let bytes = Double(allocation_bytes() - before) / Double(Self.count)
        print("\(bytes) bytes a snapshot")
        #expect(pool.reserveSnapshots.count == Self.count + 1)
        #expect(bytes > 80 && bytes <= 120, "\(bytes)")
    }
}

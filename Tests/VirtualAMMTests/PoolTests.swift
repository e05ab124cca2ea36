import AllocationCounter
import FixedPoint
import TestSupport
import Testing
import VirtualAMM
import WideIntegers

private let owner = Account(rawValue: 0)
private let house = Account(rawValue: 1)
private let stranger = Account(rawValue: 2)

private func context(_ sender: Account = house, block: UInt64 = 1, time: UInt64 = 1_600_000_000) -> CallContext {
    CallContext(sender: sender, block: Block(number: block, timestamp: time))
}

private func makePool(
    _ revision: Revision = .v2, quote: UInt64 = 40_000, base: UInt64 = 100, fluctuation: Decimal18 = .zero
) throws -> Pool {
    let parameters = PoolParameters(
        quoteAssetReserve: Decimal18(whole: quote), baseAssetReserve: Decimal18(whole: base),
        tradeLimitRatio: Decimal18(raw: 900_000_000_000_000_000), fundingPeriod: 3600,
        fluctuationLimitRatio: fluctuation)
    var pool = try Pool(
        revision: revision, parameters: parameters, owner: owner, counterParty: house,
        block: Block(number: 1, timestamp: 1_600_000_000))
    try pool.setOpen(true, context: context(owner))
    return pool
}

@Suite struct PoolTests {
    @Test func thePublishedExampleComesBackToTheStart() throws {
        var pool = try makePool()
        let long = try pool.swapInput(.addToAmm, quoteAssetAmount: Decimal18(whole: 1000), context: context())
        #expect(long.value.description == "2.439024390243902439")
        #expect(pool.state.quoteAssetReserve.description == "41000")
        let short = try pool.swapInput(.removeFromAmm, quoteAssetAmount: Decimal18(whole: 1000), context: context())
        #expect(short.value.raw - long.value.raw == 1)
        #expect(pool.state.quoteAssetReserve == Decimal18(whole: 40_000))
        #expect(pool.state.baseAssetReserve.raw - Decimal18(whole: 100).raw == 1)
    }

    @Test(arguments: Revision.allCases)
    func aRevertChangesNothing(revision: Revision) throws {
        var pool = try makePool(revision, fluctuation: Decimal18(raw: 50_000_000_000_000_000))
        var generator = SeededGenerator()
        var (reverts, successes) = (0, 0)
        for step in 0..<20_000 {
            let before = pool
            let block = context(
                generator.next() % 50 == 0 ? stranger : house, block: UInt64(step / 3 + 2),
                time: 1_600_000_000 + UInt64(step / 3) * 15)
            let amount = Decimal18(raw: Operands.random(bits: 40 + Int(generator.next() % 36), &generator))
            let limit = generator.next() % 3 == 0 ? Decimal18(raw: Operands.random(bits: 60, &generator)) : .zero
            let direction: Direction = generator.next() % 2 == 0 ? .addToAmm : .removeFromAmm
            do {
                switch generator.next() % 8 {
                case 0...2:
                    _ = try pool.swapInput(
                        direction, quoteAssetAmount: amount, baseAssetAmountLimit: limit,
                        canOverFluctuationLimit: generator.next() % 4 == 0, context: block)
                case 3...5:
                    _ = try pool.swapOutput(
                        direction, baseAssetAmount: amount, quoteAssetAmountLimit: limit,
                        skipFluctuationCheck: generator.next() % 4 == 0, context: block)
                case 6:
                    _ = try pool.migrateLiquidity(
                        liquidityMultiplier: Decimal18(
                            raw: 500_000_000_000_000_000 + amount.raw % 1_000_000_000_000_000_000),
                        fluctuationLimitRatio: .zero, context: context(owner, block: block.block.number))
                default:
                    _ = try pool.shutdown(context: context(stranger))
                }
                successes += 1
            } catch {
                reverts += 1
                #expect(pool == before)
            }
        }
        #expect(reverts > 1000 && successes > 1000)
    }

    @Test func everySetterAsksForTheOwner() throws {
        var pool = try makePool(.v1)
        let before = pool
        let calls: [(inout Pool, CallContext) throws -> Void] = [
            { pool, context in try pool.setOpen(false, context: context) },
            { pool, context in try pool.setTollRatio(.one, context: context) },
            { pool, context in try pool.setSpreadRatio(.one, context: context) },
            { pool, context in try pool.setFluctuationLimitRatio(.one, context: context) },
            { pool, context in
                _ = try pool.setCap(maxHoldingBaseAsset: .one, openInterestNotionalCap: .one, context: context)
            },
            { pool, context in try pool.setSpotPriceTwapInterval(60, context: context) },
            { pool, context in try pool.setCounterParty(stranger, context: context) },
            { pool, context in try pool.setGlobalShutdown(stranger, context: context) },
            { pool, context in try pool.setOwner(stranger, context: context) },
            { pool, context in
                _ = try pool.migrateLiquidity(
                    liquidityMultiplier: Decimal18(whole: 2), fluctuationLimitRatio: .zero, context: context)
            },
        ]
        for call in calls {
            #expect(throws: Revert.callerIsNotTheOwner) { try call(&pool, context(house)) }
            #expect(pool == before)
            var owned = before
            try call(&owned, context(owner))
            #expect(owned != before)
        }
        #expect(throws: Revert.withoutData) { try pool.setPriceFeed(stranger, context: context(owner)) }
    }

    /// SPEC P15.
    @Test func onlyTheFinalRevisionCanBePointedToAnotherOracle() throws {
        var pool = try makePool(.v2)
        #expect(throws: Revert.callerIsNotTheOwner) { try pool.setPriceFeed(nil, context: context(house)) }
        #expect(throws: Revert.invalidPriceFeedAddress) { try pool.setPriceFeed(nil, context: context(owner)) }
        let events = try pool.setPriceFeed(stranger, context: context(owner)).events
        #expect(Array(events) == [.priceFeedUpdated(priceFeed: stranger)])
        #expect(pool.state.priceFeed == stranger)
    }

    /// SPEC P16, for a pool.
    @Test func ownershipMovesInTwoSteps() throws {
        var pool = try makePool()
        func refuses(_ revert: Revert, _ newOwner: Account?, by account: Account = owner) {
            #expect(throws: revert) { try pool.setOwner(newOwner, context: context(account)) }
        }
        refuses(.callerIsNotTheOwner, nil, by: stranger)
        refuses(.ownerIsZeroAddress, nil)
        refuses(.ownerIsTheSame, owner)
        #expect(throws: Revert.noOwnershipCandidate) { try pool.updateOwner(context: context(stranger)) }
        try pool.setOwner(stranger, context: context(owner))
        refuses(.candidateIsTheSame, stranger)
        #expect(pool.state.owner == owner && pool.state.ownerCandidate == stranger)
        #expect(throws: Revert.notTheNewOwner) { try pool.updateOwner(context: context(house)) }
        let moved = try pool.updateOwner(context: context(stranger)).events.first
        guard case .ownershipTransferred(let transfer) = moved else {
            Issue.record("\(String(describing: moved))")
            return
        }
        #expect(transfer.previousOwner == owner && transfer.newOwner == stranger)
        #expect(pool.state.owner == stranger && pool.state.ownerCandidate == nil)
        #expect(throws: Revert.noOwnershipCandidate) { try pool.updateOwner(context: context(stranger)) }
    }

    /// SPEC P16: a candidate named before can still take over what nobody owns.
    @Test func ownershipCanBeGivenUp() throws {
        var pool = try makePool()
        try pool.setOwner(stranger, context: context(owner))
        #expect(throws: Revert.callerIsNotTheOwner) { try pool.renounceOwnership(context: context(stranger)) }
        _ = try pool.renounceOwnership(context: context(owner))
        #expect(pool.state.owner == nil)
        #expect(throws: Revert.callerIsNotTheOwner) { try pool.setTollRatio(.one, context: context(owner)) }
        _ = try pool.updateOwner(context: context(stranger))
        #expect(pool.state.owner == stranger)
    }

    @Test func creationRefusesZeros() {
        func create(_ quote: UInt64, _ base: UInt64, _ limit: UInt64, _ period: UInt256) throws {
            _ = try Pool(
                revision: .v2,
                parameters: PoolParameters(
                    quoteAssetReserve: Decimal18(whole: quote), baseAssetReserve: Decimal18(whole: base),
                    tradeLimitRatio: Decimal18(whole: limit), fundingPeriod: period),
                owner: owner, block: Block(number: 1, timestamp: 1))
        }
        #expect(throws: Revert.invalidInput) { try create(0, 1, 1, 1) }
        #expect(throws: Revert.invalidInput) { try create(1, 0, 1, 1) }
        #expect(throws: Revert.invalidInput) { try create(1, 1, 0, 1) }
        #expect(throws: Revert.invalidInput) { try create(1, 1, 1, 0) }
        #expect(throws: Never.self) { try create(1, 1, 1, 1) }
    }

    @Test func v2HasNoMigration() throws {
        var pool = try makePool(.v2)
        #expect(throws: Revert.withoutData) {
            try pool.migrateLiquidity(
                liquidityMultiplier: Decimal18(whole: 2), fluctuationLimitRatio: .zero, context: context(owner))
        }
    }

    /// SPEC O1 to O3.
    @Test func theOracleKnowsItsOrder() throws {
        var feed = PriceFeed()
        try feed.setLatestData(price: .one, timestamp: 100)
        #expect(throws: Revert.incorrectTimestamp) { try feed.setLatestData(price: .one, timestamp: 100) }
        #expect(throws: Revert.intervalCannotBeZero) { try feed.twapPrice(interval: 0, now: 100) }
        #expect(throws: Revert.subtractionOverflow) { try feed.twapPrice(interval: 101, now: 100) }
        #expect(throws: Revert.subtractionOverflow) { try feed.twapPrice(interval: .max, now: 100) }
        try feed.setLatestData(price: Decimal18(whole: 3), timestamp: 200)
        #expect(try feed.twapPrice(interval: 200, now: 300) == Decimal18(whole: 2))
        // Only what the history covers counts.
        #expect(try feed.twapPrice(interval: 300, now: 300) == Decimal18(whole: 2))
        #expect(try feed.price() == Decimal18(whole: 3))
    }
}

/// Where the C library's allocator can be stood in front of: with glibc.
@Suite(.enabled(if: allocation_counter_counts())) struct AllocationTests {
    @Test func theCounterCounts() {
        let before = allocation_count()
        let array = Array(repeating: UInt64(7), count: 1000)
        #expect(array.count == 1000)
        #expect(allocation_count() > before)
    }

    @Test func quotesAllocateNothing() throws {
        let pool = try makePool()
        var generator = SeededGenerator()
        let amounts = (0..<1000).map { _ in Decimal18(raw: Operands.random(bits: 70, &generator)) }
        var sum = UInt256.zero
        let before = allocation_count()
        for amount in amounts {
            sum = try sum &+ pool.inputPrice(.addToAmm, quoteAssetAmount: amount).raw
            sum = try sum &+ pool.outputPrice(.addToAmm, baseAssetAmount: amount).raw
        }
        #expect(allocation_count() - before == 0)
        #expect(!sum.isZero)
    }

    @Test(arguments: Revision.allCases)
    func swapsWithinABlockAllocateNothing(revision: Revision) throws {
        var pool = try makePool(revision, fluctuation: Decimal18(raw: 900_000_000_000_000_000))
        _ = try pool.swapInput(.addToAmm, quoteAssetAmount: .one, context: context(block: 2))
        let before = allocation_count()
        for step in 0..<1000 {
            let direction: Direction = step % 2 == 0 ? .addToAmm : .removeFromAmm
            let receipt = try pool.swapInput(direction, quoteAssetAmount: .one, context: context(block: 2))
            guard receipt.events.count == 2 else { break }
        }
        #expect(allocation_count() - before == 0)
        #expect(pool.reserveSnapshots.count == 2)
    }
}

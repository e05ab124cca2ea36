import FixedPoint
import TestSupport
import Testing
import VirtualAMM
import WideIntegers

private let owner = Account(rawValue: 0)
private let house = Account(rawValue: 1)

/// A pool of any size, the more extreme the better, whose reserves move in steps of any length in time.
private struct RestlessPool {
    var pool: Pool
    var block: Block
    /// Whether time may run back and leap to its end.
    let isWild: Bool
    /// The most seconds between two blocks: mostly, an interval holds a few snapshots or very many.
    let gap: UInt64

    init?(_ generator: inout SeededGenerator) {
        isWild = generator.next() % 2 == 0
        gap = generator.next() % 2 == 0 ? 600 : 12
        block = Block(number: 1, timestamp: 1_000_000 + generator.next() % 1000)
        let quoteBits = 60 + Int(generator.next() % 180)
        let quote = Operands.random(bits: isWild ? quoteBits : 90, &generator)
        let base = Operands.random(bits: isWild ? min(120, 254 - quoteBits) : 80, &generator)
        let parameters = PoolParameters(
            quoteAssetReserve: Decimal18(raw: quote), baseAssetReserve: Decimal18(raw: base),
            tradeLimitRatio: .one, fundingPeriod: 3600)
        guard
            var pool = try? Pool(
                revision: generator.next() % 2 == 0 ? .v1 : .v2, parameters: parameters, owner: owner,
                counterParty: house, block: block),
            (try? pool.setOpen(true, context: CallContext(sender: owner, block: block))) != nil
        else { return nil }
        self.pool = pool
    }

    mutating func step(_ generator: inout SeededGenerator) {
        switch generator.next() % (isWild ? 10 : 6) {
        case 0: break
        case 1: block = Block(number: block.number + 1, timestamp: block.timestamp)
        case 8:
            let back = min(block.timestamp, generator.next() % 5000)
            block = Block(number: block.number + 1, timestamp: block.timestamp - back)
        case 9 where generator.next() % 20 == 0:
            block = Block(number: block.number + 1, timestamp: .max - generator.next() % 100_000)
        default:
            let (later, overflow) = block.timestamp.addingReportingOverflow(generator.next() % gap)
            block = Block(number: block.number + 1, timestamp: overflow ? .max : later)
        }
        let checkpoint = pool.checkpoint()
        let reserve = pool.state.quoteAssetReserve.raw
        let amount = reserve >> Int(2 + generator.next() % 20)
        _ = try? pool.swapInput(
            generator.next() % 2 == 0 ? .addToAmm : .removeFromAmm, quoteAssetAmount: Decimal18(raw: amount),
            context: CallContext(sender: house, block: block))
        if generator.next() % 8 == 0 { pool.restore(checkpoint) }
    }
}

/// An interval of any length, mostly one that matters.
private func anyInterval(_ generator: inout SeededGenerator) -> UInt256 {
    Operands.random(bits: Int(generator.next() % (generator.next() % 10 == 0 ? 257 : 21)), &generator)
}

/// How often two ways to compute a price were compared.
private struct Comparison {
    var values = 0
    var reverts = 0

    mutating func expectSame(_ fast: Result<Decimal18, any Error>, _ walked: Result<Decimal18, any Error>) {
        switch (fast, walked) {
        case (.success(let fast), .success(let walked)):
            #expect(fast == walked)
            values += 1
        case (.failure(let fast), .failure(let walked)):
            #expect(fast as? Revert == walked as? Revert)
            reverts += 1
        default: Issue.record("\(fast) from the sums, \(walked) from the walk")
        }
    }
}

@Suite struct TWAPTests {
    @Test func theSumsGiveWhatTheWalkGives() throws {
        var generator = SeededGenerator()
        var comparison = Comparison()
        for _ in 0..<400 {
            guard var restless = RestlessPool(&generator) else { continue }
            for _ in 0..<150 {
                restless.step(&generator)
                let (pool, latest) = (restless.pool, restless.pool.reserveSnapshots.last?.timestamp ?? 0)
                for _ in 0..<2 {
                    let now =
                        generator.next() % 8 == 0 ? generator.next() % 2_000_000 : latest &+ generator.next() % 700
                    let interval = anyInterval(&generator)
                    comparison.expectSame(
                        Result { try pool.twapPrice(interval: interval, now: now) },
                        Result { try pool.twapPrice(interval: interval, now: now, fromSums: false) })
                }
            }
        }
        #expect(comparison.values > 30_000 && comparison.reverts > 3000, "\(comparison)")
    }

    /// SPEC P9 on prices of a trade, step by step.
    private func walkedQuote(
        _ pool: Pool, _ direction: Direction, _ amount: Decimal18, isInput: Bool, now: UInt64
    ) throws -> Decimal18 {
        func value(_ snapshot: ReserveSnapshot) throws -> Decimal18 {
            let (quote, base) = (snapshot.quoteAssetReserve, snapshot.baseAssetReserve)
            return try Curve.distanceStepByStep(
                direction, amount: amount, moved: isInput ? quote : base, answering: isInput ? base : quote,
                emptied: isInput ? .quoteAssetAfterIsZero : .baseAssetAfterIsZero)
        }
        func weight(_ later: UInt64, _ earlier: UInt64) throws -> UInt256 {
            try UInt256(later).subtracting(UInt256(earlier))
        }
        let history = pool.reserveSnapshots
        var index = history.count - 1
        let latest = try value(history[index])
        let start = try UInt256(now).subtracting(900)
        if index == 0 || UInt256(history[index].timestamp) <= start { return latest }
        var period = try weight(now, history[index].timestamp)
        var sum = try latest.multiplied(byScalar: period)
        while index > 0 {
            index -= 1
            let price = try value(history[index])
            let next = history[index + 1].timestamp
            if UInt256(history[index].timestamp) <= start {
                let last = try price.multiplied(byScalar: UInt256(next).subtracting(start))
                return try sum.adding(last).divided(byScalar: 900)
            }
            let seconds = try weight(next, history[index].timestamp)
            sum = try sum.adding(price.multiplied(byScalar: seconds))
            period = try period.adding(seconds)
        }
        return try sum.divided(byScalar: period)
    }

    @Test func averagesOfQuotesAreThoseOfTheWalk() throws {
        var generator = SeededGenerator()
        var comparison = Comparison()
        for _ in 0..<300 {
            guard var restless = RestlessPool(&generator) else { continue }
            for _ in 0..<150 {
                restless.step(&generator)
                let (pool, latest) = (restless.pool, restless.pool.reserveSnapshots.last?.timestamp ?? 0)
                let now = generator.next() % 8 == 0 ? generator.next() % 2_000_000 : latest &+ generator.next() % 400
                let direction: Direction = generator.next() % 2 == 0 ? .addToAmm : .removeFromAmm
                let isInput = generator.next() % 2 == 0
                let reserve = isInput ? pool.state.quoteAssetReserve.raw : pool.state.baseAssetReserve.raw
                // At times about as much as there is: reverts on some of the snapshots.
                let amount = Decimal18(raw: reserve >> Int(generator.next() % 30))
                comparison.expectSame(
                    Result {
                        isInput
                            ? try pool.inputTwap(direction, quoteAssetAmount: amount, now: now)
                            : try pool.outputTwap(direction, baseAssetAmount: amount, now: now)
                    },
                    Result { try walkedQuote(pool, direction, amount, isInput: isInput, now: now) })
            }
        }
        #expect(comparison.values > 15_000 && comparison.reverts > 2000, "\(comparison)")
    }

    /// The vector units read the reserves in place.
    @Test func theReservesComeFirstInASnapshot() {
        #expect(MemoryLayout<ReserveSnapshot>.offset(of: \.quoteAssetReserve) == 0)
        #expect(MemoryLayout<ReserveSnapshot>.offset(of: \.baseAssetReserve) == MemoryLayout<Decimal18>.stride)
    }

    @Test func theSumsOfAFeedGiveWhatTheWalkGives() throws {
        var generator = SeededGenerator()
        var comparison = Comparison()
        for _ in 0..<400 {
            var feed = PriceFeed()
            var time = generator.next() % 1000
            let (bits, gap) = (
                generator.next() % 257, generator.next() % (generator.next() % 8 == 0 ? 1 << 62 : 900) + 1
            )
            for _ in 0..<60 {
                let (later, overflow) = time.addingReportingOverflow(generator.next() % gap + 1)
                if overflow { break }
                time = later
                try feed.setLatestData(
                    price: Decimal18(raw: Operands.random(bits: Int(bits), &generator)), timestamp: time)
                for _ in 0..<4 {
                    // At the start of the interval lie entries as often as between them.
                    let entry = feed.entries[Int(generator.next() % UInt64(feed.entries.count))]
                    let now = generator.next() % 8 == 0 ? generator.next() : time &+ generator.next() % 700
                    let interval = generator.next() % 2 == 0 ? anyInterval(&generator) : UInt256(now &- entry.timestamp)
                    comparison.expectSame(
                        Result { try feed.twapPrice(interval: interval, now: now) },
                        Result { try feed.twapPrice(interval: interval, now: now, fromSums: false) })
                }
            }
        }
        #expect(comparison.values > 30_000 && comparison.reverts > 3000, "\(comparison)")
    }
}

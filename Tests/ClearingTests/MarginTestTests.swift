import Clearing
import FixedPoint
import Foundation
import TestSupport
import Testing
import VirtualAMM
import WideIntegers

/// Tests of margin told without the average (SPEC C5, C6) against the rules as they are written.
@Suite struct MarginTestTests {
    /// How many positions are tested: a few thousand, or as many as VAMM_MARGIN_TESTS says.
    private static let count =
        ProcessInfo.processInfo.environment["VAMM_MARGIN_TESTS"].flatMap { Int($0) } ?? 4000

    @Test func whatIsToldWithoutTheAverageIsWhatTheRuleSays() throws {
        var generator = SeededGenerator()
        var tally = Tally()
        while tally.positions < Self.count {
            guard var market = RestlessMarket(&generator) else { continue }
            for _ in 0..<60 where tally.positions < Self.count {
                market.step(&generator)
                for _ in 0..<20 { market.compare(&tally, &generator) }
            }
        }
        print("\(tally)")
        #expect(tally.mistakes == [])
        // Every way to be told, and not to be, is met often.
        for (name, count) in tally.counts { #expect(count > Self.count / 200, "\(name): \(count)") }
    }
}

/// What came of the comparisons.
private struct Tally: CustomStringConvertible {
    var positions = 0
    var counts: [String: Int] = [
        "ratio at least, told": 0, "ratio below, told": 0, "ratio left to the average": 0, "ratio reverts": 0,
        "free, told": 0, "not free, told": 0, "free left to the average": 0, "free reverts": 0,
        "H1": 0, "H2": 0, "on the bound": 0, "margin above open notional, told": 0,
    ]
    var mistakes: [String] = []

    mutating func count(_ name: String, _ isSo: Bool = true) { if isSo { counts[name, default: 0] += 1 } }

    mutating func expect(_ told: Result<Bool?, Revert>, _ rule: Result<Bool, Revert>, _ what: () -> String) {
        let agree =
            switch (told, rule) {
            case (.success(nil), _): true
            case (.success(let told), .success(let rule)): told == rule
            case (.failure(let told), .failure(let rule)): told == rule
            default: false
            }
        if !agree, mistakes.count < 10 { mistakes.append("told \(told), by the rule \(rule): \(what())") }
    }

    var description: String {
        counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    }
}

/// A market whose reserves move in steps of any length in time, and positions made up to be at the edge of a test.
private struct RestlessMarket {
    private static let owner = Account(rawValue: 0)
    private static let vault = Account(rawValue: 1)
    private static let pool = PoolID(rawValue: 0)
    private var house: ClearingHouse
    private var block = Block(number: 1, timestamp: 1_000_000)
    /// Whether reserves are of any size, time may run back, and histories are cut short.
    private let isWild: Bool
    /// The most seconds between two blocks.
    private let gap: UInt64
    /// Every trade is at most the reserve over two to this.
    private let calm: Int
    private var checkpoint: Pool.Checkpoint

    init?(_ generator: inout SeededGenerator) {
        isWild = generator.next() % 4 == 0
        gap = [0, 15, 300, 700, 2000][Int(generator.next() % 5)]
        calm = [1, 4, 10, 20][Int(generator.next() % 4)]
        let revision: Revision = generator.next() % 2 == 0 ? .v1 : .v2
        let bits = isWild ? (40...130) : (62...112)
        func reserve() -> Decimal18 {
            let bits = Int.random(in: bits, using: &generator)
            return Decimal18(raw: Operands.random(bits: bits, &generator) | UInt256(1) << (bits - 1))
        }
        guard let decimals = TokenDecimals(18),
            var pool = try? Pool(
                revision: revision,
                parameters: PoolParameters(
                    quoteAssetReserve: reserve(), baseAssetReserve: reserve(), tradeLimitRatio: .one,
                    fundingPeriod: 3600),
                owner: Self.owner, block: block),
            (try? pool.setOpen(true, context: CallContext(sender: Self.owner, block: block))) != nil
        else { return nil }
        house = ClearingHouse(
            revision: revision,
            parameters: ClearingHouseParameters(
                initMarginRatio: .ratio(1, of: 10), maintenanceMarginRatio: .ratio(1, of: 16),
                liquidationFeeRatio: .ratio(1, of: 80)),
            accounts: ClearingHouseAccounts(
                owner: Self.owner, vault: Self.vault, insuranceFund: Account(rawValue: 2), tollPool: nil),
            quoteTokenDecimals: decimals)
        checkpoint = pool.checkpoint()
        let context = CallContext(sender: Self.owner, block: block)
        guard (try? house.addPool(pool, feed: PriceFeed(), context: context)) != nil else { return nil }
        checkpoint = house[Self.pool].checkpoint()
    }

    /// A trade in this block or a later one, and at times what undoes or forgets.
    mutating func step(_ generator: inout SeededGenerator) {
        if generator.next() % 4 != 0 {
            block.number += 1
            block.timestamp += gap == 0 ? 0 : generator.next() % gap
            if isWild, generator.next() % 12 == 0 { block.timestamp -= min(block.timestamp, generator.next() % 3000) }
        }
        switch generator.next() % 40 {
        case 0:
            checkpoint = house[Self.pool].checkpoint()
        case 1...3:
            house[Self.pool].restore(checkpoint)
        case 4 where isWild:
            house.forgetHistory(Self.pool, before: block.timestamp - min(block.timestamp, 900))
            checkpoint = house[Self.pool].checkpoint()
        case 5 where house.revision == .v1:
            _ = try? house[Self.pool].migrateLiquidity(
                liquidityMultiplier: Decimal18(raw: Decimal18.oneInWei / 2 + UInt256(generator.next() % 1_000_000_007)),
                fluctuationLimitRatio: .zero, context: CallContext(sender: Self.owner, block: block))
        default: break
        }
        let reserve = house[Self.pool].state.quoteAssetReserve.raw
        let amount = reserve >> min(255, calm + Int(generator.next() % 8))
        _ = try? house[Self.pool].swapInput(
            generator.next() % 2 == 0 ? .addToAmm : .removeFromAmm, quoteAssetAmount: Decimal18(raw: amount),
            context: CallContext(sender: Self.vault, block: block))
    }

    /// Makes up a position and a bound, and tests it both ways.
    mutating func compare(_ tally: inout Tally, _ generator: inout SeededGenerator) {
        tally.positions += 1
        let now = time(&generator)
        let premium = generator.next() % 3 == 0 ? Int256(bitPattern: number(&generator)) : .zero
        house.markets[0].cumulativePremiumFraction = SignedDecimal18(raw: premium)
        let bound = bound(&generator)
        house.parameters.initMarginRatio = bound
        var position = Position()
        position.size = size(&generator)
        let spot = Result { () throws(Revert) in
            try house.value(Self.pool, position, by: .spot, now: now)
        }
        let twap = Result { () throws(Revert) in
            try house.value(Self.pool, position, by: .twap, now: now)
        }
        // Near spot or the average, where which of them is kinder changes, or anything.
        let notional = ((generator.next() % 2 == 0 ? try? spot.get() : try? twap.get()) ?? (try? spot.get()))?.notional
        position.openNotional = Decimal18(raw: openNotional(near: notional?.raw ?? .zero, &generator))
        position.margin = margin(of: position, at: notional?.raw ?? .zero, bound: bound, &generator)
        // Without a spot value the call has reverted before any test.
        guard let spot = try? house.value(Self.pool, position, by: .spot, now: now) else { return }
        compareRatio(position, spot, bound, now, &tally)
        compareCollateral(position, spot, now, &tally)
        if case .failure(let revert) = twap {
            tally.count("H1", revert == .divisionByZero)
            tally.count("H2", revert == .baseAssetAfterIsZero || revert == .subtractionOverflow)
        }
    }

    private func compareRatio(
        _ position: Position, _ spot: PositionValue, _ bound: Decimal18, _ now: UInt64, _ tally: inout Tally
    ) {
        if position.size.isZero { return }
        let rule = Result { () throws(Revert) in
            try house.marginRatio(Self.pool, position, now: now).subtracting(unsigned: bound)
        }
        let told = Result { () throws(Revert) in
            try house.toldMarginRatio(Self.pool, position, spot: spot, isAtLeast: bound, now: now)
        }
        tally.expect(told, rule.map { !$0.isNegative }) { "\(position), bound \(bound), at \(now)" }
        tally.count("on the bound", (try? rule.get())?.isZero == true)
        switch told {
        case .success(true?):
            tally.count("ratio at least, told")
            tally.count("margin above open notional, told", position.margin > position.openNotional)
        case .success(false?): tally.count("ratio below, told")
        case .success(nil): tally.count("ratio left to the average", (try? rule.get()) != nil)
        case .failure: break
        }
        tally.count("ratio reverts", (try? rule.get()) == nil)
    }

    private func compareCollateral(
        _ position: Position, _ spot: PositionValue, _ now: UInt64, _ tally: inout Tally
    ) {
        let rule = Result { () throws(Revert) in
            try !house.freeCollateral(Self.pool, position, margin: position.margin, now: now).isNegative
        }
        let told = house.toldFreeCollateral(Self.pool, position, margin: position.margin, spot: spot, now: now)
        tally.expect(.success(told), rule) { "\(position), at \(now)" }
        switch told {
        case true?: tally.count("free, told")
        case false?: tally.count("not free, told")
        case nil: tally.count("free left to the average", (try? rule.get()) != nil)
        }
        tally.count("free reverts", (try? rule.get()) == nil)
    }

    /// Mostly soon after the latest snapshot.
    private func time(_ generator: inout SeededGenerator) -> UInt64 {
        switch generator.next() % 8 {
        case 0...4: block.timestamp + generator.next() % 20
        case 5: block.timestamp
        case 6: block.timestamp + generator.next() % 1200
        default: block.timestamp - min(block.timestamp, generator.next() % 1200)
        }
    }

    private func bound(_ generator: inout SeededGenerator) -> Decimal18 {
        switch generator.next() % 16 {
        case 0: .zero
        case 1: Decimal18(raw: UInt256(1 + generator.next() % 3))
        case 2: Decimal18(raw: Decimal18.oneInWei - 1 + UInt256(generator.next() % 3))
        case 3: Decimal18(raw: number(&generator))
        case 4: Decimal18(raw: .max >> Int(generator.next() % 3))
        case 5...7: Decimal18(raw: UInt256(generator.next() % 1_000_000_000_000_000_001))
        default: .ratio(1, of: 16)
        }
    }

    /// A size of either sign: a part of the reserve, or about as much as a snapshot has.
    private func size(_ generator: inout SeededGenerator) -> SignedDecimal18 {
        let history = house[Self.pool].reserveSnapshots
        let back = Int(generator.next() % UInt64(min(history.count, 80)))
        let base = history[history.count - 1 - back].baseAssetReserve.raw
        let magnitude: UInt256 =
            switch generator.next() % 16 {
            case 0: base &- 2 &+ UInt256(generator.next() % 5)
            case 1: base - min(base, Decimal18.oneInWei - 2 + UInt256(generator.next() % 5))
            case 2: UInt256(generator.next() % 5)
            case 3: number(&generator) >> 1
            default: base >> (1 + Int(generator.next() % 24))
            }
        let size = Int256(bitPattern: magnitude & (.max >> 1))
        return SignedDecimal18(raw: generator.next() % 2 == 0 ? size : .zero &- size)
    }

    private func openNotional(near notional: UInt256, _ generator: inout SeededGenerator) -> UInt256 {
        switch generator.next() % 16 {
        case 0: .zero
        case 1: number(&generator)
        case 2...4: notional &- 2 &+ UInt256(generator.next() % 5)
        default: notional &+ (notional >> 4) &- (notional >> (1 + Int(generator.next() % 20)))
        }
    }

    /// The margin with which equity at a notional meets a bound, to a few wei; at times above the open notional, or any.
    private func margin(
        of position: Position, at notional: UInt256, bound: Decimal18, _ generator: inout SeededGenerator
    ) -> Decimal18 {
        let choice = generator.next() % 16
        if choice == 0 { return Decimal18(raw: number(&generator)) }
        if choice == 1 { return .zero }
        if choice == 2 { return Decimal18(raw: position.openNotional.raw &+ UInt256(generator.next() % 1000)) }
        let open = position.openNotional.raw
        let basis = house.revision == .v1 ? open : notional
        let needed = basis.multipliedReportingOverflow(by: bound.raw).partialValue / Decimal18.oneInWei
        let funding = (try? house.fundingOwed(Self.pool, by: position))?.raw ?? .zero
        let loss = position.size.isPositive ? open &- notional : notional &- open
        let margin = needed &+ loss &+ funding.bitPattern &- 2 &+ UInt256(generator.next() % 5)
        if choice < 10 { return Decimal18(raw: Int256(bitPattern: margin).isNegative ? .zero : margin) }
        let off = notional >> Int(4 + generator.next() % 40)
        let moved = generator.next() % 2 == 0 ? margin &+ off : margin &- off
        return Decimal18(raw: Int256(bitPattern: moved).isNegative ? .zero : moved)
    }

    /// A number of any size.
    private func number(_ generator: inout SeededGenerator) -> UInt256 {
        Operands.random(bits: Int(generator.next() % 257), &generator)
    }
}

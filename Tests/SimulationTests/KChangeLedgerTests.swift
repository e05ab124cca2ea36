import Clearing
import FixedPoint
import Simulation
import Testing
import VirtualAMM
import WideIntegers

/// What a change of K does to a whole market, measured by running it (SPEC KC6).
@Suite struct KChangeLedgerTests {
    private static let owner = Account(rawValue: 0)
    private static let (alice, bob) = (Account(rawValue: 10), Account(rawValue: 11))
    private static let pool = PoolID(rawValue: 0)

    /// A pool of 1000 quote and 100 base, and what traders did on it, a block each.
    private struct Market {
        var house: ClearingHouse
        var block = Block(number: 1, timestamp: 1_600_000_000)

        init(_ revision: Revision, fee: Decimal18 = .zero) throws {
            let tenth = try parsed("0.1")
            house = ClearingHouse(
                revision: revision,
                parameters: ClearingHouseParameters(
                    initMarginRatio: tenth, maintenanceMarginRatio: try parsed("0.0625"),
                    liquidationFeeRatio: try parsed("0.0125"), partialLiquidationRatio: .one),
                accounts: ClearingHouseAccounts(
                    owner: owner, vault: Account(rawValue: 1), insuranceFund: Account(rawValue: 2),
                    tollPool: Account(rawValue: 3)),
                quoteTokenDecimals: try #require(TokenDecimals(18)))
            let context = CallContext(sender: owner, block: block)
            let pool = try Pool(
                revision: revision,
                parameters: PoolParameters(
                    quoteAssetReserve: parsed("1000"), baseAssetReserve: parsed("100"),
                    tradeLimitRatio: parsed("0.9"), fundingPeriod: 3600, tollRatio: fee),
                owner: owner, block: block)
            var feed = PriceFeed()
            try feed.setLatestData(price: parsed("10"), timestamp: block.timestamp)
            let id = try house.addPool(pool, feed: feed, context: context)
            try house[id].setOpen(true, context: context)
            try house.mint(parsed("5000").raw, to: Account(rawValue: 2))
        }

        mutating func open(_ trader: Account, _ side: Side, _ margin: String, _ leverage: String) throws {
            block.number += 1
            block.timestamp += 15
            if house.ledger.balance(of: trader).isZero { try house.mint(parsed("5000").raw, to: trader) }
            _ = try house.openPosition(
                pool, side: side, quoteAssetAmount: parsed(margin), leverage: parsed(leverage),
                context: CallContext(sender: trader, block: block))
        }

        func ledger(
            _ decision: KDecision, _ change: (inout KChangeLedger.Options) -> Void = { _ in }
        ) throws -> KChangeLedger {
            var options = KChangeLedger.Options()
            change(&options)
            return try KChangeLedger(house, pool: pool, decision: decision, block: block, options: options)
        }
    }

    /// 250 of margin each, without leverage: what the recorded cases `k-migration-order-lazy-2` and `-eager-2` begin with.
    private func twoLongs(_ revision: Revision = .v1) throws -> Market {
        var market = try Market(revision)
        try market.open(Self.alice, .buy, "250", "1")
        try market.open(Self.bob, .buy, "250", "1")
        return market
    }

    /// The figures are those that SPEC H3 cites from the recorded cases.
    @Test func resizingInOrderAndAtOnceAsRecorded() throws {
        let ledger = try twoLongs().ledger(.resize(multiplier: parsed("2"))) { $0.order = [Self.alice, Self.bob] }
        let order = try #require(ledger.order)
        #expect(order.lazy.shares.map(\.equity.raw) == [346_153_846_153_846_153_853, 153_846_153_846_153_846_150])
        #expect(order.eager.shares.map(\.equity.raw) == [346_153_846_153_846_153_853, 197_535_474_234_503_360_713])
        #expect(order.eager.owed.raw == 543_689_320_388_349_514_566)
        #expect(order.shares.map(\.eagerSize) != order.shares.compactMap(\.lazySize))
        // Vault 500 and fund 5000 less what is owed.
        #expect(try ledger.after.solvency == parsedSigned("4999.999999999999999997"))
        #expect(ledger.cost.isZero && ledger.before.insuranceFund == ledger.after.insuranceFund)
        #expect(ledger.after.netPosition != ledger.before.netPosition)
    }

    @Test func payMovesTheCostAndKeepsPositions() throws {
        for revision in [Revision.v1, .v2] {
            let market = try twoLongs(revision)
            let ledger = try market.ledger(.pay(scale: parsed("2")))
            let curve = try CurveExposure(market.house.markets[0].pool.state)
            #expect(try ledger.cost == curve.payment(to: curve.scaled(by: parsed("2"))))
            let formula = try #require(ledger.formulaCost)
            let distance = (formula - Rational(ledger.cost.raw)).magnitude
            #expect(distance < Rational(UInt256(100)))
            #expect(formula < ledger.maximumCost)
            let fund = try SignedDecimal18(ledger.before.insuranceFund).subtracting(ledger.cost)
            #expect(fund.magnitude == ledger.after.insuranceFund)
            #expect(ledger.traders.allSatisfy { $0.before.size == $0.after.size })
            #expect(ledger.before.netPosition == ledger.after.netPosition)
            #expect(ledger.before.spotPrice == ledger.after.spotPrice)
            // Longs sell into a deeper pool: more is owed, by the cost, and the fund paid it into the vault.
            let grown = try SignedDecimal18(ledger.after.closing.owed).subtracting(unsigned: ledger.before.closing.owed)
            let rounding = try grown.subtracting(ledger.cost).magnitude
            #expect(rounding.raw < 100)
            #expect(ledger.order == nil && ledger.decision.isExtension)
        }
    }

    @Test func aBudgetedPolicySpendsItsBudgetAndNoMore() throws {
        let market = try twoLongs(.v2)
        let state = market.house.markets[0].pool.state
        var policy = try AnyKPolicy(
            named: "budgeted", parameters: [("budget", "50"), ("revenueShare", "0"), ("maxScale", "2")])
        let decision = try #require(
            policy.decide(
                KObservation(
                    time: 0, quoteAssetReserve: state.quoteAssetReserve, baseAssetReserve: state.baseAssetReserve,
                    netPosition: state.totalPositionSize, indexPrice: try parsed("10"),
                    insuranceFund: try parsed("5000"))))
        let cost = try market.ledger(decision).cost
        let budget = try parsedSigned("50")
        #expect(cost <= budget && budget.raw - cost.raw < 1_000)
    }

    @Test func depthAndPriceMoves() throws {
        let ledger = try Market(.v2).ledger(.pay(scale: parsed("2")))
        // y·(√1.01 − 1) of 1000 and of 2000.
        #expect(try ledger.before.quoteForOnePercent == parsed("4.987562112089027021"))
        #expect(try ledger.after.quoteForOnePercent == parsed("9.975124224178054043"))
        #expect(try ledger.before.arbitrageCapital(leverage: parsed("10")) == parsed("0.498756211208902702"))
        // The average premium of q is q / y, to what the core's rounding leaves.
        for row in ledger.depth {
            let q = Rational(row.notional.raw)
            let expected = q.divided(by: Rational(try parsed("1000").raw)) ?? .zero
            let slip =
                Rational(try #require(row.slippage.before).raw).divided(by: Rational(Decimal18.oneInWei)) ?? .zero
            #expect((slip - expected).magnitude * Rational(UInt256(1_000_000_000_000_000)) < Rational(UInt256.one))
            let (before, after) = (try #require(row.slippage.before), try #require(row.slippage.after))
            #expect(after < before)
            #expect(row.breakEvenGap.before == row.slippage.before)
        }
        // With a fee of 1 % on both sides: 1.001 · 1.01 / 0.99 − 1.
        let withFee = try Market(.v2, fee: parsed("0.01")).ledger(.pay(scale: parsed("2")))
        let gap = try #require(withFee.depth.first?.breakEvenGap.before)
        #expect(gap.description.hasPrefix("0.0212222222222"))
    }

    @Test func tradingAroundAPaidChangePaysAndAroundAResizeDoesNot() throws {
        let one = try parsed("0.000000001").raw
        func profits(_ ledger: KChangeLedger) throws -> [Int256] {
            #expect(ledger.sandwiches.allSatisfy { $0.refusal == nil })
            return try ledger.sandwiches.map { try #require($0.profit).raw }
        }
        let market = try twoLongs(.v1)
        for profit in try profits(market.ledger(.resize(multiplier: parsed("2")))) { #expect(profit.magnitude < one) }
        // With nobody else there, a long makes itself closing worth more, a short likewise.
        for profit in try profits(Market(.v2).ledger(.pay(scale: parsed("2")))) { #expect(profit > 0) }
        let ledger = try Market(.v2).ledger(.pay(scale: parsed("0.5")))
        for sandwich in ledger.sandwiches {
            let (with, without) = (try #require(sandwich.profit), try #require(sandwich.profitWithoutChange))
            #expect(with.isNegative && without.magnitude.raw < one)
        }
    }

    /// Lowering K by paying worsens every long's close: a position near maintenance goes under.
    @Test func positionsBecomeLiquidatable() throws {
        var market = try Market(.v2)
        try market.open(Self.alice, .buy, "20", "10")
        let ledger = try market.ledger(.pay(scale: parsed("0.5")))
        #expect(ledger.becameLiquidatable == [Self.alice])
        #expect(ledger.before.liquidatable == 0 && ledger.after.liquidatable == 1)
        #expect(try market.ledger(.pay(scale: parsed("2"))).becameLiquidatable == [])
    }

    /// Bad debt is what makes the order matter: whoever closes last gets the worse price.
    @Test func theWorstOrderIsTheWorstOfAllOrders() throws {
        var market = try Market(.v2)
        try market.open(Self.alice, .buy, "30", "10")
        try market.open(Self.bob, .buy, "300", "1")
        try market.open(Account(rawValue: 12), .sell, "40", "5")
        let ledger = try market.ledger(.pay(scale: parsed("0.25")))
        #expect(ledger.after.search == .exhaustive)
        #expect(ledger.after.worstClosing.owed >= ledger.after.closing.owed)
        // By trying them one at a time through the order option.
        let traders = ledger.traders.map(\.before.trader)
        let orders = traders.indices.flatMap { first in
            traders.indices.filter { $0 != first }.map { [traders[first], traders[$0]] }
        }
        let owed = try orders.map { order in
            try market.ledger(.pay(scale: parsed("0.25"))) { $0.order = order }.after.closing.owed
        }
        #expect(owed.max() == ledger.after.worstClosing.owed)
        #expect(Set(owed).count > 1)
    }

    @Test func manyPositionsAreSearchedByRule() throws {
        var market = try Market(.v2)
        for number in 0..<12 {
            let side: Side = number % 3 == 0 ? .sell : .buy
            try market.open(Account(rawValue: 20 + UInt64(number)), side, "\(3 + number)", number % 2 == 0 ? "10" : "2")
        }
        let ledger = try market.ledger(.pay(scale: parsed("0.5"))) { $0.notionals = [] }
        #expect(ledger.after.search == .heuristic)
        #expect(ledger.after.worstClosing.owed >= ledger.after.closing.owed)
        #expect(ledger.after.worstClosing.shares.count + ledger.after.worstClosing.stuck.count == 12)
        #expect(Set(ledger.after.worstClosing.shares.map(\.trader)).count == ledger.after.worstClosing.shares.count)
    }

    /// What the ledger says of a close is what a close then comes to.
    @Test func closingInOrderIsWhatClosingDoes() throws {
        var market = try Market(.v1)
        try market.open(Self.alice, .buy, "100", "3")
        try market.open(Self.bob, .sell, "150", "2")
        let ledger = try market.ledger(.resize(multiplier: parsed("0.8")))
        var house = market.house
        _ = try ledger.decision.apply(to: &house, pool: Self.pool, block: market.block)
        for share in ledger.after.closing.shares {
            let before = house.ledger.balance(of: share.trader)
            market.block.number += 1
            _ = try house.closePosition(Self.pool, context: CallContext(sender: share.trader, block: market.block))
            let owed = share.equity.isPositive ? share.equity.magnitude.raw : .zero
            #expect(house.ledger.balance(of: share.trader) - before == owed)
        }
        #expect(try house.markets[0].pool.spotPrice() == ledger.after.closing.price)
    }

    @Test func aRepegMovesThePriceAndKeepsK() throws {
        let ledger = try twoLongs(.v2).ledger(.repeg(price: parsed("10")))
        let price = ledger.after.spotPrice
        #expect(try price <= parsed("10") && price > parsed("9.999999"))
        #expect(ledger.cost.isNegative && ledger.after.insuranceFund > ledger.before.insuranceFund)
        #expect(ledger.formulaCost == nil)
    }

    @Test func whatCanNotBe() throws {
        let market = try twoLongs(.v2)
        #expect(throws: KChangeError.resizeNeedsRevisionV1) { try market.ledger(.resize(multiplier: parsed("2"))) }
        #expect(KChangeError.resizeNeedsRevisionV1.description.contains("extension"))
        #expect(throws: KChangeError.reverted(.multiplierCannotBeOne, call: "migrateLiquidity")) {
            try twoLongs().ledger(.resize(multiplier: .one))
        }
        #expect(throws: KChangeError.reverted(.illegalLiquidityMultiplier, call: "migrateLiquidity")) {
            try twoLongs().ledger(.resize(multiplier: parsed("0.1")))
        }
        #expect(throws: KChangeError.self) { try market.ledger(.pay(scale: .zero)) }
        #expect(throws: KChangeError.self) { try market.ledger(.pay(scale: Decimal18(raw: .max))) }
        #expect(throws: KChangeError.priceIsZero) { try market.ledger(.repeg(price: .zero)) }
        // The fund has 5000 and the change costs more than that.
        var rich = try Market(.v2)
        try rich.open(Self.alice, .buy, "5000", "1")
        try rich.open(Self.bob, .buy, "5000", "1")
        let refused = #expect(throws: KChangeError.self) { try rich.ledger(.pay(scale: parsed("1000"))) }
        guard case .reverted(.fundNotEnough, _) = refused else {
            Issue.record("\(String(describing: refused))")
            return
        }
    }
}

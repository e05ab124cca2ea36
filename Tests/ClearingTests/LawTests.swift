import Clearing
import FixedPoint
import TestSupport
import Testing
import VirtualAMM
import WideIntegers

/// The laws of SPEC, chapter Laws, over long random runs.
@Suite struct LawTests {
    /// Markets of every shape: revisions, pools, traders, token decimals.
    private static let shapes: [RandomMarket.Options] = Revision.allCases.flatMap { revision in
        [(1, 3, 18), (2, 7, 6), (3, 40, 0), (1, 1000, 8), (2, 12, 24), (1, 5, 19)].map { pools, traders, decimals in
            RandomMarket.Options(revision: revision, pools: pools, traders: traders, decimals: decimals)
        }
    }

    /// SPEC L1, L2, and L3 in v2.
    @Test(arguments: shapes.indices)
    func everyCallConservesTokensAndEveryRevertLeavesNoTrace(shape: Int) throws {
        let options = Self.shapes[shape]
        var market = try RandomMarket(options, generator: SeededGenerator("\(#function) shape \(shape)"))
        let supply = market.house.ledger.totalSupply
        let steps = options.traders > 100 ? 1500 : 4000
        for step in 0..<steps {
            let before = market.house
            let succeeded = market.step()
            if !succeeded, market.house != before {
                Issue.record("step \(step) reverted and left a trace")
                return
            }
            let ledger = market.house.ledger
            let sum = ledger.accounts.reduce(UInt256.zero) { $0 + ledger.balance(of: $1) }
            guard sum == supply, ledger.totalSupply == supply else {
                Issue.record("step \(step): \(sum) units, not \(supply)")
                return
            }
            if options.revision == .v2 {
                for index in 0..<options.pools where !market.settled.contains(PoolID(rawValue: index)) {
                    let pool = PoolID(rawValue: index)
                    guard try market.sumOfSizes(pool) == market.house[pool].state.totalPositionSize.raw else {
                        Issue.record("step \(step): the sizes on pool \(index) do not add up")
                        return
                    }
                }
            }
        }
        for (call, outcome) in market.outcomes
        where !["pause", "shutdown", "setCap", "migrateLiquidity", "adjustPosition"].contains(call) {
            #expect(outcome.reverts > 0, "\(call) never reverted")
        }
        for (call, outcome) in market.outcomes where !call.hasPrefix("liquidate") {
            #expect(outcome.successes > 0, "\(call) never succeeded")
        }
        #expect(market.outcomes.count >= 11)
    }

    /// SPEC L4.
    @Test(arguments: Revision.allCases)
    func tradingNeverLowersTheProductK(revision: Revision) throws {
        var options = RandomMarket.Options(revision: revision, traders: 20)
        options.withOperator = false
        // K is 0 on the smallest reserves, where the product itself still says something.
        for bits in [20...40, 32...36, 58...62, 62...90, 90...110] {
            options.reserveBits = bits
            var market = try RandomMarket(options, generator: SeededGenerator("\(#function) \(revision) \(bits)"))
            let pool = PoolID(rawValue: 0)
            var trades = 0
            for step in 0..<3000 {
                let before = market.house[pool].state
                _ = market.step()
                let after = market.house[pool].state
                trades += before.baseAssetReserve == after.baseAssetReserve ? 0 : 1
                // Q · B falls by at most its remainder by 10^18.
                let product = before.quoteAssetReserve.raw * before.baseAssetReserve.raw
                let productAfter = after.quoteAssetReserve.raw * after.baseAssetReserve.raw
                guard productAfter >= product - product % Decimal18.oneInWei else {
                    Issue.record("step \(step): Q · B fell from \(product) to \(productAfter)")
                    return
                }
                let k = try before.quoteAssetReserve.multiplied(by: before.baseAssetReserve)
                let kAfter = try after.quoteAssetReserve.multiplied(by: after.baseAssetReserve)
                guard kAfter >= k else {
                    Issue.record("step \(step): K fell from \(k) to \(kAfter) on \(before)")
                    return
                }
            }
            #expect(trades > 300, "\(bits)")
        }
    }

    /// SPEC L5: without fees, funding, liquidations and bad debt everyone together gets back what was paid in, less what
    /// rounding left in the pool's quote reserve, which is never negative on reserves of at least one whole unit.
    @Test(arguments: Revision.allCases)
    func closingEveryoneOutPaysWhatWasPaidIn(revision: Revision) throws {
        var options = RandomMarket.Options(revision: revision, traders: 12)
        (options.withParameters, options.withMarketEvents, options.withOperator) = (false, false, false)
        options.leverage = 1
        var (worst, counted) = ((wei: UInt256.zero, price: UInt256.zero), 0)
        for run in 0..<60 {
            options.reserveBits = 62...(64 + run)
            var market = try RandomMarket(options, generator: SeededGenerator(seed: UInt64(run)))
            let pool = PoolID(rawValue: 0)
            let start = market.house[pool].state
            let fund = market.house.ledger.balance(of: RandomMarket.fund)
            var trades: UInt256 = 0
            for _ in 0..<200 { trades += market.step() ? 1 : 0 }
            guard try closeAll(&market, pool), market.house.ledger.balance(of: RandomMarket.fund) == fund else {
                continue
            }
            counted += 1
            trades += UInt256(options.traders)
            let end = market.house[pool].state
            #expect(end.totalPositionSize.isZero && end.baseAssetReserve == start.baseAssetReserve)
            guard end.quoteAssetReserve >= start.quoteAssetReserve else {
                Issue.record(
                    "run \(run): the traders took \(start.quoteAssetReserve.raw - end.quoteAssetReserve.raw) wei")
                return
            }
            let dust = end.quoteAssetReserve.raw - start.quoteAssetReserve.raw
            // Margin that was added to empty positions is still theirs.
            let vault = market.house.ledger.balance(of: RandomMarket.vault) - market.sumOfMargins(pool)
            #expect(vault == dust)
            // A trade leaves less than a wei of base, worth up to the highest price on the way, and a wei of quote.
            let price = start.quoteAssetReserve.raw / start.baseAssetReserve.raw + 1
            #expect(dust <= trades * (4 * price + 1), "run \(run)")
            if dust / trades > worst.wei { worst = (dust / trades, price) }
        }
        #expect(counted > 30)
        print(
            "\(revision): everyone closed in \(counted) runs; at most \(worst.wei) wei a trade stay, at price \(worst.price)"
        )
    }

    private func closeAll(_ market: inout RandomMarket, _ pool: PoolID) throws -> Bool {
        for trader in market.traders where !market.house.storedPosition(pool, of: trader).size.isZero {
            market.advance()
            do throws(Revert) {
                _ = try market.house.closePosition(pool, context: market.context(trader))
            } catch {
                // Under water, or the last of a short squeeze: the law is about traders who can close.
                return false
            }
        }
        return true
    }

    /// SPEC L6.
    @Test func openingAndClosingAtOnceNeverProfits() throws {
        for revision in Revision.allCases {
            var options = RandomMarket.Options(revision: revision, traders: 4)
            (options.withParameters, options.withMarketEvents) = (false, false)
            options.reserveBits = 62...100
            var roundTrips = 0
            for run in 0..<20 {
                var market = try RandomMarket(options, generator: SeededGenerator(seed: UInt64(run)))
                let pool = PoolID(rawValue: 0)
                let visitor = market.traders[0]
                for _ in 0..<60 {
                    _ = market.step()
                    market.advance()
                    guard market.house.storedPosition(pool, of: visitor).size.isZero || closeOut(&market, visitor)
                    else {
                        continue
                    }
                    // Margin that was added to the empty position comes back with the close.
                    let before =
                        market.house.ledger.balance(of: visitor)
                        + market.house.storedPosition(pool, of: visitor).margin.raw
                    let amount = market.amount(of: pool, part: 300)
                    let side: Side = Bool.random(using: &market.generator) ? .buy : .sell
                    guard
                        (try? market.house.openPosition(
                            pool, side: side, quoteAssetAmount: amount, leverage: Decimal18(whole: 3),
                            context: market.context(visitor))) != nil,
                        (try? market.house.closePosition(pool, context: market.context(visitor))) != nil
                    else { continue }
                    roundTrips += 1
                    #expect(market.house.ledger.balance(of: visitor) <= before)
                }
            }
            #expect(roundTrips > 300)
        }
    }

    private func closeOut(_ market: inout RandomMarket, _ trader: Account) -> Bool {
        (try? market.house.closePosition(PoolID(rawValue: 0), context: market.context(trader))) != nil
    }

    /// SPEC L7: on reserves of at least one whole unit, in either direction and on either side.
    @Test func splittingAnOrderNeverBeatsTheWhole() throws {
        var generator = SeededGenerator()
        for _ in 0..<60_000 {
            let x = Operands.random(bits: 62 + Int(generator.next() % 60), &generator) | UInt256(1) << 61
            let y = Operands.random(bits: 62 + Int(generator.next() % 60), &generator) | UInt256(1) << 61
            let direction: Direction = generator.next() % 2 == 0 ? .addToAmm : .removeFromAmm
            let whole = x / UInt256(3 + generator.next() % 100_000)
            guard whole > 3 else { continue }
            let (quote, base) = (Decimal18(raw: x), Decimal18(raw: y))
            let once = try Curve.inputPrice(
                direction, quoteAssetAmount: Decimal18(raw: whole), quoteAssetReserve: quote, baseAssetReserve: base)
            var (q, b, sum, left) = (x, y, UInt256.zero, whole)
            while left > 0 {
                let part = min(left, left / 3 + 1)
                let moved = try Curve.inputPrice(
                    direction, quoteAssetAmount: Decimal18(raw: part), quoteAssetReserve: Decimal18(raw: q),
                    baseAssetReserve: Decimal18(raw: b)
                ).raw
                q = direction == .addToAmm ? q + part : q - part
                b = direction == .addToAmm ? b - moved : b + moved
                (sum, left) = (sum + moved, left - part)
            }
            #expect(direction == .addToAmm ? sum <= once.raw : sum >= once.raw, "\(x) \(y) \(whole)")
        }
    }

    /// SPEC L3: in v1 positions are resized one by one and the pool's total as one: with several traders they part.
    @Test func afterAChangeOfKSizesAddUpForOneTraderOnly() throws {
        for traders in [1, 2, 6] {
            var worst = UInt256.zero
            for run in 0..<30 {
                var options = RandomMarket.Options(revision: .v1, traders: traders)
                (options.withParameters, options.withMarketEvents) = (false, false)
                options.reserveBits = 70...80
                var market = try RandomMarket(options, generator: SeededGenerator(seed: UInt64(run)))
                let pool = PoolID(rawValue: 0)
                for _ in 0..<60 { _ = market.step() }
                for trader in market.traders {
                    _ = try? market.house.adjustPosition(pool, context: market.context(trader))
                }
                let difference = try market.sumOfSizes(pool) - market.house[pool].state.totalPositionSize.raw
                worst = max(worst, difference.magnitude)
            }
            print("v1, \(traders) traders: sizes and total differ by at most \(worst) wei")
            #expect(traders == 1 ? worst <= 1 : worst > 1_000_000)
        }
    }
}

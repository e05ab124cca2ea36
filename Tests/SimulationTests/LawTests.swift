import Clearing
import FixedPoint
import Simulation
import Testing
import VirtualAMM
import WideIntegers

/// Every simulation keeps the laws of the core, checked at every call (SPEC K13).
@Suite struct LawTests {
    @Test(arguments: MarketConfiguration.ready.map(\.name)) func readyMarketsKeepTheLaws(_ name: String) throws {
        for revision in Revision.allCases {
            var market = try #require(MarketConfiguration.ready(name))
            market.revision = revision
            market.traders.count = 10
            market.run.secondsPerBlock = 3600
            market.run.blocks = 24 * 20
            let result = try TestMarket.result(market, seed: 3, checksLaws: true)
            #expect(result.calls > 300)
        }
    }

    /// By resize, pay and repeg (SPEC K10).
    @Test func changesOfKKeepThem() throws {
        for revision in Revision.allCases {
            let market = TestMarket.market {
                $0.revision = revision
                $0.attacker.capital = Decimal18(whole: 50_000)
                $0.operator.period = 12 * 3600
            }
            let decisions: [KDecision?] = [
                .pay(scale: try decimal("1.5")), nil, .repeg(price: Decimal18(whole: 390)),
                revision == .v1 ? .resize(multiplier: try decimal("0.8")) : nil, .pay(scale: try decimal("0.7")),
            ]
            let result = try TestMarket.result(
                market, policy: ListPolicy(decisions: decisions), checksLaws: true)
            #expect(try result.number("k.changes") == (revision == .v1 ? 4 : 3))
            #expect(try result.number("k.refused") == 0)
        }
    }

    @Test func tokensWithFewDecimalsKeepThem() throws {
        let market = TestMarket.market { $0.house.tokenDecimals = 6 }
        #expect(try TestMarket.result(market, checksLaws: true).calls > 500)
    }

    /// A clearing house that is not what the calls made of it is found out.
    @Test func aBrokenLawIsFound() throws {
        let market = try SimulatedMarket(
            try MarketSetup(TestMarket.market(), firstPrices: [Decimal18(whole: 400)]), checksLaws: true)
        let checker = try #require(market.checker)
        let pool = PoolID(rawValue: 0)
        let trader = SimulatedAccounts.account(.trader)
        let call = Call.clearingHouse(
            .openPosition(pool, side: .buy, quoteAssetAmount: .one, leverage: .one, baseAssetAmountLimit: .zero))
        var other = market.house
        _ = try other.perform(.call(call), context: CallContext(sender: trader, block: market.block))
        func laws(_ outcome: SimulatedOutcome, before: ClearingHouse, after: ClearingHouse) -> LawViolation.Law? {
            let step = SimulatedStep(
                number: 1, block: market.block, sender: trader, action: .call(call), outcome: outcome)
            do throws(LawViolation) {
                try checker.check(step, before: before, after: after, setup: market.setup)
                return nil
            } catch {
                return error.law
            }
        }
        #expect(laws(.done([]), before: market.house, after: other) == nil)
        #expect(laws(.reverted(.paused), before: market.house, after: other) == .atomicity)
        var minted = market.house
        try minted.mint(1, to: trader)
        #expect(laws(.done([]), before: market.house, after: minted) == .conservation)
        var shrunk = market.house
        shrunk[pool].setReservesForSimulation(
            quoteAssetReserve: .one, baseAssetReserve: .one, block: market.block)
        #expect(laws(.done([]), before: market.house, after: shrunk) == .constantProduct)
        var stranger = market.house
        let unknown = SimulatedAccounts.account(.trader, number: 999)
        try stranger.mint(0, to: unknown)
        _ = try? stranger.perform(.call(call), context: CallContext(sender: unknown, block: market.block))
        #expect(laws(.done([]), before: market.house, after: stranger) == nil)
    }

    /// In v2 everyone's claims and the vault differ by rounding alone (SPEC K12).
    @Test func theRemainderIsDust() throws {
        let result = try TestMarket.result(TestMarket.market(blocks: 480), seed: 8)
        #expect(try abs(result.number("vault.remainder")) < 1e-9)
        #expect(try result.number("badDebt") == 0)
    }
}

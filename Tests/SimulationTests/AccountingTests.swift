import Clearing
import FixedPoint
import Simulation
import Testing
import VirtualAMM
import WideIntegers

/// Every token of every simulation is somewhere, and every measure of money is what moved (SPEC K12).
@Suite struct AccountingTests {
    /// A measure as an exact amount.
    private static func amount(_ result: SimulationResult, _ name: String) throws -> SignedDecimal18 {
        let text = try #require(result.measure(name), "there is no measure \(name)")
        return try #require(SignedDecimal18(text))
    }

    private static func sum(_ result: SimulationResult, _ names: [String]) throws -> SignedDecimal18 {
        try names.reduce(SignedDecimal18.zero) { try $0.adding(amount(result, $1)) }
    }

    /// What has to hold for any run.
    private static func expectAddsUp(_ result: SimulationResult, _ comment: Comment) throws {
        let roles = AgentRole.allCases.map { "tokens.\($0)" }
        #expect(try sum(result, roles).isZero, comment)
        let sources = ["Fees", "Funding", "Liquidations", "BadDebt", "KChanges", "Other"].map { "fund.from\($0)" }
        #expect(try sum(result, sources) == amount(result, "fund.change"), comment)
        #expect(try amount(result, "fund.change") == amount(result, "tokens.insuranceFund"), comment)
        #expect(try amount(result, "fund.fromOther").isZero, comment)
        #expect(try amount(result, "fees.toll") == amount(result, "tokens.tollPool"), comment)
        let transferred = try amount(result, "arbitrage.paid").subtracting(amount(result, "arbitrage.received"))
        #expect(try amount(result, "tokens.exchange") == transferred, comment)
        #expect(try amount(result, "k.cost").adding(amount(result, "fund.fromKChanges")).isZero, comment)
    }

    private static func short(_ market: MarketConfiguration, revision: Revision) -> MarketConfiguration {
        var market = market
        market.revision = revision
        market.run.secondsPerBlock = 3600
        market.run.blocks = 24 * 20
        market.traders.count = 40
        market.pool.tollRatio = .basisPoints(3)
        market.attacker.capital = Decimal18(whole: 20_000)
        return market
    }

    @Test(arguments: MarketConfiguration.ready.map(\.name)) func everyTokenIsSomewhere(_ name: String) throws {
        for revision in Revision.allCases {
            for decimals: UInt64 in [18, 6] {
                var market = Self.short(try #require(MarketConfiguration.ready(name)), revision: revision)
                market.house.tokenDecimals = decimals
                let result = try TestMarket.result(market, seed: 2)
                try Self.expectAddsUp(result, "\(name) \(revision) with \(decimals) decimals")
                // Spreads and tolls, each cut to token units, are the fees that the events tell.
                guard decimals == 18 else { continue }
                let moved = try Self.amount(result, "fund.fromFees").adding(Self.amount(result, "fees.toll"))
                #expect(try moved == Self.amount(result, "fees.total"))
            }
        }
    }

    @Test(arguments: KPolicyRegistry.names) func alsoWhereKChanges(_ policy: String) throws {
        for revision in Revision.allCases {
            for ready in MarketConfiguration.ready {
                let market = Self.short(ready, revision: revision)
                var parameters: [(name: String, text: String)] = []
                if policy == "fixed" { parameters = [("multiplier", "1.7")] }
                if policy == "budgeted" { parameters = [("budget", "1000")] }
                if revision == .v1, KPolicyRegistry.parameters(of: policy).contains(where: { $0.name == "way" }) {
                    parameters.append(("way", "resize"))
                }
                let result = try TestMarket.result(
                    market, seed: 5, policy: try KPolicyRegistry.policy(named: policy, parameters: parameters))
                try Self.expectAddsUp(result, "\(ready.name) \(revision) with \(policy)")
            }
        }
    }

    /// What lowering K earns is what the vault had, not what a formula says.
    @Test func nothingIsBookedThatDidNotMove() throws {
        let market = TestMarket.market {
            $0.traders.longBias = .one
            $0.operator.period = 6 * 3600
        }
        let decisions: [KDecision?] = [
            .pay(scale: try decimal("0.3")), .repeg(price: Decimal18(whole: 200)), .pay(scale: try decimal("9")),
            .pay(scale: try decimal("0.000001")), .repeg(price: Decimal18(whole: 100_000)),
        ]
        let result = try TestMarket.result(market, policy: ListPolicy(decisions: decisions))
        try Self.expectAddsUp(result, "K changes")
        #expect(try result.number("k.changes") + result.number("k.refused") == 5)
        #expect(try result.number("k.rootEnd") > 0)
    }

    @Test func insolvencyIsToldFromItsFirstBlockOn() throws {
        var market = Self.short(try #require(MarketConfiguration.ready("crash")), revision: .v2)
        market.house.insuranceFund = .zero
        market.liquidators.count = 0
        market.traders.meanTolerance = .zero
        let whole = try TestMarket.result(market, seed: 3)
        let block = try whole.number("insolvent.fromBlock")
        #expect(block > 0)
        #expect(try whole.number("solvency.min") < 0)
        #expect(try whole.number("badDebt.latent") > 0)
        market.run.endsInsolvent = 1
        let ended = try TestMarket.result(market, seed: 3)
        // Blocks are numbered from 2 on, as the start is block 1.
        #expect(ended.blocks == UInt64(block) - 1)
        #expect(try ended.number("shortage") > 0)
        #expect(try ended.number("solvency.end") == -ended.number("shortage"))
    }
}

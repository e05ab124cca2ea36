import Clearing
import FixedPoint
import Simulation
import Testing
import VirtualAMM
import WideIntegers

/// The same seed gives the same bits (SPEC K5).
@Suite struct DeterminismTests {
    @Test func theSameSeedGivesTheSameBitsAndAnotherOneOthers() throws {
        let market = TestMarket.market()
        let first = try TestMarket.result(market, seed: 42)
        #expect(try TestMarket.result(market, seed: 42) == first)
        #expect(try TestMarket.result(market, seed: 42, checksLaws: true) == first)
        #expect(try TestMarket.result(market, seed: 43).digest != first.digest)
    }

    /// Pinned, so that debug and release, and any two machines, are compared with each other.
    @Test(arguments: [Revision.v1, .v2]) func theDigestIsPinned(_ revision: Revision) throws {
        let market = TestMarket.market {
            $0.revision = revision
            $0.pool.count = 2
            $0.traders.mostLeverage = Decimal18(whole: 10)
            $0.index.segments[0].volatility = .percent(150)
            $0.attacker.capital = Decimal18(whole: 10_000)
            $0.oracle.delay = 1800
        }
        let scale = try decimal("1.1")
        let change: KDecision = revision == .v1 ? .resize(multiplier: scale) : .pay(scale: scale)
        let decisions = [change, nil, .pay(scale: try decimal("0.9")), .repeg(price: Decimal18(whole: 410))]
        let result = try TestMarket.result(market, seed: 2026, policy: ListPolicy(decisions: decisions))
        let digest = String(result.digest, radix: 16)
        #expect(digest == (revision == .v1 ? "c3d113977b171570" : "2bf755c6e459f0b4"), "\(result.measures)")
    }

    @Test func anAgentMoreLeavesTheNumbersOfTheOthers() throws {
        func firstOrders(traders: UInt64) throws -> [Account: SimulatedAction] {
            var orders: [Account: SimulatedAction] = [:]
            var simulation = try Simulation(
                TestMarket.market(blocks: 72) {
                    $0.traders.count = traders
                    $0.traders.trendShare = .zero
                    $0.arbitrageurs.count = 0
                }, seed: 5)
            simulation.onStep = { step, _ in
                if case .call(.clearingHouse(.openPosition)) = step.action, orders[step.sender] == nil {
                    orders[step.sender] = step.action
                }
            }
            _ = try simulation.run()
            return orders
        }
        let (few, many) = (try firstOrders(traders: 10), try firstOrders(traders: 11))
        #expect(few.count >= 8)
        for (account, order) in few { #expect(many[account] == order) }
    }

    /// Two runs at the same time, in tasks of their own, give what one gives.
    @Test func threadsDoNotMatter() async throws {
        let market = TestMarket.market(blocks: 100)
        let alone = try (1...4).map { try TestMarket.result(market, seed: $0) }
        let together = try await withThrowingTaskGroup(of: SimulationResult.self) { group in
            for seed in UInt64(1)...4 { group.addTask { try TestMarket.result(market, seed: seed) } }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.seed < $1.seed }
        }
        #expect(together == alone)
    }
}

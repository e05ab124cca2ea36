import Clearing
import FixedPoint
import Simulation
import Testing
import VirtualAMM

/// Traders trade what is worth its cost, so that both ends of the trade-off for K show (SPEC K6).
@Suite struct ElasticityTests {
    private static func thin(_ factor: String) throws -> MarketConfiguration {
        var market = try #require(MarketConfiguration.ready("thin-arbitrage"))
        market.pool.quoteAssetReserve = try market.pool.quoteAssetReserve.multiplied(by: try decimal(factor))
        market.pool.baseAssetReserve = try market.pool.baseAssetReserve.multiplied(by: try decimal(factor))
        return market
    }

    /// t of the differences of two samples over the same seeds.
    private static func pairedT(_ first: [Double], _ second: [Double]) -> Double {
        let differences = zip(first, second).map { $1 - $0 }
        let count = Double(differences.count)
        let mean = differences.reduce(0, +) / count
        let variance = differences.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / (count - 1)
        return mean / (variance / count).squareRoot()
    }

    #if !DEBUG
    /// Over 30 seeds, so with 29 degrees of freedom. Less volume at both ends is what chance brings about less than once
    /// in a thousand times (|t| > 3.66); that surplus falls again, less than once in twenty (t < −1.70, one-sided).
    @Test func tooLittleKLosesVolumeAndTooMuchLosesSurplus() throws {
        func results(_ factor: String) throws -> [SimulationResult] {
            try (1...30).map { try TestMarket.result(try Self.thin(factor), seed: $0) }
        }
        let (low, middle, good, high) = (
            try results("0.0625"), try results("1"), try results("4"), try results("16")
        )
        func t(of name: String, _ first: [SimulationResult], _ second: [SimulationResult]) throws -> Double {
            let t = Self.pairedT(try first.map { try $0.number(name) }, try second.map { try $0.number(name) })
            print("paired t of \(name):", t)
            return t
        }
        #expect(try t(of: "volume.opened", middle, low) < -3.66)
        #expect(try t(of: "surplus", middle, low) < -3.66)
        #expect(try t(of: "volume.opened", middle, high) < -3.66)
        #expect(try t(of: "surplus", good, high) < -1.70)
    }
    #endif

    /// Whoever tolerates any cost trades all that was offered, and leaves no surplus but what trading costs.
    @Test func anUnlimitedToleranceLosesNothing() throws {
        let result = try TestMarket.result(TestMarket.market { $0.traders.meanTolerance = .zero })
        #expect(try result.number("volume.lost") < 1e-9)
        #expect(try result.number("volume.opened") > 100_000)
        #expect(try result.number("surplus") == -result.number("shortfall.paid"))
    }

    /// Cost and tolerance of every order, seen from outside: no opening costs more than the largest tolerance that its
    /// seed ever drew allows, and smaller tolerances trade less.
    @Test func lessToleranceTradesLess() throws {
        let opened = try ["0.0005", "0.002", "0.01", "0.05"].map { tolerance in
            let mean = try decimal(tolerance)
            return try TestMarket.result(TestMarket.market { $0.traders.meanTolerance = mean }).number("volume.opened")
        }
        #expect(opened == opened.sorted())
        #expect(opened[3] > 1.5 * opened[0])
    }
}

/// Recorded orders are sent again at their times (SPEC K6).
@Suite struct ReplayedFlowTests {
    private static func market(_ orders: [ReplayedOrder]) -> MarketConfiguration {
        TestMarket.market(blocks: 100) {
            $0.traders.count = 0
            $0.arbitrageurs.count = 0
            $0.traders.meanTolerance = .zero
            $0.traders.orders = orders
        }
    }

    private static let start = MarketConfiguration().run.startTime

    @Test func everyOrderIsSentInTheFirstBlockAtItsTimeOrAfter() throws {
        let market = Self.market([
            ReplayedOrder(timestamp: Self.start + 1, isBuy: 1, notional: Decimal18(whole: 1000)),
            ReplayedOrder(timestamp: Self.start + 3600, isBuy: 1, notional: Decimal18(whole: 500), holding: 7200),
            ReplayedOrder(timestamp: Self.start + 3601, isBuy: 0, notional: Decimal18(whole: 300)),
            ReplayedOrder(timestamp: Self.start + 3 * 3600, isBuy: 0, notional: Decimal18(whole: 200), holding: 1),
        ])
        var simulation = try Simulation(market, seed: 1)
        var seen: [String] = []
        simulation.onStep = { step, _ in
            guard SimulatedAccounts.role(of: step.sender) == .trader, case .call(let call) = step.action else { return }
            let name = SimulatedAccounts.name(of: step.sender)
            switch call {
            case .clearingHouse(.openPosition(_, let side, _, _, _)):
                seen.append("\(step.block.number) \(name) \(side)")
            default: seen.append("\(step.block.number) \(name) closes")
            }
        }
        let result = try simulation.run()
        #expect(
            seen == [
                "2 trader-0 buy", "2 trader-1 buy", "3 trader-0 sell", "4 trader-1 closes", "4 trader-1 sell",
                "5 trader-1 closes",
            ])
        #expect(try result.number("calls.reverted") == 0)
        #expect(try abs(result.number("volume.offered") - 2000) < 1e-9)
    }

    @Test func ordersOutOfTheirTimeAreRefused() throws {
        let order = ReplayedOrder(timestamp: Self.start + 10, isBuy: 1, notional: .one)
        var early = order
        early.timestamp -= 5
        #expect(throws: SimulationError.self) { try TestMarket.result(Self.market([order, early])) }
        var late = order
        late.timestamp += 1_000_000
        #expect(throws: SimulationError.self) { try TestMarket.result(Self.market([late])) }
        var risky = order
        risky.leverage = Decimal18(whole: 50)
        #expect(throws: SimulationError.self) { try TestMarket.result(Self.market([risky])) }
    }
}

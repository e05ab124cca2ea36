import Clearing
import FixedPoint
import Simulation
import Testing
import VirtualAMM
import WideIntegers

/// What agents do and when, seen in the calls that they make.
@Suite struct AgentTests {
    private static let pool = PoolID(rawValue: 0)

    /// Every call of a run that went through.
    private static func calls(
        _ market: MarketConfiguration, policy: (any KPolicy)? = nil, seed: UInt64 = 1
    ) throws -> [SimulatedStep] {
        var simulation = try Simulation(market, seed: seed, policy: policy)
        var steps: [SimulatedStep] = []
        simulation.onStep = { step, _ in
            if case .done = step.outcome { steps.append(step) }
        }
        _ = try simulation.run()
        return steps
    }

    /// Ordinary traders open, then close, and their leverage is one of those configured (SPEC K6).
    @Test func tradersOpenAndCloseInTurn() throws {
        let market = TestMarket.market {
            $0.arbitrageurs.count = 0
            $0.traders.leastLeverage = Decimal18(whole: 2)
            $0.traders.mostLeverage = Decimal18(whole: 3)
        }
        var (isOpen, opened): (Set<Account>, Int) = ([], 0)
        for step in try Self.calls(market) where SimulatedAccounts.role(of: step.sender) == .trader {
            switch step.action {
            case .call(.clearingHouse(.openPosition(_, _, _, let leverage, let limit))):
                #expect(isOpen.insert(step.sender).inserted)
                #expect((Decimal18(whole: 2)...Decimal18(whole: 3)).contains(leverage) && limit.isZero)
                opened += 1
            case .call(.clearingHouse(.closePosition)): #expect(isOpen.remove(step.sender) != nil)
            default: Issue.record("\(step.action)")
            }
        }
        #expect(opened > 100)
    }

    /// After its trade an arbitrageur leaves the price where fees and hedge begin to cost more than the distance brings
    /// (SPEC K7).
    @Test func arbitrageBringsThePriceToTheIndexLessTheCosts() throws {
        let market = TestMarket.market { $0.arbitrageurs.capital = Decimal18(whole: 1_000_000_000) }
        var simulation = try Simulation(market, seed: 3)
        let fee = simulation.market.feeRatio(Self.pool)
        let most = try fee.adding(market.arbitrageurs.hedgeCost).adding(market.arbitrageurs.threshold)
            .adding(.basisPoints(1))
        while !simulation.isDone {
            try simulation.step()
            let price = try #require(simulation.market.spotPrice(Self.pool))
            let distance = try #require(price.relativeDistance(from: simulation.market.indexPrice(Self.pool)))
            #expect(distance <= most, "block \(simulation.market.block.number)")
        }
    }

    /// A position below maintenance is liquidated as many blocks later as configured, liquidators take turns, and
    /// funding is settled as soon as it is due (SPEC K8).
    @Test func liquidatorsAndKeeperActOnTime() throws {
        func crash(_ latency: UInt64) throws -> [SimulatedStep] {
            let market = TestMarket.market {
                $0.liquidators.count = 2
                $0.liquidators.latency = latency
                $0.traders.longBias = .one
                $0.traders.leastLeverage = Decimal18(whole: 9)
                $0.traders.mostLeverage = Decimal18(whole: 9)
                $0.index.segments[0].volatility = .percent(300)
            }
            return try Self.calls(market, seed: 5)
        }
        func liquidations(_ steps: [SimulatedStep]) -> [SimulatedStep] {
            steps.filter { if case .call(.clearingHouse(.liquidate)) = $0.action { true } else { false } }
        }
        let (atOnce, late) = (liquidations(try crash(0)), liquidations(try crash(4)))
        let (first, delayed) = (try #require(atOnce.first), try #require(late.first))
        #expect(delayed.block.number >= first.block.number + 4)
        #expect(Set(atOnce.map(\.sender)).count == 2)
        let funding = try crash(0).filter {
            if case .call(.clearingHouse(.payFunding)) = $0.action { true } else { false }
        }
        #expect(funding.count > 5)
        for (earlier, later) in zip(funding, funding.dropFirst()) {
            #expect(later.block.timestamp - earlier.block.timestamp <= 86400 + 3600)
        }
    }

    /// The policy is asked in the first block at or after every period (SPEC K9).
    @Test func theOperatorDecidesOncePerPeriod() throws {
        var market = TestMarket.market(blocks: 100)
        market.operator.period = 5 * 3600 / 2
        let policy = ListPolicy(decisions: Array(repeating: .pay(scale: .basisPoints(10_001)), count: 100))
        let changes = try Self.calls(market, policy: policy).filter {
            if case .changeReserves = $0.action { true } else { false }
        }
        // Every two and a half hours in blocks of one hour: after three hours, five, eight, ten …
        let hours = changes.map { ($0.block.timestamp - market.run.startTime) / 3600 }
        #expect(hours.prefix(6) == [3, 5, 8, 10, 13, 15])
        #expect(changes.count == 40)
    }

    /// An attacker opens right before K grows and closes right after it (SPEC K11).
    @Test func theAttackerTradesAroundAChangeOfK() throws {
        let market = TestMarket.market(blocks: 60) { $0.attacker.capital = Decimal18(whole: 100_000) }
        let policy = ListPolicy(decisions: [.pay(scale: .percent(400)), .pay(scale: .percent(400))])
        let steps = try Self.calls(market, policy: policy)
        var changes = 0
        for (place, step) in steps.enumerated() {
            guard case .changeReserves = step.action else { continue }
            changes += 1
            let (before, after) = (steps[place - 1], steps[place + 1])
            #expect(SimulatedAccounts.role(of: before.sender) == .attacker && before.block == step.block)
            #expect(SimulatedAccounts.role(of: after.sender) == .attacker && after.block == step.block)
            guard case .call(.clearingHouse(.openPosition)) = before.action,
                case .call(.clearingHouse(.closePosition)) = after.action
            else {
                Issue.record("\(before.action), \(after.action)")
                continue
            }
        }
        #expect(changes == 2)
        #expect(try TestMarket.result(market, policy: policy).number("attacker.profit") > 0)
    }
}

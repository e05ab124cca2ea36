import Clearing
import Foundation
import Markets
import Scenarios
import Simulation
import Testing
import VirtualAMM

/// Every call of a simulation, written as a scenario and replayed, leads to the same state.
@Suite struct ScenarioReplayTests {
    /// A market, run to its end, and the text of its scenario.
    private func simulated(_ fields: String, seed: UInt64) throws -> (Simulation, String) {
        let document = try MarketDocument(
            text: fields + "arbitrageurs.hedges: no\n", format: .yaml, file: "m.yaml")
        try document.validate()
        var simulation = try Simulation(
            document.configuration, seed: seed, policy: try document.makePolicy(), checksLaws: true)
        let writer = WriterBox(SimulationScenario(of: simulation))
        simulation.onStep = { step, _ in writer.add(step) }
        _ = try simulation.run()
        return (simulation, writer.text)
    }

    private final class WriterBox {
        private var writer: SimulationScenario
        private var steps = ""
        init(_ writer: SimulationScenario) {
            self.writer = writer
        }
        func add(_ step: SimulatedStep) { steps += writer.add(step) ?? "" }
        var text: String { writer.opening + steps + writer.closing }
    }

    private static let crash =
        "extends: crash\nrun.blocks: 400\nindex.segments: [{seconds: 0, move: 0, volatility: 9}]\n"

    @Test(
        arguments: [
            crash, crash + "revision: v1\nhouse.tokenDecimals: 6\n",
            "revision: v1\nrun.blocks: 600\npolicy: {name: volume, way: resize}\nattacker.capital: 100000\n"
                + "traders.meanWait: 3600\noperator.period: 7200\n",
            "run.blocks: 200\npool.count: 2\nhouse.tokenDecimals: 6\ntraders.count: 30\n",
        ], [UInt64(3)])
    func replayEndsInTheSameState(fields: String, seed: UInt64) throws {
        let (simulation, text) = try simulated(fields, seed: seed)
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).scenario.json")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let scenario = try Scenario(path: file.path())
        let (market, house) = (simulation.market, simulation.market.house)
        for (index, holders) in market.setup.holders.enumerated() {
            let name = market.setup.holders.count == 1 ? "POOL" : "POOL\(index)"
            let state = try ScenarioState(scenario, amm: name)
            #expect(UInt64(state.steps) == market.stepCount && state.steps > 100)
            let pool = PoolID(rawValue: index)
            let (have, want) = (state.house.markets[index], house.markets[index])
            #expect(have.pool.state.quoteAssetReserve == want.pool.state.quoteAssetReserve)
            #expect(have.pool.state.baseAssetReserve == want.pool.state.baseAssetReserve)
            #expect(have.cumulativePremiumFraction == want.cumulativePremiumFraction)
            for account in holders {
                let replayed = try #require(state.account(named: SimulatedAccounts.name(of: account)))
                #expect(state.house.storedPosition(pool, of: replayed) == house.storedPosition(pool, of: account))
                #expect(state.house.ledger.balance(of: replayed) == house.ledger.balance(of: account))
            }
            let funds = (state.house.accounts.insuranceFund, house.accounts.insuranceFund)
            #expect(state.house.ledger.balance(of: funds.0) == house.ledger.balance(of: funds.1))
            let vaults = (state.house.accounts.vault, house.accounts.vault)
            #expect(state.house.ledger.balance(of: vaults.0) == house.ledger.balance(of: vaults.1))
        }
    }

    @Test func extensionsAreRefusedBeforehand() throws {
        var market = MarketConfiguration()
        market.arbitrageurs.hedges = 0
        #expect(SimulationScenario.refusal(market, policy: nil) == nil)
        #expect(SimulationScenario.refusal(MarketConfiguration(), policy: nil)?.contains("hedges") == true)
        for name in KPolicyRegistry.names {
            let way = KPolicyRegistry.parameters(of: name).contains { $0.name == "way" }
            let pay = try KPolicyRegistry.policy(named: name, parameters: way ? [("way", "pay")] : [])
            #expect(SimulationScenario.refusal(market, policy: pay) != nil, "\(name)")
            guard way else { continue }
            let resize = try KPolicyRegistry.policy(named: name, parameters: [("way", "resize")])
            #expect(SimulationScenario.refusal(market, policy: resize) == nil, "\(name)")
        }
    }
}

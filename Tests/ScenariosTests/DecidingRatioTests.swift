import Clearing
import FixedPoint
import Foundation
import Scenarios
import Testing
import VirtualAMM

/// SPEC C17: the ratio that decides about a liquidation, and the price that it is taken by.
@Suite struct DecidingRatioTests {
    /// Of every recorded liquidation that went through the ratio is below maintenance, of every one that was refused
    /// for its ratio it is not.
    @Test(arguments: RecordedCases.files) func itDecidesAsRecorded(_ name: String) throws {
        var (met, refused) = (0, 0)
        try RecordedCases.each(name) { path, id in
            var run = try ScenarioRun(ScenarioStream(path: path, caseID: id))
            while let (step, _) = try run.next() {
                let place = Comment(rawValue: "\(id) step \(step.number)")
                guard step.call.subject != nil else {
                    #expect(step.decidingRatio == nil, place)
                    continue
                }
                let maintenance = run.replay.house.parameters.maintenanceMarginRatio
                let isBelow = step.decidingRatio.map { $0.ratio.isNegative || $0.ratio.magnitude < maintenance }
                switch step.outcome {
                case .success:
                    #expect(isBelow == true, place)
                    met += 1
                case .failure(.marginRatioNotMet):
                    #expect(isBelow == false, place)
                    refused += 1
                case .failure: continue
                }
            }
        }
        #expect(met + refused > 0)
        if !name.hasPrefix("edges") { #expect(met > 2 && refused > 0, "\(met) \(refused)") }
    }

    /// Bought at 400, pushed down and left alone: first the average of 15 minutes is kinder than spot, then the oracle,
    /// which stayed where it was, decides until it moves too.
    @Test func theOracleDecidesWhereThePriceIsFarFromIt() throws {
        let scenario = """
            {"setup": {"amms": {"ETH": {"quoteAssetReserve": "40000", "baseAssetReserve": "100"}},
              "balances": {"alice": "5000", "whale": "50000", "keeper": "0", "insuranceFund": "5000"},
              "backstop": ["keeper"]},
             "steps": [
              {"caller": "alice", "call": "openPosition",
                "args": {"side": "buy", "quoteAssetAmount": "100", "leverage": "8"}},
              {"wait": 1200, "caller": "whale", "call": "openPosition",
                "args": {"side": "sell", "quoteAssetAmount": "3000", "leverage": "1"}},
              {"wait": 15, "caller": "keeper", "call": "liquidate", "args": {"trader": "alice"}},
              {"wait": 600, "caller": "keeper", "call": "liquidate", "args": {"trader": "alice"}},
              {"call": "setLatestData", "args": {"price": "345"}},
              {"wait": 300, "caller": "keeper", "call": "liquidate", "args": {"trader": "alice"}}]}
            """
        let file = FileManager.default.temporaryDirectory.appending(path: "deciding-\(UUID().uuidString).json")
        try Data(scenario.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        var run = try ScenarioRun(ScenarioStream(path: file.path(percentEncoded: false)))
        var decided = [(price: Valuation?, isSuccess: Bool, isShown: Bool)]()
        while let (step, _) = try run.next() {
            guard let subject = step.call.subject else { continue }
            let shown = try? run.replay.house.marginRatio(
                PoolID(rawValue: 0), of: subject, now: step.block.timestamp)
            decided.append((step.decidingRatio?.valuation, step.isSuccess, shown == step.decidingRatio?.ratio))
        }
        #expect(decided.map(\.price) == [.twap, .oracle, .spot] || decided.map(\.price) == [.twap, .oracle, .twap])
        #expect(decided.map(\.isSuccess) == [false, false, true])
        #expect(decided.map(\.isShown) == [true, false, false])
    }
}

import Clearing
import FixedPoint
import Foundation
import JSON
import Scenarios
import Testing
import VirtualAMM

/// One replay: what a step says it changed is all that it changed.
@Suite struct ReplayTests {
    static let vectors = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Vectors")

    /// The cases of a file of amm or market vectors.
    private func scenarios(_ name: String) throws -> [Scenario] {
        let path = Self.vectors.appending(path: "recorded/\(name).json").path(percentEncoded: false)
        let document = try JSONValue(document: path)
        guard case .array(let cases)? = document["cases"]?.content else { return [] }
        return try cases.compactMap { $0["id"]?.text }.prefix(12).map { try Scenario(anyOf: path, caseID: $0) }
    }

    /// A step looks only where it can have changed something. Looking everywhere finds the same, on every step.
    @Test(arguments: [
        "directed-v1", "directed-v2", "market-v1", "market-v2", "amm-v1", "amm-v2", "edges-v1", "edges-v2",
        "edges-amm-v1", "edges-amm-v2",
    ])
    func aStepHasEveryChangeOfTheWholeState(_ name: String) throws {
        var steps = 0
        for scenario in try scenarios(name) {
            var replay = try Replay(scenario.setup, of: name)
            var before = replay.state
            for step in scenario.steps {
                let changes = replay.run(step).changes
                let after = replay.state
                let everywhere = zip(before, after).filter { $0.value != $1.value }.map { old, new in
                    StateChange(key: new.key, before: old.value, after: new.value)
                }
                #expect(changes == everywhere, "\(scenario.name) step \(replay.count)")
                before = after
                steps += 1
            }
        }
        // The edges of pools alone are few.
        #expect(steps > (name.hasPrefix("edges-amm") ? 4 : 50))
    }

    @Test func aRunInTwoPartsIsTheRunInOne() throws {
        for scenario in try scenarios("directed-v2") {
            var (whole, parts) = (try Replay(scenario.setup, of: ""), try Replay(scenario.setup, of: ""))
            parts.run(scenario.steps.dropLast())
            let last = try #require(scenario.steps.last)
            for step in scenario.steps.dropLast() { _ = whole.run(step) }
            let (one, other) = (whole.run(last), parts.run(last))
            #expect(one.changes == other.changes && one.events == other.events && one.number == other.number)
            #expect(whole.house == parts.house)
        }
    }

    @Test func aRevertedStepChangesNothingAndSaysWhy() throws {
        let path = Self.vectors.appending(path: "recorded/directed-v2.json").path(percentEncoded: false)
        let scenario = try Scenario(anyOf: path, caseID: "fluctuation-limit")
        var replay = try Replay(scenario.setup, of: "")
        var steps = [ReplayedStep]()
        for step in scenario.steps { steps.append(replay.run(step)) }
        let reverted = try #require(steps.first { !$0.isSuccess })
        #expect(reverted.changes.isEmpty && reverted.events.isEmpty)
        #expect(throws: Revert.priceIsOverFluctuationLimit) { try reverted.outcome.get() }
    }
}

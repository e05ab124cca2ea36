import Explanation
import Files
import Foundation
import Scenarios
import Testing
import WideIntegers

/// SPEC C, P, M: the second evaluation of every step comes to what the core comes to.
@Suite struct StepExplanationTests {
    private static let vectors = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Vectors")

    private static func caseIDs(_ file: URL) throws -> [String] {
        let document = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        return try #require(document?["cases"] as? [[String: Any]]).compactMap { $0["id"] as? String }
    }

    private static func ledger(_ file: URL, _ id: String?) throws -> RoundingLedger {
        try RoundingLedger(Scenario(path: file.path(percentEncoded: false), caseID: id))
    }

    /// What explanation and core both come to, and what L10 says of it.
    private func expectSound(_ ledger: RoundingLedger, _ id: String) {
        #expect(ledger.disagreements.isEmpty, "\(id): \(ledger.disagreements)")
        for step in ledger.steps {
            for dust in step.dust {
                guard let bound = dust.bound else { continue }
                #expect(
                    dust.amount.magnitude < bound, "\(id) step \(step.number): \(dust.rule) \(dust.name), SPEC L10")
            }
            let swaps = step.dust.filter { $0.rule == .p2 || $0.rule == .p3 }.count
            let (funding, payments) = (step.dust.filter { $0.rule == .c2 }, step.dust.filter { $0.rule == .m1 })
            #expect(swaps <= 2 && funding.count <= 2 && payments.count <= 5, "\(id) step \(step.number), SPEC L10")
        }
        for unit in RoundingUnit.allCases {
            let balances = ledger.balances.filter { $0.unit == unit }
            // What one loses another gains.
            #expect(balances.reduce(Rational.zero) { $0 + $1.net }.isZero, "\(id)")
        }
    }

    @Test(arguments: ["directed-v1", "directed-v2", "market-v1", "market-v2", "edges-v1", "edges-v2"])
    func everyRecordedStepIsExplained(_ name: String) throws {
        let file = Self.vectors.appending(path: "recorded/\(name).json")
        var (steps, roundings) = (0, 0)
        for id in try Self.caseIDs(file) {
            let ledger = try Self.ledger(file, id)
            expectSound(ledger, id)
            steps += ledger.steps.count
            roundings += ledger.steps.reduce(0) { $0 + $1.dust.count }
        }
        #expect(steps > 140 && roundings > 100)
    }

    /// SPEC L10: with a margin for what exact arithmetic makes of a whole call.
    @Test func theLedgerOfTheCascadeAddsUp() throws {
        let ledger = try Self.ledger(Self.vectors.appending(path: "scenarios/liquidation-cascade.scenario.json"), nil)
        expectSound(ledger, ledger.name)
        let penalty = try #require(ledger.lines.first { $0.name == "penalty" })
        #expect(penalty.count == 2 && penalty.total.description == "29/20")
        #expect(penalty.winner.name == "carol" && penalty.loser.role == .insuranceFund)
        let largest = try #require(ledger.largestLoss(in: .quote))
        #expect(largest.step == 7 && largest.dust.amount.magnitude.description == "73/80")
    }

    /// Pools without a clearing house: each step of a fifth of the recorded cases, from the start each time.
    @Test(arguments: ["amm-v1", "amm-v2"]) func stepsOfPoolsAreExplained(_ name: String) throws {
        let file = Self.vectors.appending(path: "recorded/\(name).json")
        let document = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let cases = try #require(document?["cases"] as? [[String: Any]])
        var steps = 0
        for vector in cases.enumerated().filter({ $0.offset % 5 == 0 }).map(\.element) {
            let id = try #require(vector["id"] as? String)
            let content = try JSONSerialization.data(withJSONObject: [
                "format": "vamm-vectors/1", "kind": "amm", "source": [String: Any](), "cases": [vector],
            ])
            let copy = FileManager.default.temporaryDirectory.appending(path: "\(id)-\(UUID().uuidString).json")
            try content.write(to: copy)
            defer { try? FileManager.default.removeItem(at: copy) }
            for step in 1...(try #require(vector["steps"] as? [Any])).count {
                let explained = try StepExplanation(path: copy.path(percentEncoded: false), step: step)
                #expect(explained.disagreements.isEmpty, "\(id) step \(step): \(explained.disagreements)")
                steps += 1
            }
        }
        #expect(steps > 100)
    }

    @Test func aRevertNamesTheCheckAndBothSides() throws {
        let file = Self.vectors.appending(path: "recorded/directed-v2.json").path(percentEncoded: false)
        let explained = try StepExplanation(path: file, caseID: "bad-debt-backstop", step: 4)
        #expect(explained.disagreements.isEmpty && explained.explanation.dust.isEmpty)
        guard case .check(let check)? = explained.explanation.nodes.last else {
            Issue.record("the last node is no check")
            return
        }
        #expect(!check.isMet && check.revert == .badDebt && check.condition == "bad debt = 0")
        #expect(check.left.description == "62608695652173913049" && check.right.description == "0")
    }

    @Test(arguments: [0, -1, 5, Int.max]) func aStepThatIsNotThereIsSaid(_ step: Int) throws {
        let file = Self.vectors.appending(path: "scenarios/published-example.scenario.json").path(percentEncoded: false)
        #expect(throws: FileError.self) { try StepExplanation(path: file, step: step) }
    }
}

import Foundation
import JSON
import Testing

/// What the program answers of a run: which price decided, who gained, whom a trace follows, why a value is what it is.
@Suite struct AnswersTests {
    private let cascade = "Vectors/scenarios/liquidation-cascade.scenario.json"

    /// The average of 15 minutes stands in the row; the oracle, far away, decided.
    private let farOracle = Data(
        """
        {"setup": {"amms": {"ETH": {"quoteAssetReserve": "40000", "baseAssetReserve": "100"}},
          "balances": {"alice": "5000", "whale": "50000", "keeper": "0", "insuranceFund": "5000"}},
         "steps": [
          {"caller": "alice", "call": "openPosition",
            "args": {"side": "buy", "quoteAssetAmount": "100", "leverage": "8"}},
          {"wait": 1200, "caller": "whale", "call": "openPosition",
            "args": {"side": "sell", "quoteAssetAmount": "3000", "leverage": "1"}},
          {"wait": 900, "caller": "keeper", "call": "liquidate", "args": {"trader": "alice"}}]}
        """.utf8)

    @Test func thePriceThatDecidedIsNamed() throws {
        try withFile(farOracle) { file in
            let run = try vamm("run", file)
            #expect(run.status == 0)
            #expect(
                run.output.contains(#"revert "Margin ratio not meet criteria", at 10.749999… % by oracle"#),
                "\(run.output)")
            let record = try JSONParser.parse(try vamm("run", file, "--json").output.utf8)
            guard case .array(let steps)? = record["steps"]?.content else { throw Missing() }
            #expect(steps[2]["deciding"]?["price"]?.text == "oracle" && steps[1]["deciding"] == nil)
        }
    }

    @Test func theAccountsAddUp() throws {
        let run = try vamm("run", cascade, "--accounts", "--json")
        #expect(run.status == 0 && run.errors == "")
        let document = try JSONParser.parse(run.output.utf8)
        let total = try #require(document["total"])
        #expect(total["paidIn"]?.text == total["paidOut"]?.text && total["profit"]?.text == "0")
        #expect(total["causes"]?.members?.allSatisfy { $0.value.text == "0" } == true)
        let debt = try #require(document["badDebt"])
        #expect(debt["total"] == debt["atLiquidation"] && debt["atClose"]?.text == "0")
        // The same number below the table.
        let line = "\nbad debt 449.714942… in all: 0 at close, 449.714942… at liquidation\n"
        #expect(try vamm("run", cascade).output.hasSuffix(line))
        #expect(debt["total"]?.text?.hasPrefix("449714942") == true)
        #expect(try vamm("run", cascade, "--accounts", "--ledger").status == 64)
    }

    @Test func watchingNeedsATraceAndKnownNames() throws {
        #expect(try vamm("run", cascade, "--watch", "alice").status == 64)
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (csv, all) = (folder.appending(path: "csv").path(), folder.appending(path: "all").path())
        let unknown = try vamm("run", cascade, "--csv", csv, "--watch", "alcie")
        #expect(unknown.status == 64 && unknown.errors.contains("did you mean \"alice\"?"), "\(unknown)")
        #expect(!FileManager.default.fileExists(atPath: csv))
        #expect(try vamm("run", cascade, "--csv", csv).status == 0)
        #expect(try vamm("run", cascade, "--csv", all, "--watch", "all").status == 0)
        let counts = try [csv, all].map { folder in
            try String(contentsOfFile: folder + "/position_views.csv", encoding: .utf8).split(separator: "\r\n").count
        }
        #expect(counts[1] > counts[0] + 10, "\(counts)")
    }

    @Test func aValueIsDerivedAndStamped() throws {
        let question = ["explain", "step", cascade, "--step", "9", "--view", "position.ETH.alice.marginRatio"]
        let run = try vamm(question + ["--stamp"])
        #expect(run.status == 0 && run.output.hasPrefix("position.ETH.alice.marginRatio after step 9"))
        #expect(run.output.contains("margin ratio = equity ⊘ notional   C5"))
        #expect(run.output.contains(/\n  sha256 +[0-9a-f]{64}\n/))
        #expect(run.output.contains("vamm explain step \(cascade)"))
        let json = try JSONParser.parse(try vamm(question + ["--stamp", "--json"]).output.utf8)
        #expect(json["stamp"]?["sha256"]?.text?.count == 64 && json["stamp"]?["rules"]?["C5"]?.text != nil)
        let wrong = try vamm("explain", "step", cascade, "--step", "9", "--view", "position.ETH.alice.marginRato")
        #expect(wrong.status == 2 && wrong.errors.contains("did you mean \"position.ETH.alice.marginRatio\"?"))
        let piped = try vamm(["explain", "step", "-", "--step", "1", "--stamp"], input: Data())
        #expect(piped.status == 64)
        // A scenario has no quotes; it is sent to where its steps are explained.
        for arguments in [["explain", "vector", cascade], ["explain", "vector", cascade, "--case", "x"]] {
            let sent = try vamm(arguments)
            #expect(sent.status == 2 && sent.errors.contains("vamm explain step explains a step of it"), "\(sent)")
        }
    }

    private struct Missing: Error {}
}

import Foundation
import Testing

@Suite struct DiffCommandTests {
    private let scenario = "Vectors/scenarios/liquidation-cascade.scenario.json"

    private func diff(_ left: String, _ right: String, _ options: String...) throws -> Run {
        try withFile(Data(left.utf8), name: "left.json") { left in
            try withFile(Data(right.utf8), name: "right.json") { right in
                try vamm(["diff", left, right] + options)
            }
        }
    }

    @Test func aRunIsTheSameAsItself() throws {
        let run = try vamm("run", scenario, "--json")
        let again = try withFile(Data(run.output.utf8)) { try vamm("diff", $0, "-", input: Data(run.output.utf8)) }
        #expect(again.status == 0 && again.output == "no difference\n", "\(again)")
        #expect(try vamm("diff", "Vectors/recorded/market-v2.json", "Vectors/recorded/market-v2.json").status == 0)
        // A record beside the vector file that the same run fills.
        try withFile(Data(), name: "filled.json") { filled in
            let (fill, same) = (
                try vamm("run", scenario, "--fill", filled), try vamm("diff", filled, "-", input: Data(run.output.utf8))
            )
            #expect(fill.status == 0 && same.status == 0, "\(fill)\(same)")
        }
    }

    @Test func theFirstDifferenceAndTheKeys() throws {
        let left = #"{"cases":[{"id":"a","steps":[{"state":{"x":"5"}},{"state":{"x":"7","y":true}}]},{"id":"b"}]}"#
        let right =
            #"{"cases":[{"id":"c"},{"id":"a","steps":[{"state":{"x":"5"}},{"state":{"y":false,"x":"-3"}},{"n":1}]}]}"#
        let run = try diff(left, right)
        #expect(run.status == 1)
        #expect(
            run.output == """
                first difference: case "a", step 2, state, x
                  left   7
                  right  -3   (-10)

                5 values differ; by key, and the largest distance:
                      2  whole cases: case "b" only left, case "c" only right
                      1  state, x  -10
                      1  state, y
                      1  whole steps: case "a", step 3 only right

                """)
        let json = try diff(left, right, "--json")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(object["differences"] as? Int == 5)
        #expect((object["first"] as? [String: Any])?["distance"] as? String == "-10")
    }

    /// A step that one side has more shifts no other: what differs after it is what it changed.
    @Test func aStepThatWasInsertedIsSaid() throws {
        let text = try String(contentsOf: packageRoot.appending(path: scenario), encoding: .utf8)
        let line = try #require(
            text.split(separator: "\n", omittingEmptySubsequences: false).first { $0.contains(#""wait": 1800"#) })
        let inserted = #"    { "call": "pause" }, { "call": "unpause" },"#
        let other = try vamm(
            "run", "-", "--json", input: Data(text.replacing(line, with: inserted + "\n" + line).utf8))
        #expect(other.status == 0, "\(other.errors)")
        let run = try diff(try vamm("run", scenario, "--json").output, other.output)
        #expect(run.status == 1)
        #expect(run.output.contains("2  whole steps: step 4 only right, step 5 only right"), "\(run.output)")
        // Nothing else but blocks and times, which come later.
        let keys = run.output.split(separator: "\n").filter { $0.contains(#/^ +\d+  /#) }
        #expect(keys.contains { $0.contains("block, number  +2") }, "\(run.output)")
        #expect(!keys.contains { $0.contains("call") || $0.contains("caller") || $0.contains("args, quoteAsset") })
    }

    /// Setups differ before the steps do; what an auditor looks for is the step.
    @Test func aSetupThatDiffersDoesNotHideTheFirstOutcome() throws {
        let text = try String(contentsOf: packageRoot.appending(path: scenario), encoding: .utf8)
        let original = try vamm("run", scenario, "--json").output
        let price = "\"quoteAssetReserve\": \"40000\""
        try #require(text.contains(price))
        let other = try vamm(
            "run", "-", "--json", input: Data(text.replacing(price, with: "\"quoteAssetReserve\": \"40001\"").utf8)
        ).output
        let run = try diff(original, other)
        #expect(run.status == 1)
        #expect(run.output.hasPrefix("first difference: setup, amms, ETH, quoteAssetReserve\n"), "\(run.output)")
        #expect(run.output.contains("\n\nfirst differing outcome: step 1, events, number "), "\(run.output)")
        let json = try diff(original, other, "--json").output
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let outcome = try #require(object["firstOutcome"] as? [String: Any])
        #expect((outcome["place"] as? String)?.hasPrefix("step 1, ") == true)
    }

    @Test func eventsAreToldApartByName() throws {
        let left = #"{"steps":[{"events":[{"name":"Swap","args":{"q":"1"}}]}]}"#
        let right = #"{"steps":[{"events":[{"name":"Swap","args":{"q":"4"}}]}]}"#
        let run = try diff(left, right)
        #expect(run.output.contains("first difference: step 1, events, number 1, Swap, args, q\n"))
        #expect(run.output.contains("      1  events, Swap, args, q  +3\n"), "\(run.output)")
    }

    @Test func membersMayStandInAnyOrderButListsMayNot() throws {
        #expect(try diff(#"{"a":1,"b":2}"#, #"{"b":2,"a":1}"#).status == 0)
        #expect(try diff("[1,2]", "[2,1]").status == 1)
    }

    @Test func filesThatCannotBeRead() throws {
        for text in ["", "{", "nonsense", #"{"a":1,"a":2}"#] {
            let run = try diff(text, "{}")
            #expect(run.status == 2 && run.output.isEmpty && !run.crashed, "\(text): \(run)")
        }
        #expect(try vamm("diff", "no-such-file", "neither").status == 2)
        #expect(try vamm("diff", "-", "-").status == 64)
    }
}

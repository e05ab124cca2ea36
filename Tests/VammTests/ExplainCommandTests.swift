import Foundation
import Testing

@Suite struct ExplainStepCommandTests {
    private let bench = ["explain", "step", "Vectors/recorded/directed-v2.json", "--case", "bad-debt-backstop"]

    @Test func aRevertEndsWithTheCheckThatFailed() throws {
        let run = try vamm(bench + ["--step", "4"])
        #expect(run.status == 1)
        #expect(
            run.output.hasSuffix(
                """
                FAILED  bad debt = 0   C14
                          left    62608695652173913049
                          right   0
                          revert  "bad debt"

                """))
    }

    @Test func jsonIsATree() throws {
        let run = try vamm(bench + ["--step", "6", "--json"])
        #expect(run.status == 0)
        let document = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(document["step"] as? Int == 6 && document["revert"] == nil)
        let dust = try #require(document["dust"] as? [[String: Any]])
        #expect(dust.contains { ($0["number"] as? String) == "fee" })
        let nodes = try #require(document["derivation"] as? [[String: Any]])
        #expect(nodes.contains { ($0["rule"] as? String) == "C13" })
    }

    @Test func whatIsInsideOfAveragesIsShownOnRequest() throws {
        let cascade = ["explain", "step", "Vectors/scenarios/liquidation-cascade.scenario.json", "--step", "8"]
        let short = try vamm(cascade)
        let full = try vamm(cascade + ["--full"])
        #expect(short.output.contains("--full shows them") && !full.output.contains("--full shows them"))
        #expect(full.output.split(separator: "\n").count > short.output.split(separator: "\n").count)
    }

    @Test func aStepThatIsNotThereIsSaid() throws {
        let run = try vamm(bench + ["--step", "99"])
        #expect(run.status == 2 && run.output.isEmpty)
        #expect(run.errors.contains("there is no step 99; steps count from 1, and it has"))
    }

    @Test func theLedgerNamesTheLargestLoss() throws {
        let scenario = "Vectors/scenarios/liquidation-cascade.scenario.json"
        let run = try vamm(["run", scenario, "--ledger"])
        #expect(run.status == 0)
        #expect(
            run.output.contains("0.9125 wei of quote, lost by insurance fund to carol at step 7: C17 penalty"))
        let json = try vamm(["run", scenario, "--ledger", "--json"])
        let document = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect((document["steps"] as? [Any])?.count == 17)
        #expect(try vamm(["run", scenario, "--ledger", "--fill", "x.json"]).status == 64)
    }
}

@Suite struct ExplainCommandTests {
    private let example = [
        "explain", "quote", "input", "--direction", "removeFromAmm", "--amount", "1000", "--quote-reserve", "41000",
        "--base-reserve", "97.560975609756097561",
    ]

    @Test func thePublishedExample() throws {
        let run = try vamm(example)
        #expect(run.status == 0)
        #expect(
            run.output.hasPrefix(
                """
                base in for quote out, in wei

                answer  2439024390243902440   which is 2.43902439024390244 base
                exact   2439024390243902439.025   x · y = k without rounding
                        the pool gains 0.975 wei by rounding

                K = Q ⊗ B   N4
                """), "\(run.output)")
        #expect(
            run.output.contains(
                "    kept  100000000000000000000   (-0.025)\n    in the answer  -0.025, for the trader\n"))
        #expect(run.output.contains("answer = d + 1, as dmod(K, Q') ≠ 0   P2\n"))
        #expect(run.output.contains("    in the answer  +1, for the pool\n"))
    }

    @Test func aTruncationThatTurnsTheSignIsForThePool() throws {
        // SPEC H10: B' lands below B, so that a smaller K makes the trader pay more.
        let run = try vamm("explain", "vector", "Vectors/recorded/quote.json", "--case", "quote-01776")
        #expect(run.output.contains("the pool gains 825.078882497945… wei by rounding"))
        #expect(run.output.contains("    in the answer  +825.078882497945…, for the pool\n"))
        #expect(run.errors.isEmpty)
    }

    @Test func anOutcomeThatTheVectorDoesNotHaveIsSaid() throws {
        let file = try String(
            contentsOf: packageRoot.appending(path: "Vectors/recorded/quote.json"), encoding: .utf8)
        let line = try #require(file.split(separator: "\n").first { $0.contains("\"quote-01776\"") })
        let header = try #require(file.split(separator: "\n").first)
        let changed = line.replacing("\"result\":\"915\"", with: "\"result\":\"914\"")
        let text = "\(header)\n\"cases\":[\n\(changed.hasSuffix(",") ? changed.dropLast() : changed[...])\n]}"
        try withFile(Data(text.utf8)) { path in
            let run = try vamm("explain", "vector", path, "--case", "quote-01776")
            #expect(run.errors == "vamm: the vector says 914, but this implementation comes to 915\n", "\(run)")
        }
    }

    @Test func theSameAsJSON() throws {
        let run = try vamm(example + ["--json"])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(object["answer"] as? String == "2439024390243902440")
        #expect(object["exact"] as? String == "97560975609756097561/40")
        let operations = try #require(object["operations"] as? [[String: Any]])
        #expect(operations.compactMap { $0["name"] as? String } == ["K", "Q'", "B'", "d", "answer"])
        #expect(operations[2]["difference"] as? String == "-1/40" && operations[2]["gains"] as? String == "trader")
        #expect((object["checks"] as? [Any])?.count == 6)
    }

    @Test func aRevertNamesTheCheckAndBothSides() throws {
        let run = try vamm("explain", "vector", "Vectors/recorded/quote.json", "--case", "quote-00083")
        let limit = "57896044618658097711785492504343953926634992332820282019728792003956564819968"
        #expect(run.status == 1)
        #expect(run.output.contains("revert  \"MixedDecimal: uint value is bigger than _INT256_MAX\"\n"))
        #expect(
            run.output.hasSuffix(
                "  FAILED  Q' < 2^255   P2\n            left   \(limit)\n            right  \(limit)\n"),
            "\(run.output)")
    }

    @Test func nothingIsCheckedForNothing() throws {
        let run = try vamm(
            "explain", "quote", "output", "--direction", "addToAmm", "--amount", "0", "--quote-reserve", "0",
            "--base-reserve", "0")
        #expect(run.status == 0 && run.output.contains("an amount of 0 comes to 0, and nothing is checked"))
    }

    @Test func whatCannotBeExplainedIsSaid() throws {
        for (file, id, message) in [
            ("Vectors/recorded/math.json", "x", "math vectors; vamm verify checks them"),
            ("Vectors/recorded/quote.json", "quote-0008", "did you mean \"quote-00008\"?"),
            ("no-such-file.json", "x", "no-such-file.json"),
        ] {
            let run = try vamm("explain", "vector", file, "--case", id)
            #expect(run.status == 2 && run.output.isEmpty && run.errors.contains(message), "\(run)")
        }
        #expect(try vamm("explain", "quote", "input", "--amount", "1").status == 64)
        #expect(try vamm("explain", "vector", "Vectors/recorded/quote.json").status == 64)
    }
}

import Foundation
import JSON
import Testing

/// `vamm run` as its user sees it.
@Suite struct RunCommandTests {
    private func scenario(_ steps: String, setup: String = "") -> Data {
        Data(
            """
            {"setup": {"amms": {"ETH": {"quoteAssetReserve": "40000", "baseAssetReserve": "100"}},
            "balances": {"alice": "5000", "bob": "5000"}\(setup)},
            "steps": [\(steps)]}
            """.utf8)
    }

    private let open =
        #"{"caller": "alice", "call": "openPosition", "args": {"side": "buy", "quoteAssetAmount": "100", "leverage": "10"}}"#

    @Test func thePublishedExampleAsATable() throws {
        let run = try vamm("run", "Vectors/scenarios/published-example.scenario.json")
        #expect(run.status == 0)
        #expect(run.errors == "")
        #expect(run.output.contains("420.249999…  alice 2.439024…   9.999999… %"))
    }

    @Test func readyScenariosDoWhatTheySay() throws {
        let cascade = try vamm("run", "Vectors/scenarios/liquidation-cascade.scenario.json")
        #expect(cascade.status == 0)
        #expect(cascade.output.contains("not backstop LP"))
        let change = try vamm("run", "Vectors/scenarios/k-change.scenario.json")
        #expect(change.status == 0)
        #expect(change.output.contains("ETH.migrateLiquidity x2"))
    }

    /// What is filled in passes verification, whatever the scenario.
    @Test(arguments: ["published-example", "liquidation-cascade", "k-change"])
    func aFilledScenarioVerifies(name: String) throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let filled = folder.appending(path: "filled.json").path()
        let run = try vamm("run", "Vectors/scenarios/\(name).scenario.json", "--fill", filled)
        #expect(run.status == 0)
        let verified = try vamm("verify", filled)
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        // And the filled file is itself a scenario with the same result.
        #expect(try vamm("run", filled).output == run.output)
    }

    /// A recorded case that is run and filled in is the recorded case again.
    @Test(arguments: [
        ("directed-v2", "seed-alice-bob"), ("directed-v1", "k-migration-chain"), ("market-v2", "v2-0003"),
    ])
    func aRecordedCaseIsReproduced(file: String, id: String) throws {
        let path = "Vectors/recorded/\(file).json"
        let run = try vamm("run", path, "--case", id, "--json")
        #expect(run.status == 0)
        let got = try JSONParser.parse(run.output.utf8)
        let recorded = try JSONParser.parse(Data(contentsOf: packageRoot.appending(path: path)))
        guard case .array(let cases)? = recorded["cases"]?.content,
            let expected = cases.first(where: { $0["id"]?.text == id }),
            case .array(let steps)? = expected["steps"]?.content,
            case .array(let gotSteps)? = got["steps"]?.content
        else {
            Issue.record("no such case")
            return
        }
        #expect(got["setup"] == expected["setup"])
        #expect(got["initialState"] == expected["initialState"])
        #expect(gotSteps.count == steps.count)
        for (step, gotStep) in zip(steps, gotSteps) {
            for key in ["block", "target", "call", "caller", "args", "events", "returns", "state", "revert"] {
                #expect(gotStep[key] == step[key], "\(key)")
            }
        }
    }

    @Test func anExpectationThatIsNotMetIsExplained() throws {
        let wrong = open.dropLast() + #", "revert": "over limit"}"#
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let fill = folder.appending(path: "fill.json").path()
        try withFile(scenario(String(wrong))) { file in
            let run = try vamm("run", file, "--fill", fill)
            #expect(run.status == 1)
            #expect(run.errors.contains("case step 1"))
            #expect(run.errors.contains("expected  revert \"over limit\""))
            #expect(!FileManager.default.fileExists(atPath: fill))
        }
    }

    /// A broken scenario with what the message has to say.
    private static let broken: [(steps: String, setup: String, message: String)] = [
        (
            #"{"caller": "alcie", "call": "closePosition"}"#, "",
            #"unknown account "alcie"; did you mean "alice"? (in step 1.caller)"#
        ),
        (#"{"caller": "alice", "call": "closePositon"}"#, "", #"did you mean "closePosition"? (in step 1.call)"#),
        (
            #"{"caller": "alice", "call": "closePosition", "args": {"amm": "ETC"}}"#, "",
            #"unknown pool "ETC"; did you mean "ETH"? (in step 1.args.amm)"#
        ),
        (
            #"{"caller": "alice", "call": "openPosition", "args": {"side": "buy", "quoteAssetAmuont": "1"}}"#, "",
            #"unknown field "quoteAssetAmuont"; did you mean "quoteAssetAmount"? (in step 1.args)"#
        ),
        (
            #"{"caller": "alice", "call": "openPosition", "args": {"side": "buy", "quoteAssetAmount": "1.0000000000000000001"}}"#,
            "", "19 fraction digits, but a decimal keeps 18"
        ),
        (
            #"{"caller": "alice", "call": "openPosition", "args": {"side": "up", "quoteAssetAmount": "1"}}"#, "",
            #""up" is unknown; it is one of "buy", "sell""#
        ),
        (
            #"{"caller": "alice", "call": "closePosition"}, {"caller": "alice", "call": "closePosition", "block": {"timestamp": 1599999999}}"#,
            "", "goes back in time: the step before ran in block 2 at 1600000015 (in step 2.block)"
        ),
        (
            #"{"caller": "alice", "call": "closePosition", "wait": 18446744073709551615}"#, "",
            "is not a whole number from 0 to 2^53 - 1"
        ),
        (#"{"caller": "alice", "call": "closePosition", "wait": -5}"#, "", "-5 is not a whole number from 0"),
        (#"{"caller": "alice", "call": "adjustPosition"}"#, "", "\"adjustPosition\" is a call of revision v1 only"),
        (#"{"call": "closePosition"}"#, "", "\"caller\" is missing"),
        ("", "", "there has to be at least one step"),
        (#"{"call": "pause"}"#, #", "quoteToken": {"decimals": 78}"#, "a token has 0 to 77 decimals, not 78"),
        (#"{"call": "pause"}"#, #", "whitelst": "alice""#, #"unknown field "whitelst"; did you mean "whitelist"?"#),
        (#"{"call": "pause"}"#, #", "quoteToken": {"decimals": 77}"#, "\"5000\" is not a decimal in range"),
        (
            #"{"call": "migrateLiquidity", "target": "amm.BTC", "args": {"liquidityMultiplier": "2"}}"#,
            #", "revision": "v1""#, #"unknown target "amm.BTC""#
        ),
    ]

    @Test(arguments: broken.indices)
    func aBrokenScenarioIsNamedWithStepAndField(index: Int) throws {
        let (steps, setup, message) = Self.broken[index]
        try withFile(scenario(steps, setup: setup)) { file in
            let run = try vamm("run", file)
            #expect(run.status == 2)
            #expect(run.output == "")
            #expect(run.errors.contains("vamm: \(file)") && run.errors.contains(message), "\(run.errors)")
        }
    }

    @Test func tokenAmountsHaveNoMoreDigitsThanTheToken() throws {
        let data = Data(
            """
            {"setup": {"amms": {"ETH": {"quoteAssetReserve": "40000", "baseAssetReserve": "100"}},
            "quoteToken": {"decimals": 6}, "balances": {"alice": "1.0000001"}}, "steps": [{"call": "pause"}]}
            """.utf8)
        let run = try withFile(data) { try vamm("run", $0) }
        #expect(run.status == 2)
        #expect(run.errors.contains("7 fraction digits, but the token has 6 (in setup.balances.alice)"))
    }

    @Test func filesThatAreNoScenarios() throws {
        for (content, message) in [
            ("", "the text ends"), ("[]", "expected an object"), (#"{"format": "x"}"#, "is not \"vamm-scenario/1\""),
            (#"{"setup": {}}"#, "\"amms\" is missing"), ("{\"setup\": ", "the file ends in the middle"),
        ] {
            let run = try withFile(Data(content.utf8)) { try vamm("run", $0) }
            #expect(run.status == 2 && run.errors.contains(message), "\(run.errors)")
        }
        #expect(try vamm("run", "no/such.json").status == 2)
        #expect(try vamm("run", "Vectors").errors.contains("it is a directory; name a file in it"))
        let several = try vamm("run", "Vectors/recorded/directed-v1.json")
        #expect(several.errors.contains("name one with --case"))
        let unknown = try vamm("run", "Vectors/recorded/directed-v2.json", "--case", "seed-alice-bbo")
        #expect(unknown.errors.contains("did you mean \"seed-alice-bob\"?"))
        #expect(try vamm("run", "Vectors/recorded/math.json", "--case", "x").status == 2)
    }

    @Test func aFileThatCannotBeWrittenIsReported() throws {
        let run = try vamm(
            "run", "Vectors/scenarios/published-example.scenario.json", "--fill", "/no/such/folder/x.json")
        #expect(run.status == 74)
        #expect(run.errors.contains("can't be written"))
        let scenario = "Vectors/scenarios/published-example.scenario.json"
        for (path, message) in [("/dev/null", "not a regular file"), (scenario, "the scenario itself")] {
            let run = try vamm("run", scenario, "--fill", path)
            #expect(run.status == 74 && run.errors.contains(message), "\(run.errors)")
        }
        #expect(try vamm("run", scenario, "--fill", "").status == 64)
        #expect(try vamm("run", scenario, "--fill", "-").status == 64)
    }

    @Test func twoStepsMayShareABlock() throws {
        let second = open.replacing("alice", with: "bob").dropLast() + #", "block": {"number": 2}}"#
        let run = try withFile(scenario(open + "," + second)) { try vamm("run", $0, "--json") }
        #expect(run.status == 0, "\(run.errors)")
        let contradiction = open.dropLast() + #", "wait": 100, "block": {"timestamp": 1600000001}}"#
        let refused = try withFile(scenario(String(contradiction))) { try vamm("run", $0) }
        #expect(refused.status == 2 && refused.errors.contains("contradict each other"))
    }

    @Test func theOwnerDoesNotTrade() throws {
        let run = try withFile(scenario(open.replacing("alice", with: "owner"))) { try vamm("run", $0) }
        #expect(run.status == 2 && run.errors.contains("unknown account \"owner\""))
    }

    @Test func hostileNamesAreShownAsEscapes() throws {
        let hostile = scenario(open.replacing("alice", with: #"al\u001b[31mice"#))
        let text = String(decoding: hostile, as: UTF8.self).replacing(#""alice":"#, with: #""al\u001b[31mice":"#)
        let run = try withFile(Data(text.utf8)) { try vamm("run", $0) }
        #expect(run.status == 0, "\(run.errors)")
        #expect(!run.output.contains("\u{1B}") && run.output.contains(#"al\u{1b}[31mice"#))
    }
}

import Foundation
import Testing

/// What scenarios say of their steps, and ask for: parts of what comes of them, views, comments; and what a run tells
/// its author.
@Suite struct ExpectationTests {
    private static let setup = #""amms":{"ETH":{"quoteAssetReserve":"1000","baseAssetReserve":"100"}}"#

    private func scenario(
        _ steps: String..., balances: String = #""alice":"500","bob":"500""#, more: String = ""
    ) -> Data {
        Data(
            #"{"setup":{\#(Self.setup),"balances":{\#(balances)}\#(more)},"steps":[\#(steps.joined(separator: ","))]}"#
                .utf8)
    }

    private func open(_ more: String, amount: String = "100", by caller: String = "alice") -> String {
        #"{"caller":"\#(caller)","call":"openPosition","args":{"side":"buy","quoteAssetAmount":"\#(amount)"}\#(more)}"#
    }

    private func run(_ file: Data, _ options: String...) throws -> Run {
        try withFile(file, name: "e.scenario.json") { try vamm(["run", $0] + options) }
    }

    private static let size = "9090909090909090909"

    /// Every part that may be said, so and otherwise.
    @Test(arguments: [
        (#","succeeds":true"#, 1, 1), (#","expect":{"succeeds":true}"#, 1, 1), (#","reverts":true"#, 0, 1),
        (#","expect":{"reverts":"nothing of the kind"}"#, 0, 1), (#","revert":"x""#, 0, 1),
        (#","invalid":true"#, 0, 1),
        (#","state":{"position.ETH.alice.size":"\#(size)"}"#, 1, 1),
        (#","state":{"position.ETH.alice.size":"7"}"#, 0, 1),
        // Whether the step changed it or not.
        (#","expect":{"state":{"position.ETH.bob.size":"0","balance.bob":"500000000000000000000"}}"#, 2, 2),
        (#","events":[{"name":"PositionChanged","args":{"fee":"0"}}]"#, 1, 1),
        (#","events":[{"name":"PositionChanged","args":{"fee":"1"}}]"#, 0, 1),
        (#","events":[{"name":"PositionChanged"},{"name":"PositionChanged"}]"#, 1, 2),
        (#","events":[{"name":"SwapInput"},{"name":"PositionChanged"}]"#, 2, 2),
        (#","events":[{"name":"PositionChanged"},{"name":"SwapInput"}]"#, 1, 2),
        (#","events":[{"name":"PositionLiquidated"}]"#, 0, 1),
        (#","views":{"position.ETH.alice.marginRatio":"1000000000000000000"}"#, 1, 1),
        (#","views":{"amm.ETH.spotPrice":"1"}"#, 0, 1),
        (#","returns":null"#, 0, 1),
        (#","succeeds":true,"expect":{"state":{"position.ETH.alice.margin":"1"},"events":[]}"#, 1, 2),
    ])
    func partsAreCheckedAndCounted(said: String, held: Int, stated: Int) throws {
        let run = try run(scenario(open(said)))
        #expect(run.status == (held == stated ? 0 : 1), "\(run.errors)")
        #expect(run.errors.contains("\(held) of \(stated) expectations held"), "\(run.errors)")
        #expect(run.errors.contains("FAIL") == (held < stated), "\(run.errors)")
    }

    @Test(arguments: [
        (#","reverts":true"#, 1, 1), (#","succeeds":true"#, 0, 1),
        (#","reverts":"DecimalERC20: transferFrom failed""#, 1, 1),
        (#","reverts":"other","expect":{"state":{"position.ETH.alice.size":"0"}}"#, 1, 2),
        (#","events":[{"name":"PositionChanged"}],"returns":"1""#, 0, 2),
    ])
    func aStepThatRevertsIsCheckedToo(said: String, held: Int, stated: Int) throws {
        let run = try run(scenario(open(said, amount: "501")))
        #expect(run.status == (held == stated ? 0 : 1), "\(run.errors)")
        #expect(run.errors.contains("\(held) of \(stated) expectations held"), "\(run.errors)")
    }

    @Test(arguments: [
        (#","succeeds":true,"reverts":true"#, "something else before"), (#","succeeds":false"#, "it can be true"),
        (#","reverts":true,"events":[{"name":"A"}]"#, "returns and emits nothing"),
        (#","expect":{"suceeds":true}"#, "did you mean \"succeeds\"?"),
        (#","expect":{"succeeds":true,"x":1}"#, "unknown field"),
        (#","revert":true"#, "\"reverts\": true is any"), (#","events":[{"nam":"A"}]"#, "\"name\""),
        (#","views":["position.ETH.alice.marginRatios"]"#, "did you mean \"position.ETH.alice.marginRatio\"?"),
        (#","views":["nothing"]"#, "a view is one such as amm.ETH.twapPrice.900"),
        (#","expect":{"state":{"position.ETH.carol.size":"0"}}"#, "unknown state key"),
    ])
    func whatCanNotBeExpectedIsRefused(said: String, message: String) throws {
        let run = try run(scenario(open(said)))
        #expect(run.status == 2 && run.errors.contains(message), "\(run.errors)")
    }

    /// With --strict a step that says what comes of it says all of it, as before.
    @Test func strictIsAsInVectors() throws {
        let step = open(#","state":{"position.ETH.alice.size":"\#(Self.size)"}"#)
        #expect(try run(scenario(step)).status == 0)
        let strict = try run(scenario(step), "--strict")
        #expect(strict.status == 2 && strict.errors.contains("\"events\" is missing"), "\(strict.errors)")
        let empty = try run(scenario(open(#","state":{},"events":[]"#)), "--strict")
        #expect(empty.status == 1 && empty.errors.contains("no change"), "\(empty.errors)")
        #expect(try run(scenario(open(#","expect":{"succeeds":true}"#)), "--strict").status == 0)
    }

    /// Views are asked without being stated, of any trader, by the step or by the command.
    @Test func viewsAreAskedAndShown() throws {
        let file = scenario(
            open(#","views":["position.ETH.bob.marginRatio","amm.ETH.twapPrice.60"]"#), open("", by: "bob"))
        let table = try run(file, "--view", "position.ETH.alice.marginRatio")
        #expect(table.status == 0 && table.errors == "", "\(table.errors)")
        let lines = table.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 7, "\(table.output)")
        #expect(lines[2] == "        position.ETH.bob.marginRatio  revert \"positionSize is 0\"", "\(lines[2])")
        #expect(lines[3].hasPrefix("        amm.ETH.twapPrice.60  "), "\(lines[3])")
        #expect(lines[4] == "        position.ETH.alice.marginRatio  1", "\(lines[4])")
        #expect(lines[6].hasPrefix("        position.ETH.alice.marginRatio  "), "\(lines[6])")
        let json = try run(file, "--json", "--view", "position.ETH.alice.marginRatio").output
        #expect(json.contains("\"amm.ETH.twapPrice.60\"") && json.contains("\"position.ETH.alice.marginRatio\""))
        let unknown = try run(file, "--view", "position.ETH.alic.marginRatio")
        #expect(unknown.status == 2 && unknown.errors.contains("did you mean"), "\(unknown.errors)")
    }

    @Test func commentsMayStandOnSteps() throws {
        #expect(try run(scenario(open(#","comment":"Alice is first.""#))).status == 0)
    }

    /// A step pasted from a vector has wei where whole units are meant.
    @Test(arguments: [
        #""side":"buy","quoteAssetAmount":"5000000000000000000000","leverage":"10000000000000000000""#,
        #""side":"sell","quoteAssetAmount":"100000000000000000000""#,
        #""side":"buy","quoteAssetAmount":"1","leverage":"5000000000000000000""#,
    ])
    func amountsThatLookLikeWeiAreAskedAbout(arguments: String) throws {
        let step = #"{"caller":"alice","call":"openPosition","args":{\#(arguments)}}"#
        let run = try run(scenario(step, balances: #""alice":"10000","bob":"50000""#))
        #expect(run.status == 0 && run.errors.contains("note: step 1: "), "\(run.errors)")
        #expect(run.errors.contains("did you mean \"") && run.errors.contains(" wei\", which is "), "\(run.errors)")
        #expect(run.errors.contains("every step reverted, the first with "), "\(run.errors)")
        // Too much, but nothing that wei would explain.
        let plain = try self.run(scenario(open("", amount: "70000"), open("")))
        #expect(!plain.errors.contains("note:"), "\(plain.errors)")
        #expect(!(try self.run(scenario(open("", amount: "5000000000000000000 wei")))).errors.contains("note:"))
    }

    @Test(arguments: [
        (#"{"caller":"alice","args":{}}"#, "\"call\" is missing"),
        (#"{"caller":"alice","cal":"openPosition"}"#, "unknown field \"cal\"; did you mean \"call\"?"),
        (#"{"call":"migrateLiquidity","args":{"liquidityMultiplier":"2"}}"#, "is a call of revision v1 only"),
        (#"{"target":"clearingHouse","call":"swapInput","caller":"alice"}"#, "is a call of a pool"),
        (#"{"target":"amm.ETH","call":"openPosition","caller":"alice"}"#, "is a call of clearingHouse"),
        (#"{"call":"openPosition","caller":"alice"}"#, ":1:129: \"side\" is missing"),
        (#"{"call":"nonsense","caller":"alice"}"#, "has no call \"nonsense\""),
    ])
    func mistakesInStepsAreNamedWithTheirPlace(step: String, message: String) throws {
        let run = try run(scenario(step))
        #expect(run.status == 2 && run.errors.contains(message), "\(run.errors)")
    }

    /// A member that is missing is not taken for another one that is there and resembles it.
    @Test func whatIsMissingIsNotTakenForItsNeighbour() throws {
        let file = Data(#"{"setup":{"amms":{"ETH":{"baseAssetReserve":"1"}},"balances":{"a":"1"}},"steps":[{}]}"#.utf8)
        let run = try run(file)
        #expect(run.status == 2 && run.errors.contains("\"quoteAssetReserve\" is missing"), "\(run.errors)")
    }

    /// The owner may liquidate, as in vectors.
    @Test func theOwnerMayLiquidate() throws {
        let steps = [
            open(#","succeeds":true"#),
            #"{"caller":"owner","call":"liquidate","args":{"trader":"alice"},"#
                + #""reverts":"Margin ratio not meet criteria"}"#,
        ]
        let run = try run(scenario(steps.joined(separator: ",")))
        #expect(run.status == 0 && run.errors.contains("2 of 2 expectations held"), "\(run.errors)")
    }

    /// Pools alone, with whom an account trades directly.
    @Test func poolsAloneAreScenariosToo() throws {
        let swap =
            #"{"call":"swapInput","args":{"direction":"addToAmm","quoteAssetAmount":"100"},"#
            + #""expect":{"returns":"\#(Self.size)","state":{"amm.ETH.quoteAssetReserve":"1100000000000000000000"}}}"#
        let file = Data(#"{"setup":{\#(Self.setup),"counterParty":"carol"},"steps":[\#(swap)]}"#.utf8)
        try withFile(file, name: "pool.scenario.json") { path in
            let run = try vamm("run", path)
            #expect(run.status == 0 && run.errors.contains("2 of 2 expectations held"), "\(run)")
            #expect(run.output.contains("carol") && !run.output.contains("NaN"))
            #expect(try vamm("run", path, "--fill", path + ".vectors").status == 0)
            let verified = try vamm("verify", path + ".vectors")
            #expect(verified.output.contains("amm, 1 passed"), "\(verified)")
            #expect(try vamm("explain", "step", path, "--step", "1").status == 0)
            #expect(try vamm("report", path, "-o", path + ".html").status == 0)
            #expect(try vamm("run", path, "--db", path + ".sqlite").status == 0)
            #expect(try vamm("run", path, "--json").status == 0)
        }
        let wrong = Data(
            #"{"setup":{\#(Self.setup),"counterParty":"carol"},"steps":[{"call":"payFunding","caller":"carol"}]}"#.utf8)
        #expect(try run(wrong).errors.contains("with a counterParty there are only pools"))
    }

    /// The fee for liquidations of the first markets: whole below 2.5 %, and half of it to the liquidator.
    @Test func theDefaultsOfV2AreThosePublished() throws {
        let json = try run(scenario(open("")), "--json").output
        #expect(json.contains("\"liquidationFeeRatio\": \"25000000000000000\""))
        let old = try run(scenario(open(""), more: #","revision":"v1""#), "--json").output
        #expect(old.contains("\"liquidationFeeRatio\": \"12500000000000000\""))
    }
}

import Foundation
import JSON
import Testing

/// `vamm k-change` as its user sees it.
@Suite struct KChangeCommandTests {
    private let scenario = "Vectors/scenarios/k-change.scenario.json"
    private let v2 = "Vectors/scenarios/published-example.scenario.json"

    @Test func aResizeAsATable() throws {
        let run = try vamm("k-change", "--multiplier", "2", "--steps", "2", scenario)
        #expect(run.status == 0 && run.errors == "")
        #expect(run.output.hasPrefix("k-change, pool ETH, after step 2: resize x2 (migrateLiquidity, revision v1)\n"))
        for text in ["quote reserve  ", "bob     -2.322880…  -2.350866…", "exhaustive search", "eager - lazy"] {
            #expect(run.output.contains(text), "\(text)")
        }
        for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }

    /// A cut of K leaves the ratio by spot where it was, below maintenance; by the old average alice is safe, and takes
    /// out all that she put in, which the case does (SPEC H22).
    @Test func aCutShowsWhatOldAveragesLetOut() throws {
        let cut = "Vectors/scenarios/k-cut.scenario.json"
        let run = try vamm("k-change", "--multiplier", "0.3", "--steps", "4", cut)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("2.5452… %   23.8830… %"))
        #expect(run.output.contains("alice       2.5452… %    2.5452… %             0   400.000000…"))
        #expect(run.output.contains("until\nsomebody trades the average is that of the reserves before the change."))
        let json = try JSONParser.parse(
            Data(try vamm("k-change", "--multiplier", "0.3", "--steps", "4", "--json", cut).output.utf8))
        guard case .array(let traders)? = json["traders"]?.content, let alice = traders.last else {
            Issue.record("\(json)")
            return
        }
        #expect(alice["before"]?["removableMargin"] == .string("0"))
        #expect(alice["before"]?["spotMarginRatio"] == alice["before"]?["marginRatio"])
        #expect(alice["after"]?["spotMarginRatio"] != alice["after"]?["marginRatio"])
    }

    @Test func payIsNamedAsAnExtensionEverywhere() throws {
        let run = try vamm("k-change", "--multiplier", "2", "--way", "pay", "--steps", "2", v2)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("pay x2 (extension, not in the contracts)"))
        let json = try JSONParser.parse(
            Data(try vamm("k-change", "--multiplier", "2", "--way", "pay", "--steps", "2", "--json", v2).output.utf8))
        #expect(json["decision"]?["extensionNotInTheContracts"] == .bool(true))
        #expect(json["order"] == .null)
        #expect(try vamm("k-change", "--help").output.contains("extension, not in the contracts"))
    }

    /// Lowering K that far earns more from the longs than their margins in the vault.
    @Test func aVaultThatCanNotPayIsNamed() throws {
        let run = try vamm(
            "k-change", "--multiplier", "0.000000000000000001", "--way", "pay", "--steps", "2", scenario)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("the vault had only 900 of that"), "\(run.output)")
    }

    /// The house allows 10x; what is asked for beyond that holds for arbitrage only, and that is said.
    @Test func aLeverageBeyondTheHousesIsNamed() throws {
        let command = ["k-change", "--multiplier", "2", "--steps", "2", scenario]
        #expect(try !vamm(command).output.contains("the most that the house allows"))
        let run = try vamm(command + ["--leverage", "50"])
        #expect(run.output.contains("\nat 10x, the most that the house allows\n"), "\(run)")
        let json = try JSONParser.parse(Data(try vamm(command + ["--leverage", "50", "--json"]).output.utf8))
        #expect(json["sandwichLeverage"]?.text == "10" && json["before"]?["leverage"]?.text == "50")
    }

    @Test func resizingV2IsRefused() throws {
        let run = try vamm("k-change", "--multiplier", "2", v2)
        #expect(run.status == 1 && run.output == "")
        #expect(run.errors.contains("revision v2 can't resize") && run.errors.contains("the way pay"))
    }

    /// The recorded case: the eager order costs the fund 43.689320388349514566.
    @Test func theEagerOrderOfTheRecordedCase() throws {
        let run = try vamm(
            "k-change", "--multiplier", "2", "--case", "k-migration-order-eager-2", "--steps", "2", "--json",
            "Vectors/recorded/directed-v1.json")
        let json = try JSONParser.parse(Data(run.output.utf8))
        #expect(json["order"]?["eagerOwed"]?.text == "543.689320388349514566")
        #expect(json["order"]?["lazyOwed"]?.text == "500.000000000000000003")
        #expect(json["before"]?["vault"]?.text == "500")
    }

    @Test func policiesDecide() throws {
        let budgeted = try vamm(
            "k-change", "--policy", "budgeted", "--set", "budget=10", "--set", "maxScale=2", "--way", "pay", "--steps",
            "1", "--json", v2)
        let json = try JSONParser.parse(Data(budgeted.output.utf8))
        #expect(json["cost"]?.text?.hasPrefix("9.99999999999999") == true, "\(budgeted)")
        #expect(json["policy"]?.text == "budgeted")
        let observed = try vamm(
            "k-change", "--policy", "volume", "--set", "maxChange=0", "--observe", "tradeSizes=400,600", "--steps", "0",
            scenario)
        #expect(observed.output.contains("resize x1.25 ("), "\(observed)")
        let idle = try vamm("k-change", "--policy", "volume", scenario)
        #expect(idle.status == 0 && idle.output.hasPrefix("the policy volume leaves K alone\n  y = q/s, "))
        #expect(idle.output.contains(/tradeSizes +none  from --observe/), "\(idle)")
        let idleRun = try vamm("k-change", "--policy", "volume", "--json", scenario)
        let idleJSON = try JSONParser.parse(Data(idleRun.output.utf8))
        #expect(idleJSON["decision"] == .null && idleJSON["observation"]?["tradeSizes"] == .array([]))
        #expect(try vamm("k-change", "--policies").output.contains("y = q/s"))
    }

    @Test(arguments: [
        ["--multiplier", "2"], ["scenario"], ["scenario", "--multiplier", "2", "--policy", "fixed"],
        ["scenario", "--multiplier", "0"], ["scenario", "--multiplier", "1"], ["scenario", "--multiplier", "-2"],
        ["scenario", "--multiplier", "x"], ["scenario", "--multiplier", "2", "--way", "repeg"],
        ["scenario", "--multiplier", "2", "--set", "a=1"], ["scenario", "--policy", "fixt"],
        ["scenario", "--policy", "fixed", "--set", "multiplier"],
        ["scenario", "--policy", "fixed", "--set", "multiplier=0"],
        ["scenario", "--policy", "fixed", "--observe", "weather=1"],
        ["scenario", "--policy", "fixed", "--observe", "volume=-1"],
        ["scenario", "--multiplier", "2", "--leverage", "0"], ["scenario", "--multiplier", "2", "--notional", "0"],
        ["scenario", "--multiplier", "2", "--order", "mallory"], ["scenario", "--multiplier", "2", "--steps", "-1"],
    ])
    func wrongUsage(arguments: [String]) throws {
        let run = try vamm(["k-change"] + arguments.map { $0 == "scenario" ? scenario : $0 })
        #expect(run.status == 64 && run.output == "" && !run.errors.isEmpty, "\(run)")
    }

    @Test func whatCannotBeReadOrDone() throws {
        #expect(try vamm("k-change", "--multiplier", "2", "no-such-file").status == 2)
        #expect(try vamm("k-change", "--multiplier", "2", "--steps", "99", scenario).status == 2)
        #expect(try vamm("k-change", "--multiplier", "2", "--amm", "DOGE", scenario).status == 2)
        let largest = "115792089237316195423570985008687907853269984665640564039457.584007913129639935"
        for (multiplier, way) in [(largest, "pay"), (largest, "resize"), ("0.000000000000000001", "resize")] {
            let run = try vamm("k-change", "--multiplier", multiplier, "--way", way, "--steps", "2", scenario)
            #expect(run.status == 1 && !run.crashed && run.output == "", "\(run)")
        }
    }
}

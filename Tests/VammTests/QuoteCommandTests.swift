import Foundation
import Testing

/// `vamm quote` as its user sees it.
@Suite struct QuoteCommandTests {
    private let published = [
        "--direction", "addToAmm", "--amount", "1000", "--quote-reserve", "40000", "--base-reserve", "100",
    ]

    @Test func thePublishedExample() throws {
        let run = try vamm(["quote", "input"] + published)
        #expect(run.status == 0)
        #expect(
            run.output == """
                quote in              1000
                base out              2.439024390243902439
                price before          400
                price after           420.249999999999999999
                average price         410.000000000000000004
                slippage              2.5 %
                rounding              -0.024390 wei (answer − exact), in the pool's favour
                quote reserve after   41000
                base reserve after    97.560975609756097561

                """)
    }

    @Test func weiAndDecimalsAreTheSameQuote() throws {
        let zeros = String(repeating: "0", count: 18)
        let run = try vamm(
            "quote", "output", "--direction", "removeFromAmm", "--amount", "1" + zeros, "--quote-reserve",
            "40000" + zeros,
            "--base-reserve", "100" + zeros, "--wei", "--json")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(object["result"] as? String == "404040404040404040405")
        #expect(object["unit"] as? String == "wei")
        #expect((object["rounding"] as? [String: String])?["favours"] == "pool")
        #expect((object["rounding"] as? [String: String])?["wei"] == "0.959595")
    }

    @Test func aRevertHasItsTextAndStatus() throws {
        let run = try vamm(
            "quote", "output", "--direction", "removeFromAmm", "--amount", "100", "--quote-reserve", "40000",
            "--base-reserve", "100")
        #expect(run.status == 1)
        #expect(run.output == "revert \"base asset after is 0\"\n")
    }

    @Test(arguments: [
        ("0.1234567890123456789", "19 fraction digits"), ("1e3", "unexpected \"e\" in position 2"),
        ("", "needs digits"),
        ("-1", "\"-1\" is negative; amounts are 0 or more"), ("--wei", "a number is missing"),
        ("0x10", "unexpected \"x\" in position 2"), (String(repeating: "9", count: 10_000), "out of range"),
    ])
    func aBadAmountIsExplained(amount: String, message: String) throws {
        let run = try vamm(
            "quote", "input", "--direction", "addToAmm", "--amount", amount, "--quote-reserve", "1", "--base-reserve",
            "1")
        #expect(run.status == 64)
        #expect(run.errors.contains("--amount: ") && run.errors.contains(message))
    }

    @Test func everyEdgeEndsWithoutACrash() throws {
        let edges = [
            "0", "1", "999999999999999999",
            "115792089237316195423570985008687907853269984665640564039457584007913129639935",
            "57896044618658097711785492504343953926634992332820282019728792003956564819968",
        ]
        for kind in ["input", "output"] {
            for direction in ["addToAmm", "removeFromAmm"] {
                for amount in edges {
                    for reserve in edges {
                        let run = try vamm(
                            "quote", kind, "--direction", direction, "--amount", amount, "--quote-reserve", reserve,
                            "--base-reserve", "3", "--wei")
                        #expect(
                            !run.crashed && run.status < 2, "\(kind) \(direction) \(amount) \(reserve): \(run.errors)")
                    }
                }
            }
        }
    }

    @Test func helpAndVersionAreThere() throws {
        #expect(try vamm("--help").output.contains("EXAMPLES"))
        let changes = try String(contentsOf: packageRoot.appending(path: "CHANGELOG.md"), encoding: .utf8)
        let version = try #require(changes.firstMatch(of: /\n## ([0-9.]+) -/)?.output.1)
        #expect(try vamm("--version").output.hasPrefix("vamm \(version) (protocol revisions v1 and v2, GMP "))
        for shell in ["bash", "zsh", "fish"] {
            let script = try vamm("--generate-completion-script", shell)
            #expect(script.status == 0 && script.output.contains("explain"), "\(shell)")
        }
    }

    /// A terminal of 80 columns shows every help text without breaking a line.
    @Test func everyHelpFitsATerminal() throws {
        let commands = ["verify", "run", "quote", "explain quote", "explain vector", "check", "serve", "call", "diff"]
        for command in [""] + commands {
            let help = try vamm(command.split(separator: " ").map(String.init) + ["--help"])
            #expect(help.status == 0)
            for line in help.output.split(separator: "\n") {
                #expect(line.count <= 80, "\(command): \(line)")
            }
        }
    }
}

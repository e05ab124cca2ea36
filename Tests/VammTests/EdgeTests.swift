import Foundation
import Testing

/// Inputs at the edge: names with control characters and in two spellings, the last block there is, arguments that are
/// no text, a disk that is full.
@Suite struct EdgeTests {
    private static let setup = #""amms":{"ETH":{"quoteAssetReserve":"40000","baseAssetReserve":"100"}}"#

    private func scenario(
        _ balances: String, setup more: String = "", steps: String
    ) -> Data {
        Data(#"{"setup":{\#(Self.setup),"balances":{\#(balances)}\#(more)},"steps":[\#(steps)]}"#.utf8)
    }

    private func order(_ name: String, _ more: String = "") -> String {
        #"{"caller":"\#(name)","call":"openPosition","args":{"side":"buy","quoteAssetAmount":"1"}\#(more)}"#
    }

    /// No byte that a terminal acts on but ends of lines.
    private func isHarmless(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control }
    }

    private static let hostile = #"\u001b]0;pwned\u0007\u001b[2J\u009b31m\nmallory"#

    @Test(arguments: [
        "run @", "run @ --json", "run @ --ledger", "explain step @ --step 1", "explain step @ --step 1 --full",
        "explain step @ --step 2", "report @ -o -", "run @ --case x",
        "k-change @ --multiplier 2", "call 0x00 --state @ --amm nope", "explain step @ --step 99",
    ])
    func namesOfAFileReachNoTerminalAsTheyAre(command: String) throws {
        let file = scenario(
            #""\#(Self.hostile)":"50""#, steps: order(Self.hostile) + "," + order(Self.hostile))
        try withFile(file, name: "hostile.scenario.json") { path in
            let run = try vamm(command.split(separator: " ").map { $0 == "@" ? path : String($0) })
            #expect(isHarmless(run.output) && isHarmless(run.errors), "\(run.output)\n\(run.errors)")
            #expect(!run.crashed)
        }
    }

    @Test func namesOfPoolsCasesAndExpectationsToo() throws {
        let name = Self.hostile
        let file = Data(
            #"""
            {"setup":{"amms":{"\#(name)":{"quoteAssetReserve":"40000","baseAssetReserve":"100"}},
            "balances":{"a":"5"}},"steps":[{"caller":"a","call":"openPosition","args":{"side":"buy",
            "quoteAssetAmount":"1"},"revert":"\#(name)"}]}
            """#.utf8)
        try withFile(file, name: "pool.scenario.json") { path in
            for command in [["run", path], ["explain", "step", path, "--step", "1"], ["report", path, "-o", "-"]] {
                let run = try vamm(command)
                #expect(isHarmless(run.output) && isHarmless(run.errors), "\(run)")
            }
        }
    }

    /// The argument parser repeats what it does not understand.
    @Test(arguments: [
        ["run", "a", "x\u{1B}[2Jy"], ["--x\u{1B}]0;pwned\u{7}"], ["quote", "in\u{1B}[2Jput"], ["ru\u{9B}n"],
        ["verify", "--jobs", "1\nError: all is well"], ["verify", "--filt=\u{1B}c"], ["simulate", "\u{1B}[2J"],
        ["simulate", "calm", "--set", "x\u{1B}[2J=1"], ["quote", "input", "--direction", "\u{1B}[2J"],
        ["sweep", "merge", "/nowhere/\u{1B}[2J", "\u{1B}[2J"], ["explain", "\u{1B}[2J"],
    ])
    func argumentsReachNoTerminalAsTheyAre(arguments: [String]) throws {
        let run = try vamm(arguments)
        #expect(run.status != 0 && !run.crashed)
        #expect(isHarmless(run.output) && isHarmless(run.errors), "\(run.errors)")
        #expect(!run.errors.contains("\nError: all is well"), "\(run.errors)")
    }

    @Test func twoSpellingsAreTwoNames() throws {
        let file = scenario(
            #""\u00e9":"5","e\u0301":"7""#,
            steps: order(#"\u00e9"#) + "," + order(#"e\u0301"#)
                + #","# + #"{"caller":"\u00e9","call":"liquidate","args":{"trader":"e\u0301"}}"#)
        try withFile(file, name: "two.scenario.json") { path in
            for command in [["run", path], ["run", path, "--ledger"]] {
                let run = try vamm(command)
                #expect(run.status == 0, "\(run.errors)")
            }
            let filled = path + ".vectors"
            #expect(try vamm("run", path, "--fill", filled).status == 0)
            #expect(try vamm("verify", filled).output.hasSuffix("3 passed, 0 failed\n"))
            #expect(try vamm("check", "--exec", "\(programURL.path()) serve", filled).status == 0)
            for step in 1...2 { #expect(try vamm("explain", "step", path, "--step", "\(step)").status == 0) }
        }
        try withFile(Data(#"{"a":"\u00e9"}"#.utf8)) { left in
            try withFile(Data(#"{"a":"e\u0301"}"#.utf8)) { right in
                let run = try vamm("diff", left, right)
                #expect(run.status == 1 && run.output.contains("u{301}"), "\(run)")
            }
        }
    }

    /// A name with a dot that has a mark above it: other readers see the dot.
    @Test func aDotIsADotWithAMarkOnIt() throws {
        try withFile(scenario(#""a.\u0301b":"5""#, steps: order(#"a.\u0301b"#)), name: "dot.scenario.json") { path in
            let run = try vamm("run", path)
            #expect(run.status == 2 && run.errors.contains("no dots"))
        }
    }

    @Test(arguments: [
        (9_007_199_254_740_991, 1, ""), (1, 9_007_199_254_740_980, ""), (1, 1, #","wait":9007199254740991"#),
        (9_007_199_254_740_991, 1, #","block":{"timestamp":77}"#),
    ])
    func noBlockComesAfterTheLast(number: Int, time: Int, step: String) throws {
        let file = scenario(
            #""a":"5""#, setup: #","block":{"number":\#(number),"timestamp":\#(time)}"#, steps: order("a", step))
        try withFile(file, name: "edge.scenario.json") { path in
            for command in [
                ["run", path], ["run", path, "--fill", path + ".f"], ["run", path, "--db", path + ".db"],
                ["report", path, "-o", "-"], ["explain", "step", path, "--step", "1"],
            ] {
                let run = try vamm(command)
                #expect(run.status == 2 && run.errors.contains("2^53 - 1 (in step 1)"), "\(run)")
            }
        }
    }

    @Test func theLastBlockItselfIsThere() throws {
        let file = scenario(
            #""a":"5""#, setup: #","block":{"number":9007199254740991,"timestamp":9007199254740991}"#,
            steps: order("a", #","block":{"number":9007199254740991}"#))
        try withFile(file, name: "edge.scenario.json") { path in
            let filled = path + ".vectors"
            #expect(try vamm("run", path, "--fill", filled).status == 0)
            #expect(try vamm("verify", filled).status == 0)
            let selector = "0x6e5b6b28"
            for time in ["9007199254740992", "18446744073709551615"] {
                let run = try vamm("call", selector, "--state", path, "--timestamp", time)
                #expect(run.status == 2 && run.errors.contains("2^53 - 1"), "\(run)")
            }
        }
    }

    /// A name that is not UTF-8 can't be given to a process from here; a shell can.
    @Test func argumentsThatAreNoTextAreRefused() throws {
        try withFile(scenario(#""a":"5""#, steps: order("a")), name: "a.scenario.json") { path in
            let process = Process()
            let folder = URL(filePath: path).deletingLastPathComponent()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = [
                "-c", "\(programURL.path()) run a.scenario.json --fill \"$(printf 'caf\\351.json')\"",
            ]
            process.currentDirectoryURL = folder
            let errors = Pipe()
            process.standardError = errors
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(
                process.terminationStatus == 64 && said.contains(#"argument 4, caf\xe9.json, is not UTF-8"#), "\(said)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["a.scenario.json"])
        }
    }

    @Test(.enabled(if: hasFullDevice), arguments: [["--help"], ["run", "--help"], ["--version"], ["help", "sweep"]])
    func helpOnAFullDiskIsAnError(arguments: [String]) throws {
        let words = arguments.joined(separator: " ")
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "\(programURL.path()) \(words) > /dev/full 2> /dev/null"]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 74)
        #expect(try vamm(arguments).status == 0)
    }

    @Test func argumentsThatLookLikeOptionsAreExplained() throws {
        #expect(try vamm("verify", "-j1", "Vectors/recorded/math.json").status == 0)
        #expect(try vamm("verify", "-j0", "Vectors").errors.contains("--jobs takes a number from 1"))
        let run = try vamm("run", "-x.json")
        #expect(run.status == 64 && run.errors.contains("write ./-x.json"), "\(run.errors)")
        let file = "Vectors/scenarios/published-example.scenario.json"
        for options in [["--db", "x", "--csv", "./x"], ["--db", "x", "--fill", "x"]] {
            let run = try vamm(["run", file] + options)
            #expect(run.status == 64 && run.errors.contains("name the same place"), "\(run.errors)")
        }
        #expect(try vamm("simulate", "calm", "--csv", "x", "--report", "x").errors.contains("name the same place"))
        let market = try vamm("simulate", "README.md")
        #expect(market.status == 2 && market.errors.contains("vamm simulate calm --print"), "\(market.errors)")
    }
}

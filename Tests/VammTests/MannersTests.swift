import Foundation
import Testing

/// What every command has in common: standard input by its name, and errors that say what to do next.
@Suite struct MannersTests {
    private static let scenario = "Vectors/scenarios/published-example.scenario.json"

    /// Every command that reads a file, with the argument that stands for it.
    @Test(arguments: [
        ("verify @", "Vectors/recorded/quote.json"), ("run @", scenario),
        ("explain vector @ --case quote-00839", "Vectors/recorded/quote.json"),
        ("check --exec 'python3 Vectors/examples/adapter.py' @", "Vectors/recorded/quote.json"),
        ("call 0xdc76fabc --state @", scenario), ("diff @ \(scenario)", scenario), ("diff \(scenario) @", scenario),
    ])
    func standardInputIsReadLikeAFile(command: String, file: String) throws {
        let (named, piped) = (arguments(command, file), arguments(command, "-"))
        let content = try Data(contentsOf: packageRoot.appending(path: file))
        let (fromFile, fromInput) = (try vamm(named), try vamm(piped, input: content))
        #expect(fromInput.status == 0, "\(fromInput)")
        #expect(fromInput.output.replacing("standard input", with: file) == fromFile.output)
    }

    /// A command line in words; what stands between quotation marks is one.
    private func arguments(_ command: String, _ file: String) -> [String] {
        command.split(separator: "'").enumerated().flatMap { index, part in
            index.isMultiple(of: 2) ? part.split(separator: " ").map { $0 == "@" ? file : String($0) } : [String(part)]
        }
    }

    @Test(arguments: [
        ("verfy", "vamm has no command \"verfy\"; did you mean \"vamm verify\"?"),
        ("help verfy", "did you mean \"vamm verify\"?"), ("explain quot", "did you mean \"vamm explain quote\"?"),
        ("frobnicate", "it has verify, run, "),
        ("verify --filtr x", "--filter"), ("quote inptu", "'input'"),
        ("run", "'<scenario>'"), ("run no-such-file.json", "no such file; check the path"),
        ("run Vectors/recorded/quote.json", "vamm explain vector explains one"), ("check", "'--exec <exec>'"),
        ("verify Vectors/scenarios/published-example.scenario.json", "vamm run runs it"),
        ("verify -j -1", "--jobs takes a number from 1 to 1024"),
        ("run Vectors/markets/calm.yaml", "a market; vamm simulate runs it"),
        ("report Vectors/examples/k-multiplier.grid.yaml -o -", "a grid of markets; vamm sweep runs it"),
        ("explain step Vectors/recorded/math.json --case x --step 1", "math vectors; vamm verify checks them"),
        ("explain vector \(scenario) --case x", "a scenario; vamm run runs it"),
        ("k-change Vectors/markets/calm.yaml --multiplier 2", "a market; vamm simulate runs it"),
        ("simulate \(scenario)", "a scenario; vamm run runs it"),
        ("sweep Vectors/markets/calm.yaml", "a market; vamm simulate runs it"),
        ("frontier Vectors/examples/k-multiplier.grid.yaml", "a grid of markets; vamm sweep runs it"),
        ("run Vectors/markets/calm.yaml", "expected an object"), ("simulate calm --set nope=1", "no such field"),
        ("call 0xdc76fabc --state Vectors/recorded/amm-v2.json --case nope", "no case \"nope\""),
        ("call 0x00 --state \(scenario) --steps -1", "--steps is a number of steps, from 0"),
    ])
    func wrongInputIsAnsweredWithTheNextStep(command: String, advice: String) throws {
        let run = try vamm(command.split(separator: " ").map(String.init))
        #expect(run.status == 64 || run.status == 2, "\(run)")
        #expect(!run.crashed && (run.output.isEmpty || run.output == "0 passed, 0 failed\n"))
        #expect(run.errors.contains(advice), "\(run.errors)")
    }

    /// `vamm --help` starts with five examples, and each of them runs.
    @Test func theHelpStartsWithFiveExamples() throws {
        let help = try vamm("--help").output
        let lines = help.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let start = try #require(lines.firstIndex { $0.hasSuffix("EXAMPLES") })
        #expect(start < 4)
        let examples = lines[(start + 1)...].prefix { !$0.isEmpty }.filter { $0.hasPrefix("  vamm ") }
        #expect(examples.count == 5, "\(examples)")
    }

    /// `vamm manual` is what `make install` puts beside the program: every command and every option of it.
    @Test func theManualHasEveryCommand() throws {
        let manual = try vamm("manual").output
        #expect(manual.hasPrefix(".TH VAMM 1"))
        for command in ["verify", "run", "quote", "explain quote", "explain vector", "check", "serve", "call", "diff"] {
            #expect(manual.contains("\n.SS vamm \(command)\n"), "\(command)")
        }
        for option in ["filter", "fail\\-fast", "exec", "state", "quote\\-reserve", "help"] {
            #expect(manual.contains("\\fB\\-\\-\(option)\\fR"), "\(option)")
        }
        // The page is made for people, not for the list of commands.
        #expect(try !vamm("--help").output.contains("manual"))
    }
}

import ArgumentParser
import Messages
import Scenarios
import WideIntegers

@main
struct Vamm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vamm",
        abstract: "The reference implementation of a virtual AMM: exact to the last wei.",
        discussion: """
            EXAMPLES
              vamm verify                              check every vector in Vectors/
              vamm run Vectors/scenarios/published-example.scenario.json
              vamm quote input --direction addToAmm --amount 1000 \\
                  --quote-reserve 40000 --base-reserve 100
              vamm explain vector Vectors/recorded/quote.json --case quote-00839
              vamm check --exec "python3 adapter.py"   check another implementation

            Where a file is to be read, - is standard input.
            """,
        version: "\(name) (protocol revisions v1 and v2, GMP \(GMPLibrary.version))",
        subcommands: [
            Verify.self, Run.self, ReportCommand.self, Quote.self, Explain.self, Check.self, Serve.self, Call.self,
            Diff.self, KChange.self, Simulate.self, SweepCommand.self, FrontierCommand.self,
            Choose.self, Manual.self,
        ])

    /// The program with its version.
    static let name = "vamm 0.2.0"

    static func main() async {
        Terminal.ignoreClosedPipes()
        let arguments = Arguments()
        let message = arguments.unreadable ?? unknownCommand(in: arguments.words[...])
        if let message = message ?? lostMinus(in: arguments.words[...]) {
            Terminal.note(message)
            exit(withError: ExitCode.validationFailure)
        }
        do {
            var command = try await asyncParseAsRoot(arguments.words)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error, arguments)
        }
    }

    /// Says what there is to say, help on standard output and errors on standard error, and ends the program.
    ///
    /// The parser's own way to end does not notice a disk that is full, and repeats arguments with whatever is in them.
    private static func end(with error: any Error, _ arguments: Arguments) -> Never {
        let (code, text) = (exitCode(for: error), fullMessage(for: error))
        if text.isEmpty { exit(withError: code) }
        if code == .success {
            do {
                try Terminal.writeBytes(of: text + "\n")
            } catch {
                exit(withError: Terminal.outputError)
            }
        } else {
            Terminal.note(arguments.shown(in: text) + (arguments.advice(on: error).map { "\n" + $0 } ?? ""))
        }
        exit(withError: code)
    }

    /// What to say of an option for a number of 0 or more that is followed by a negative one, which would be taken for
    /// an option itself; nil where there is none.
    private static func lostMinus(in arguments: ArraySlice<String>) -> String? {
        let options = [
            "--multiplier", "--notional", "--leverage", "--seed", "--step", "--blocks", "--shard",
        ]
        for (option, value) in zip(arguments, arguments.dropFirst()) where options.contains(option) {
            guard value.hasPrefix("-"), value.dropFirst().first?.isNumber == true else { continue }
            return "Error: \(option): \"\(visible(value))\" is negative; it is 0 or more."
        }
        return nil
    }

    /// What to say where the words that come first don't name a command; nil where they do, or are none.
    private static func unknownCommand(in arguments: ArraySlice<String>) -> String? {
        var (command, path): (any ParsableCommand.Type, String) = (Vamm.self, "vamm")
        var words = arguments
        // Help on a command is asked in its name.
        if words.first == "help" { words = words.dropFirst() }
        for word in words.prefix(while: { !$0.hasPrefix("-") }) {
            let commands = command.configuration.subcommands
            if commands.isEmpty { return nil }
            guard let next = commands.first(where: { $0._commandName == word }) else {
                if command.configuration.defaultSubcommand != nil { return nil }
                let names = commands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
                let hint = nearest(to: word, among: names).map { "did you mean \"\(path) \($0)\"?" }
                return """
                    Error: \(path) has no command "\(visible(word))"; \
                    \(hint ?? "it has \(names.joined(separator: ", "))")
                    See '\(path) --help' for more information.
                    """
            }
            (command, path) = (next, "\(path) \(word)")
        }
        return nil
    }
}

import ArgumentParser
import Conformance
import Files
import Foundation
import Messages
import Scenarios

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check another implementation against vector files.",
        usage: "vamm check --exec <command> [<path> ...] [options]",
        discussion: """
            Runs the cases of vector files against any program that speaks the line protocol of Vectors/PROTOCOL.md: \
            a question in JSON a line on its standard input, an answer a line on its standard output. Several \
            processes run side by side.

            Steps after the first difference of a case are not compared. Failures of one likely cause are a group, \
            named by call and key; of each group three cases are shown. --accept takes a file of known deviations in \
            YAML or JSON, each with a reason.

            A program that dies, takes too long or answers no JSON fails the case it was asked and is started again; \
            the rest goes on. Kinds, calls, views and keys that it does not have are left out and counted. \
            Whatever ends the check, also an interruption, ends the program and all that it has started.

            EXAMPLES
              vamm check --exec "vamm serve"
              vamm check --exec "python3 Vectors/examples/adapter.py" \\
                  Vectors/recorded/quote.json

            Exit status: 0 nothing failed that is not accepted, 1 something did, 2 a file can't be read, the program \
            can't be started, or nothing was checked, 64 wrong usage, 74 the output can't be written.
            """)

    @Option(name: .customLong("exec"), help: "The command that starts the program, as a shell takes it.")
    var command: String

    @Option(parsing: .unconditional, help: "Seconds that an answer may take.")
    var timeout = 10

    @Option(help: "A YAML file of known deviations, which are no failures.")
    var accept: String?

    @OptionGroup var selection: VectorSelection

    func validate() throws {
        guard (1...86_400).contains(timeout) else { throw ValidationError("--timeout takes 1 to 86400 seconds.") }
        guard !command.isEmpty else { throw ValidationError("--exec takes a command, such as \"vamm serve\".") }
    }

    func run() async throws {
        let (command, timeout) = (command, timeout)
        let accepted = try accept.map { path in
            try Terminal.reading { () throws(FileError) in try AcceptFile.read(path) }
        }
        PeerProcesses.endOnSignals()
        let peers: PeerPool
        do throws(PeerFailure) {
            peers = try PeerPool { () throws(PeerFailure) in
                try ProcessPeer(command: command, timeout: .seconds(timeout))
            }
        } catch {
            Terminal.note(
                "vamm: \(visible(command)) \(visible(error.description)); it has to answer {\"do\":\"hello\",…} first")
            throw ExitCode(2)
        }
        defer { peers.end() }
        Terminal.note("vamm: checking \(visible(peers.greeting.name))")
        let again =
            "vamm check --exec \(Failure.quoted(command))" + (accept.map { " --accept \(Failure.quoted($0))" } ?? "")
        try await selection.run(peers: peers, accepting: accepted ?? [], again: again)
    }
}

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer the line protocol of vamm check.",
        discussion: """
            Reads a question in JSON a line from standard input and answers each with a line on standard output, as \
            Vectors/PROTOCOL.md says, until the input ends. For trying the protocol by hand, and as an example of a \
            program that speaks it.

            EXAMPLE
              echo '{"do":"math","op":"decimal.mul","x":"2","y":"500000000000000000"}' \\
                  | vamm serve

            Exit status: 0 at the end of the input, 74 the output can't be written.
            """)

    func run() throws {
        var server = LineServer(name: Vamm.name)
        var lines = try InputLines.start()
        while let line = try Terminal.reading({ () throws(FileError) in try lines.next() }) {
            try Terminal.print(line.map { server.answer($0) } ?? server.refusal(longerThan: InputLines.longest))
        }
    }
}

import ArgumentParser
import Conformance
import Files
import JSON
import Scenarios

struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare two runs or vector files.",
        discussion: """
            Shows the first difference, where that is one of a setup or a call also the first outcome that differs, \
            and how often each key differs. Cases are matched by their ids, steps by what they call, so that one that \
            was inserted is said and shifts no other; the order of members does not count. Takes \
            what "vamm run --json" prints, vector files, or any two JSON documents.

            EXAMPLE
              vamm run market.json --json > before.json
              vamm run market.json --json | vamm diff before.json -

            Exit status: 0 no difference, 1 differences, 2 a file can't be read, 64 wrong usage, 74 the output can't \
            be written.
            """)

    @Argument(help: "The file to compare with, or - for standard input.")
    var left: String

    @Argument(help: "The file to compare, or - for standard input.")
    var right: String

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    func validate() throws {
        if left == "-", right == "-" { throw ValidationError("Standard input (-) can be read only once.") }
    }

    func run() throws {
        let comparison = try Terminal.reading { () throws(FileError) in
            DocumentComparison(try JSONValue(document: left), try JSONValue(document: right))
        }
        try Terminal.print(json ? comparison.json.prettyText : comparison.lines.joined(separator: "\n"))
        if comparison.count > 0 { throw ExitCode(1) }
    }
}

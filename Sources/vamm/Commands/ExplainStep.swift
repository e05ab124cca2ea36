import ArgumentParser
import Explanation
import Files
import FixedPoint
import JSON
import Messages
import Scenarios
import WideIntegers

struct ExplainStep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "step",
        abstract: "Derive everything that one step of a scenario computes.",
        discussion: """
            Evaluates the step a second time, on exact rational numbers and by the rules of SPEC.md as written: every \
            check with both sides of its comparison, up to one that fails, every operation with its operands, its \
            exact value, what was kept, what that cut off, and who gains by it. Then the amounts that the step came \
            to beside what they would be without rounding. Numbers are in wei, the last of 18 decimals.

            Works on scenarios and on cases of amm and market vector files. Steps count from 1.

            EXAMPLES
              vamm explain step Vectors/scenarios/published-example.scenario.json \\
                  --step 3
              vamm explain step Vectors/recorded/directed-v2.json \\
                  --case bad-debt-backstop --step 4

            Exit status: 0 the step succeeds, 1 it reverts, 2 the file can't be read or has no such case or step, 64 \
            wrong usage, 70 the explanation and the core disagree (a mistake of this program), 74 the output can't be \
            written.
            """)

    @Argument(help: "The scenario, an amm or market vector file, or - for standard input.")
    var file: String

    @Option(name: .customLong("case"), help: "Which case of a vector file.")
    var caseID: String?

    @Option(help: "Which step, counted from 1.")
    var step: Int

    @Flag(help: "Show what is inside of prices and averages.")
    var full = false

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    func run() throws {
        let kinds = FileKind.marketRuns + [.vectors("amm")]
        let explained = try Terminal.reading(from: file, of: kinds) { () throws(FileError) in
            try StepExplanation(path: file, caseID: caseID, step: step)
        }
        try Terminal.print(json ? explained.json.prettyText : explained.lines(isFull: full).joined(separator: "\n"))
        for disagreement in explained.disagreements {
            Terminal.note("vamm: please report: \(visible(disagreement))")
        }
        if !explained.disagreements.isEmpty { throw ExitCode(70) }
        if case .failure = explained.explanation.outcome { throw ExitCode(1) }
    }
}

extension StepExplanation {
    fileprivate func lines(isFull: Bool) -> [String] {
        var lines = [visible("step \(number)  \(call)")]
        lines += arguments.map { "    \(visible($0))" }
        switch explanation.outcome {
        case .success: lines.append("succeeds")
        case .failure(let revert): lines.append("reverts  \(revertText(revert))")
        }
        lines.append("")
        lines += DerivationTreeText(explanation.nodes, isFull: isFull).lines
        if explanation.amounts.isEmpty { return lines }
        lines += ["", "what it came to, beside exact arithmetic"]
        var table = TextTable(leftAligned: [0, 1, 2, 3, 5])
        for amount in explanation.amounts {
            table.append(
                "", visible(amount.name), visible(amount.owner), amount.unit.rawValue, amount.kept.description,
                amount.kept == amount.exact ? "exact" : "exact \(readable(amount.exact))")
        }
        return lines + table.lines
    }

    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("step", .number(number)), .init("call", .string(call)),
            .init("arguments", .array(arguments.map { .string($0) })),
        ]
        if case .failure(let revert) = explanation.outcome { members.append(.init("revert", .string(revert.rawValue))) }
        return .object(
            members + [
                .init("derivation", .array(explanation.nodes.map(\.json))),
                .init("amounts", .array(explanation.amounts.map(\.json))),
                .init("dust", .array(explanation.dust.map(\.json))),
            ])
    }
}

extension DerivationNode {
    fileprivate var json: JSONValue {
        switch self {
        case .operation(let operation): .object(["operation": operation.json])
        case .check(let check): .object(["check": check.json])
        case .quote(let quote, let name): .object(["name": .string(name), "price": quote.json])
        case .note(let text): .object(["note": .string(text)])
        case .group(let group):
            .object([
                "rule": .string(group.rule.rawValue), "title": .string(group.title),
                "nodes": .array(group.nodes.map(\.json)),
            ])
        }
    }
}

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

            --view derives one value instead, as it is right after the step, of anybody and not only of who acts in \
            it: the answer of a view, a key of the state, a balance or a field of an event, by the names that vectors \
            have. What a key has is derived from the step that gave it. --step 0 is the start.

            Works on scenarios and on cases of amm and market vector files. Steps count from 1.

            EXAMPLES
              vamm explain step Vectors/scenarios/published-example.scenario.json \\
                  --step 3
              vamm explain step Vectors/recorded/directed-v2.json \\
                  --case bad-debt-backstop --step 4
              vamm explain step Vectors/scenarios/liquidation-cascade.scenario.json \\
                  --step 9 --view position.ETH.carol.marginRatio
              vamm explain step Vectors/scenarios/liquidation-cascade.scenario.json \\
                  --step 15 --view PositionChanged.badDebt --stamp

            Exit status: 0 the step or the view succeeds, 1 it reverts, 2 the file can't be read or has no such case \
            or step, 64 wrong usage, 70 the explanation and the core disagree (a mistake of this program), 74 the \
            output can't be written.
            """)

    @Argument(help: "The scenario, an amm or market vector file, or - for standard input.")
    var file: String

    @Option(name: .customLong("case"), help: "Which case of a vector file.")
    var caseID: String?

    @Option(help: "Which step, counted from 1.")
    var step: Int

    @Option(help: "Derive a value instead, such as position.ETH.bob.marginRatio; may be said more than once.")
    var view: [String] = []

    @Flag(help: "Show what is inside of prices and averages.")
    var full = false

    @Flag(help: "Add version, digest of the input, command, and which contract functions the rules are of.")
    var stamp = false

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    func run() throws {
        let kinds = FileKind.marketRuns + [.vectors("amm")]
        if stamp, file == "-" { throw ValidationError("--stamp takes the digest of a file; standard input has none.") }
        if view.count > 1, file == "-" { throw ValidationError("Standard input (-) can be read for one --view only.") }
        if !view.isEmpty { return try explainValues(kinds) }
        let explained = try Terminal.reading(from: file, of: kinds) { () throws(FileError) in
            try StepExplanation(path: file, caseID: caseID, step: step)
        }
        let nodes = explained.explanation.nodes
        let stamp = try stamp ? Stamp(file: file, rules: nodes.rules) : nil
        try Terminal.print(
            json
                ? explained.json(stamp).prettyText
                : (explained.lines(isFull: full) + (stamp?.lines ?? [])).joined(separator: "\n"))
        for disagreement in explained.disagreements {
            Terminal.note("vamm: please report: \(visible(disagreement))")
        }
        if !explained.disagreements.isEmpty { throw ExitCode(70) }
        if case .failure = explained.explanation.outcome { throw ExitCode(1) }
    }
}

extension ExplainStep {
    private func explainValues(_ kinds: [FileKind]) throws {
        let values = try view.map { name in
            try Terminal.reading(from: file, of: kinds) { () throws(FileError) in
                try ValueExplanation(path: file, caseID: caseID, step: step, value: name)
            }
        }
        let stamp = try stamp ? Stamp(file: file, rules: values.flatMap(\.nodes).rules) : nil
        if json {
            let members: [JSONValue.Member] =
                [.init("values", .array(values.map(\.json)))] + (stamp.map { [.init("stamp", $0.json)] } ?? [])
            try Terminal.print(JSONValue.object(members).prettyText)
        } else {
            let texts = values.map { $0.lines(isFull: full) }
            try Terminal.print((texts.joined(separator: [""]) + (stamp?.lines ?? [])).joined(separator: "\n"))
        }
        let disagreements = values.flatMap(\.disagreements)
        for disagreement in disagreements { Terminal.note("vamm: please report: \(visible(disagreement))") }
        if !disagreements.isEmpty { throw ExitCode(70) }
        if values.contains(where: { $0.revert != nil }) { throw ExitCode(1) }
    }
}

extension ValueExplanation {
    fileprivate func lines(isFull: Bool) -> [String] {
        var lines = [visible("\(name) after step \(step)\(origin)")]
        for (name, value) in values { lines.append("    \(name.isEmpty ? "" : name + " ")\(value)") }
        if let revert { lines.append("    \(revert)") }
        lines.append("")
        if nodes.isEmpty { return lines + ["set as it is, without an operation"] }
        return lines + DerivationTreeText(nodes, isFull: isFull).lines
    }

    private var origin: String {
        if source == step { return call.map { ": \($0)" } ?? "" }
        if source == 0 { return ", as the setup has it" }
        return ", as step \(source) left it: \(call ?? "")"
    }

    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(name)), .init("step", .number(step)), .init("source", .number(source)),
        ]
        if let call { members.append(.init("call", .string(call))) }
        if let revert { members.append(.init("revert", .string(revert))) }
        if let first = values.first {
            let value: JSONValue =
                first.name.isEmpty
                ? .string(first.value) : .object(values.map { .init($0.name, .string($0.value)) })
            members.append(.init("value", value))
        }
        return .object(members + [.init("derivation", .array(nodes.map(\.json)))])
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

    fileprivate func json(_ stamp: Stamp?) -> JSONValue {
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
            ] + (stamp.map { [.init("stamp", $0.json)] } ?? []))
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

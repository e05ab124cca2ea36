import ArgumentParser
import Conformance
import Explanation
import FixedPoint
import VirtualAMM
import WideIntegers

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show why a number is what it is.",
        subcommands: [ExplainQuote.self, ExplainVector.self])
}

struct ExplainQuote: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quote",
        abstract: "Derive the price of a trade on given reserves.",
        usage: """
            vamm explain quote <kind> --direction <direction> --amount <amount>
                --quote-reserve <reserve> --base-reserve <reserve> [options]
            """,
        discussion: """
            Shows every check of SPEC P2 or P3 with both sides of its comparison, up to one that fails, and every \
            operation with its operands, its exact value, what was kept, what that cut off, and who gains by it. \
            Numbers are in wei, the last of 18 decimals.

            EXAMPLE
              vamm explain quote input --direction removeFromAmm --amount 1000 \\
                  --quote-reserve 41000 --base-reserve 97.560975609756097561

            Exit status: 0 priced, 1 the contract would revert, 64 wrong usage, 74 the output can't be written.
            """)

    @OptionGroup var trade: TradeArguments

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    func run() throws {
        Terminal.ignoreClosedPipes()
        let (amount, quote, base) = try trade.inputs()
        try show(
            QuoteExplanation(
                trade.kind, direction: trade.direction, amount: amount, quoteAssetReserve: quote,
                baseAssetReserve: base), json: json)
    }
}

struct ExplainVector: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vector",
        abstract: "Derive the price of a quote vector.",
        discussion: """
            The same as "vamm explain quote" for a case of a quote vector file. Says so where the file has another \
            outcome.

            EXAMPLE
              vamm explain vector Vectors/recorded/quote.json --case quote-00083

            Exit status: 0 priced, 1 the contract reverts, 2 the file can't be read or has no such case, 64 wrong \
            usage, 74 the output can't be written.
            """)

    @Argument(help: "The quote vector file, or - for standard input.")
    var file: String

    @Option(name: .customLong("case"), help: "Which case.")
    var caseID: String

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    func run() throws {
        Terminal.ignoreClosedPipes()
        let vector = try Terminal.reading { () throws(VectorError) in try QuoteVector(path: file, caseID: caseID) }
        try show(
            QuoteExplanation(
                vector.kind, direction: vector.direction, amount: vector.amount,
                quoteAssetReserve: vector.quoteAssetReserve, baseAssetReserve: vector.baseAssetReserve),
            recorded: vector.recorded, json: json)
    }
}

/// Prints an explanation; `recorded` is what a vector says that the contract did.
private func show(_ explanation: QuoteExplanation, recorded: String? = nil, json: Bool) throws {
    let computed =
        switch explanation.outcome {
        case .success(let value): value.description
        case .failure(let revert): "revert \"\(revert.rawValue)\""
        }
    if let recorded, recorded != computed {
        Terminal.note("vamm: the vector says \(visible(recorded)), but this implementation comes to \(computed)")
    }
    try Terminal.print(json ? explanation.json.prettyText : explanation.lines.joined(separator: "\n"))
    if case .failure = explanation.outcome { throw ExitCode(1) }
}

/// A number with up to twelve digits behind the point; a smaller one as a power of ten with six.
private func readable(_ number: Rational) -> String {
    let ten = Rational(10 as UInt256)
    var (scaled, exponent) = (number.magnitude, 0)
    if scaled.isZero || scaled * Rational(1_000_000_000_000 as UInt256) >= Rational(1 as UInt256) {
        return number.decimal(fractionDigits: 12)
    }
    while scaled < Rational(1 as UInt256) { (scaled, exponent) = (scaled * ten, exponent + 1) }
    return (number.isNegative ? "-" : "") + scaled.decimal(fractionDigits: 6) + "e-\(exponent)"
}

extension QuoteExplanation {
    fileprivate var lines: [String] {
        let (given, answer) = kind == .input ? ("quote", "base") : ("base", "quote")
        let adding = direction == .addToAmm
        var lines = ["\(answer) \(adding ? "out" : "in") for \(given) \(adding ? "in" : "out"), in wei", ""]
        switch outcome {
        case .success(let value):
            lines.append("answer  \(value)")
            if let exactAnswer {
                lines.append("exact   \(readable(exactAnswer))   x · y = k without rounding")
                lines.append("        \(gain(value - exactAnswer))")
            }
        case .failure(let revert): lines.append("revert  \"\(revert.rawValue)\"")
        }
        lines.append("")
        for operation in operations { lines += operation.lines }
        if checks.isEmpty {
            return lines + ["an amount of 0 comes to 0, and nothing is checked   \(kind == .input ? "P2" : "P3")"]
        }
        lines += ["checks, in their order"]
        for check in checks {
            lines.append("  \(check.isMet ? "met   " : "FAILED")  \(check.condition)   \(check.rule)")
            if !check.isMet {
                lines += ["            left   \(check.left)", "            right  \(check.right)"]
            }
        }
        return lines
    }

    private func gain(_ difference: Rational) -> String {
        if difference.isZero { return "nothing is rounded" }
        return "the \(beneficiary(of: difference)) gains \(readable(difference.magnitude)) wei by rounding"
    }

    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("kind", .string(kind.rawValue)), .init("direction", .string(direction.rawValue)),
        ]
        switch outcome {
        case .success(let value): members.append(.init("answer", .string(value.description)))
        case .failure(let revert): members.append(.init("revert", .string(revert.rawValue)))
        }
        if let exactAnswer { members.append(.init("exact", .string(exactAnswer.description))) }
        members.append(.init("operations", .array(operations.map(\.json))))
        members.append(.init("checks", .array(checks.map(\.json))))
        return .object(members)
    }
}

extension Derivation {
    fileprivate var lines: [String] {
        let shown = operands.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
        var lines = ["\(name) = \(operation)   \(rule)", "    of    \(shown)"]
        if exact.isWhole {
            lines.append("    is    \(kept)")
        } else {
            lines += ["    is    \(readable(exact))", "    kept  \(kept)   (\(readable(difference)))"]
        }
        if !effect.isZero {
            lines.append(
                "    in the answer  \(effect.isNegative ? "" : "+")\(readable(effect)), for the \(beneficiary)")
        }
        return lines + [""]
    }

    fileprivate var json: JSONValue {
        .object([
            "name": .string(name), "operation": .string(operation), "rule": .string(rule),
            "operands": .object(operands.map { .init($0.name, .string($0.value.description)) }),
            "exact": .string(exact.description), "kept": .string(kept.description),
            "difference": .string(difference.description), "effect": .string(effect.description),
            "gains": .string(beneficiary.rawValue),
        ])
    }
}

extension CheckedCondition {
    fileprivate var json: JSONValue {
        .object([
            "condition": .string(condition), "rule": .string(rule), "left": .string(left.description),
            "right": .string(right.description), "isMet": .bool(isMet), "revert": .string(revert.rawValue),
        ])
    }
}

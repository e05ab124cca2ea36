import ArgumentParser
import Conformance
import Explanation
import Files
import FixedPoint
import JSON
import Messages
import Scenarios
import VirtualAMM
import WideIntegers

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show why a number is what it is.",
        subcommands: [ExplainQuote.self, ExplainVector.self, ExplainStep.self])
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

    @Flag(help: "Add version, command, and which contract functions the rules are of.")
    var stamp = false

    func run() throws {
        let (amount, quote, base) = try trade.inputs()
        try show(
            QuoteExplanation(
                trade.kind, direction: trade.direction, amount: amount, quoteAssetReserve: quote,
                baseAssetReserve: base), json: json, isStamped: stamp)
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
    var caseID: String?

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    @Flag(help: "Add version, digest of the input, command, and which contract functions the rules are of.")
    var stamp = false

    func run() throws {
        if stamp, file == "-" { throw ValidationError("--stamp takes the digest of a file; standard input has none.") }
        guard let caseID else {
            if let advice = FileKind.advice(on: file, wanted: [.vectors("quote")]) {
                Terminal.note("vamm: \(advice)")
                throw ExitCode(2)
            }
            throw ValidationError("Say which case with --case.")
        }
        let vector = try Terminal.reading(from: file, of: [.vectors("quote")]) { () throws(FileError) in
            try QuoteVector(path: file, caseID: caseID)
        }
        try show(
            QuoteExplanation(
                vector.kind, direction: vector.direction, amount: vector.amount,
                quoteAssetReserve: vector.quoteAssetReserve, baseAssetReserve: vector.baseAssetReserve),
            recorded: vector.recorded, json: json, file: file, isStamped: stamp)
    }
}

/// Prints an explanation; `recorded` is what a vector says that the contract did.
private func show(
    _ explanation: QuoteExplanation, recorded: String? = nil, json: Bool, file: String? = nil, isStamped: Bool
) throws {
    let computed =
        switch explanation.outcome {
        case .success(let value): value.description
        case .failure(let revert): "revert \"\(revert.rawValue)\""
        }
    if let recorded, recorded != computed {
        Terminal.note("vamm: the vector says \(visible(recorded)), but this implementation comes to \(computed)")
    }
    let stamp = try isStamped ? Stamp(file: file, rules: explanation.rules) : nil
    if json {
        let members = (explanation.json.members ?? []) + (stamp.map { [.init("stamp", $0.json)] } ?? [])
        try Terminal.print(JSONValue.object(members).prettyText)
    } else {
        try Terminal.print((explanation.lines + (stamp?.lines ?? [])).joined(separator: "\n"))
    }
    if case .failure = explanation.outcome { throw ExitCode(1) }
}

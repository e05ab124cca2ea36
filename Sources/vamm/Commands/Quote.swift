public import ArgumentParser
import FixedPoint
import JSON
import Messages
import Scenarios
public import VirtualAMM
import WideIntegers

extension QuoteKind: ExpressibleByArgument {}
extension Direction: ExpressibleByArgument {}

struct Quote: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Price a trade on given reserves.",
        usage: """
            vamm quote <kind> --direction <direction> --amount <amount>
                --quote-reserve <reserve> --base-reserve <reserve> [options]
            """,
        discussion: """
            "input" takes a quote amount and answers with base, "output" takes a base amount and answers with quote. \
            The direction is that of the given asset, seen from the pool.

            Amounts are decimals with up to 18 fraction digits; with --wei they are whole numbers of 10^-18.

            "rounding" is the answer minus what x · y = k gives in exact arithmetic, in wei: positive where the \
            contract says more.

            EXAMPLE
              vamm quote input --direction addToAmm --amount 1000 \\
                  --quote-reserve 40000 --base-reserve 100

            Exit status: 0 priced, 1 the contract would revert, 64 wrong usage, 74 the output can't be written.
            """)

    @OptionGroup var trade: TradeArguments

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    func run() throws {
        let (amount, quoteAssetReserve, baseAssetReserve) = try trade.inputs()
        let outcome = Result { () throws(Revert) in
            try QuoteAnalysis(
                trade.kind, direction: trade.direction, amount: amount, quoteAssetReserve: quoteAssetReserve,
                baseAssetReserve: baseAssetReserve)
        }
        switch outcome {
        case .success(let analysis):
            try json ? Terminal.print(jsonObject(analysis).prettyText) : showText(analysis)
        case .failure(let revert):
            try Terminal.print(
                json
                    ? JSONValue.object(["revert": .string(revert.rawValue)]).prettyText
                    : "revert \"\(revert.rawValue)\"")
            throw ExitCode(1)
        }
    }

    private func write(_ value: Decimal18) -> String { trade.wei ? value.raw.description : value.description }

    private func showText(_ analysis: QuoteAnalysis) throws {
        let adding = analysis.direction == .addToAmm
        let (given, answer) = analysis.kind == .input ? ("quote", "base") : ("base", "quote")
        let none = "none"
        let rows = [
            ("\(given) \(adding ? "in" : "out")", write(analysis.amount)),
            ("\(answer) \(adding ? "out" : "in")", write(analysis.result)),
            ("price before", analysis.priceBefore.map(write) ?? none),
            ("price after", analysis.priceAfter.map(write) ?? none),
            ("average price", analysis.averagePrice.map(write) ?? none),
            ("slippage", analysis.slippage.flatMap(percentText) ?? none),
            ("rounding", roundingText(analysis.rounding)),
            ("quote reserve after", write(analysis.reservesAfter.quote)),
            ("base reserve after", write(analysis.reservesAfter.base)),
        ]
        for (name, value) in rows {
            try Terminal.print(name + String(repeating: " ", count: 22 - name.count) + value)
        }
    }

    private func percentText(_ ratio: SignedDecimal18) -> String? {
        (try? ratio.multiplied(byScalar: 100)).map { "\($0) %" }
    }

    private func roundingText(_ rounding: QuoteRounding) -> String {
        switch rounding.beneficiary {
        case .nobody: "none, the answer is exact"
        case .pool: "\(rounding.description) wei (answer − exact), in the pool's favour"
        case .trader: "\(rounding.description) wei (answer − exact), in the trader's favour"
        }
    }

    private func jsonObject(_ analysis: QuoteAnalysis) -> JSONValue {
        func optional(_ value: Decimal18?) -> JSONValue { value.map { .string(write($0)) } ?? .null }
        return .object([
            "kind": .string(analysis.kind.rawValue), "direction": .string(analysis.direction.rawValue),
            "unit": .string(trade.wei ? "wei" : "decimal"), "amount": .string(write(analysis.amount)),
            "result": .string(write(analysis.result)), "priceBefore": optional(analysis.priceBefore),
            "priceAfter": optional(analysis.priceAfter), "averagePrice": optional(analysis.averagePrice),
            "slippageRatio": analysis.slippage.map { .string($0.description) } ?? .null,
            "rounding": .object([
                "wei": .string(analysis.rounding.description),
                "favours": .string(analysis.rounding.beneficiary.rawValue),
            ]),
            "quoteReserveAfter": .string(write(analysis.reservesAfter.quote)),
            "baseReserveAfter": .string(write(analysis.reservesAfter.base)),
        ])
    }
}

/// A trade on given reserves.
struct TradeArguments: ParsableArguments {
    @Argument(help: "input (a quote amount is given) or output (a base amount is given).")
    var kind: QuoteKind

    @Option(help: "addToAmm (the given asset goes in) or removeFromAmm (it comes out).")
    var direction: Direction

    @Option(parsing: .unconditional, help: "The given amount.")
    var amount: String

    @Option(parsing: .unconditional, help: "The pool's quote reserve.")
    var quoteReserve: String

    @Option(parsing: .unconditional, help: "The pool's base reserve.")
    var baseReserve: String

    @Flag(help: "Read and print whole numbers of wei instead of decimals.")
    var wei = false

    func validate() throws {
        _ = try inputs()
    }

    func inputs() throws -> (amount: Decimal18, quoteReserve: Decimal18, baseReserve: Decimal18) {
        (
            try read(amount, "--amount"), try read(quoteReserve, "--quote-reserve"),
            try read(baseReserve, "--base-reserve")
        )
    }

    private func read(_ text: String, _ option: String) throws -> Decimal18 {
        if text.hasPrefix("--") {
            throw ValidationError("\(option): a number is missing; \"\(visible(text))\" follows.")
        }
        if text.hasPrefix("-") {
            throw ValidationError(
                "\(option): \"\(visible(text))\" is negative; amounts are 0 or more, and --direction says which way.")
        }
        if wei {
            guard text.utf8.allSatisfy({ (48...57).contains($0) }), let raw = UInt256(text, radix: 10) else {
                throw ValidationError("\(option): a whole number from 0 to 2^256 - 1 is needed with --wei.")
            }
            return Decimal18(raw: raw)
        }
        do throws(DecimalFormatError) {
            return try Decimal18(parsing: text)
        } catch {
            throw ValidationError("\(option): \(error).")
        }
    }
}

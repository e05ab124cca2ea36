internal import FixedPoint
internal import JSON
internal import Messages
internal import VirtualAMM
internal import WideIntegers

/// A run as a table, a row a step: step, block, caller, call, outcome, price, position, margin ratio, vault and fund.
///
/// Figures are cut to six digits behind the point and end in "…" where that left digits out; the complete ones are in
/// the record. Columns are as wide as the widest cell of the first thousand rows, so that a run of any length can be
/// shown while it goes on; a later cell that is wider pushes its row aside.
public struct ScenarioTable {
    private static let measuredRows = 1000
    private static let header = [
        "step", "block", "caller", "call", "outcome", "price", "position", "margin ratio", "vault", "fund",
    ]
    private static let rightAligned = [0, 1, 5, 7, 8, 9]

    private let stepCount: Int
    private var waiting = [header]
    private var widths: [Int]?

    /// An empty table for a run of so many steps.
    public init(stepCount: Int) { self.stepCount = stepCount }

    /// Takes a step, which its summary was noted of, and returns the lines that are ready; each ends with a line feed.
    public mutating func add(_ record: StepRecord) -> String {
        let row = Self.row(record)
        if let widths { return Self.line(row, widths) }
        waiting.append(row)
        return waiting.count > Self.measuredRows && record.index + 1 < stepCount
            ? flush(lastBlock: record.step.block.number) : ""
    }

    /// The lines that are left.
    public mutating func end() -> String { widths == nil ? flush(lastBlock: nil) : "" }

    /// Fixes the widths. Where rows are still to come, step and block get the room that the last will need.
    private mutating func flush(lastBlock: UInt64?) -> String {
        var widths = Self.header.indices.map { column in
            waiting.reduce(0) { max($0, Self.width($1[column])) }
        }
        if let lastBlock {
            let left = UInt64(stepCount - waiting.count + 1)
            widths[0] = max(widths[0], "\(stepCount)".count)
            widths[1] = max(widths[1], "\(lastBlock.addingReportingOverflow(left).partialValue)".count)
        }
        self.widths = widths
        defer { waiting = [] }
        return waiting.reduce(into: "") { $0 += Self.line($1, widths) }
    }

    private static func row(_ record: StepRecord) -> [String] {
        let summary = record.summary
        return [
            "\(record.index + 1)", "\(record.step.block.number)", visible(record.step.caller),
            visible(record.step.shortText), visible(record.run.outcome.text { _ in "ok" }),
            figure(wei: summary?.price),
            summary?.positionSize.map { "\(visible(summary?.trader ?? "")) \(figure(wei: $0))" } ?? "-",
            summary?.marginRatio.map { percent($0) + " %" } ?? "-", figure(wei: summary?.vault),
            figure(wei: summary?.insuranceFund),
        ]
    }

    private static func line(_ row: [String], _ widths: [Int]) -> String {
        let space = UInt8(ascii: " ")
        var line = [UInt8]()
        line.reserveCapacity(200)
        for (column, cell) in row.enumerated() {
            let padding = repeatElement(space, count: max(0, widths[column] - width(cell)))
            if rightAligned.contains(column) { line += padding }
            line += cell.utf8
            if !rightAligned.contains(column) { line += padding }
            line += [space, space]
        }
        while line.last == space { line.removeLast() }
        line.append(0x0A)
        return String(decoding: line, as: UTF8.self)
    }

    /// How many characters a cell has.
    private static func width(_ text: String) -> Int {
        var (characters, isPlain) = (0, true)
        for byte in text.utf8 {
            if byte & 0xC0 != 0x80 { characters += 1 }
            // Only the bytes of "…" are known to be one character.
            if byte >= 0x80, byte != 0xE2, byte != 0x80, byte != 0xA6 { isPlain = false }
        }
        return isPlain ? characters : text.count
    }
}

extension Step where System == MarketSystem {
    /// The call with its arguments in short: amounts as decimals, names as they are, limits of 0 left out.
    var shortText: String {
        let arguments = arguments.compactMap { argument -> String? in
            guard let text = argument.value.text else {
                return argument.key == "timestamp" ? nil : "\(argument.key) \(argument.value.compactText)"
            }
            if ["amm", "side", "trader", "account", "direction"].contains(argument.key) { return text }
            if argument.key == "interval" { return "\(text) s" }
            let amount = figure(wei: text)
            if argument.key.hasSuffix("Limit") { return amount == "0" ? nil : "limit \(amount)" }
            if ["leverage", "liquidityMultiplier"].contains(argument.key) { return "x\(amount)" }
            if argument.key == "fluctuationLimitRatio", name == "migrateLiquidity" {
                return amount == "0" ? nil : "limit \(amount)"
            }
            return amount
        }
        let target = target.hasPrefix("amm.") ? "\(target.dropFirst(4))." : ""
        return ([target + name] + arguments).joined(separator: " ")
    }
}

private func percent(_ ratio: SignedDecimal18) -> String {
    (try? ratio.multiplied(byScalar: 100)).map { figure(wei: $0.raw.description) } ?? "-"
}

/// An amount as a decimal, cut to six digits behind the point, with "…" where digits were left out.
private func figure(wei text: String?) -> String {
    guard let text else { return "-" }
    let isNegative = text.utf8.first == UInt8(ascii: "-")
    let digits = Array(text.utf8.dropFirst(isNegative ? 1 : 0))
    let fractionDigits = 18
    let wholeCount = max(0, digits.count - fractionDigits)
    var fraction = Array(repeating: UInt8(ascii: "0"), count: max(0, fractionDigits - digits.count))
    fraction += digits[wholeCount...]
    while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
    let sign = isNegative ? "-" : ""
    let whole = wholeCount == 0 ? "0" : String(decoding: digits[..<wholeCount], as: UTF8.self)
    if fraction.isEmpty { return sign + whole }
    let shown = fraction.prefix(6)
    if wholeCount == 0, shown.count == 6, shown.allSatisfy({ $0 == UInt8(ascii: "0") }) {
        return isNegative ? ">-0.000001" : "<0.000001"
    }
    return sign + whole + "." + String(decoding: shown, as: UTF8.self) + (fraction.count > 6 ? "…" : "")
}

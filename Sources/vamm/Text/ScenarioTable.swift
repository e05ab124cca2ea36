import Clearing
import FixedPoint
import Messages
import Scenarios
import VirtualAMM
import WideIntegers

/// A run as a table, a row a step: step, block, caller, call, outcome, price, position, margin ratio, vault and fund.
///
/// Figures are cut to six digits behind the point and end in "…" where that left digits out; the complete ones are in
/// the record. Columns are as wide as the widest cell of the first thousand rows, so that a run of any length can be
/// shown while it goes on; a later cell that is wider pushes its row aside.
struct ScenarioTable {
    private static let measuredRows = 1000
    private static let header = [
        "step", "block", "caller", "call", "outcome", "price", "position", "margin ratio", "vault", "fund",
    ]
    private static let rightAligned = [0, 1, 5, 7, 8, 9]

    private let stepCount: Int
    private var waiting = [header]
    private var widths: [Int]?

    /// An empty table for a run of so many steps.
    init(stepCount: Int) { self.stepCount = stepCount }

    /// Takes a step and the system after it, and returns the lines that are ready; each ends with a line feed.
    mutating func add(_ step: ReplayedStep, on replay: Replay) -> String {
        let row = Self.row(step, replay.roster, StepSummary(step, replay.house, replay.roster))
        if let widths { return Self.line(row, widths) }
        waiting.append(row)
        return waiting.count > Self.measuredRows && step.number < stepCount ? flush(lastBlock: step.block.number) : ""
    }

    /// The lines that are left.
    mutating func end() -> String { widths == nil ? flush(lastBlock: nil) : "" }

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

    private static func row(_ step: ReplayedStep, _ roster: Roster, _ summary: StepSummary) -> [String] {
        let outcome: String =
            switch step.outcome {
            case .success: "ok"
            case .failure(let revert): Outcome<Bool>(revert).text { _ in "ok" }
            }
        return [
            "\(step.number)", "\(step.block.number)", visible(roster.name(of: step.caller)),
            visible(roster.shortText(of: step.call)), outcome, summary.price?.figure ?? "-",
            summary.positionSize.map { "\(visible(roster.name(of: step.trader))) \($0.figure)" } ?? "-",
            summary.marginRatio.map { percent($0) + " %" } ?? "-", summary.vault?.figure ?? "-",
            summary.insuranceFund?.figure ?? "-",
        ]
    }

    private static func percent(_ ratio: SignedDecimal18) -> String {
        (try? ratio.multiplied(byScalar: 100))?.figure ?? "-"
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

/// The figures of a step that a person reads first.
private struct StepSummary {
    var price: Decimal18?
    var positionSize: SignedDecimal18?
    var marginRatio: SignedDecimal18?
    var vault: Decimal18?
    var insuranceFund: Decimal18?

    init(_ step: ReplayedStep, _ house: ClearingHouse, _ roster: Roster) {
        vault = try? house.ledger.decimalBalance(of: house.accounts.vault)
        insuranceFund = try? house.ledger.decimalBalance(of: house.accounts.insuranceFund)
        guard let pool = step.call.pool ?? (roster.pools.count == 1 ? PoolID(rawValue: 0) : nil) else { return }
        price = try? house.markets[pool.rawValue].pool.spotPrice()
        guard let position = try? house.position(pool, of: step.trader), !position.size.isZero else { return }
        positionSize = position.size
        marginRatio = try? house.marginRatio(pool, of: step.trader, now: step.block.timestamp)
    }
}

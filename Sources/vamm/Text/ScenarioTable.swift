import Clearing
import FixedPoint
import Messages
import Scenarios
import VirtualAMM
import WideIntegers

/// A run as a table, a row a step: step, block, caller, call, outcome, price, position, margin ratio, vault and fund.
/// Where another margin ratio decided about a liquidation than the one that is shown, which is that after the step, the
/// outcome has it with its price.
///
/// Figures are cut to six digits behind the point and end in "…" where that left digits out; the complete ones are in
/// the record. Columns are as wide as the widest cell of the first thousand rows, so that a run of any length can be
/// shown while it goes on; a later cell that is wider pushes its row aside.
struct ScenarioTable {
    private static let measuredRows = 1000
    private static let header = [
        "step", "block", "caller", "call", "outcome", "price", "position", "margin ratio", "vault", "fund",
    ]
    private let stepCount: Int
    private var table = TextTable(leftAligned: [2, 3, 4, 6])
    private var badDebt = BadDebt()
    /// The rows that the widths are measured on; nil once they are fixed.
    private var waiting: Int? = 1

    /// An empty table for a run of so many steps.
    init(stepCount: Int) {
        self.stepCount = stepCount
        table.append(Self.header)
    }

    /// Takes a step, the system after it and the views that were asked, and returns the lines that are ready; each ends
    /// with a line feed.
    mutating func add(_ step: ReplayedStep, on replay: Replay, asked: [AskedView] = []) -> String {
        badDebt.add(step)
        let row = Self.row(step, replay.roster, StepSummary(step, replay.house, replay.roster))
        let notes = asked.map { visible("        \($0.name)  \(replay.roster.shortText(of: $0.answer))") }
        guard let count = waiting else { return ([table.line(row)] + notes).reduce(into: "") { $0 += $1 + "\n" } }
        table.append(row)
        for note in notes { table.append(note: note) }
        waiting = count + 1
        return count + 1 > Self.measuredRows && step.number < stepCount ? flush(lastBlock: step.block.number) : ""
    }

    /// The lines that are left, and the bad debt where there is any.
    mutating func end() -> String {
        flush(lastBlock: nil) + badDebt.lines.reduce(into: "") { $0 += $1 + "\n" }
    }

    /// Fixes the widths. Where rows are still to come, step and block get the room that the last will need.
    private mutating func flush(lastBlock: UInt64?) -> String {
        guard let count = waiting else { return "" }
        if let lastBlock {
            let left = UInt64(stepCount - count + 1)
            table.widen(0, to: "\(stepCount)".count)
            table.widen(1, to: "\(lastBlock.addingReportingOverflow(left).partialValue)".count)
        }
        waiting = nil
        return table.takeLines().reduce(into: "") { $0 += $1 + "\n" }
    }

    private static func row(_ step: ReplayedStep, _ roster: Roster, _ summary: StepSummary) -> [String] {
        var outcome: String =
            switch step.outcome {
            case .success: "ok"
            case .failure(let revert): Outcome<Bool>(revert).text { _ in "ok" }
            }
        if let deciding = step.decidingRatio, deciding.ratio != summary.marginRatio {
            outcome += ", at \(deciding.text)"
        }
        return [
            "\(step.number)", "\(step.block.number)", roster.name(of: step.caller),
            roster.shortText(of: step.call), outcome, summary.price?.figure ?? "-",
            summary.positionSize.map { "\(roster.name(of: step.trader)) \($0.figure)" } ?? "-",
            summary.marginRatio?.percent() ?? "-", summary.vault?.figure ?? "-",
            summary.insuranceFund?.figure ?? "-",
        ]
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
        guard roster.hasClearingHouse else {
            if let pool = step.call.pool { price = try? house.markets[pool.rawValue].pool.spotPrice() }
            return
        }
        vault = try? house.ledger.decimalBalance(of: house.accounts.vault)
        insuranceFund = try? house.ledger.decimalBalance(of: house.accounts.insuranceFund)
        guard let pool = step.call.pool ?? (roster.pools.count == 1 ? PoolID(rawValue: 0) : nil) else { return }
        price = try? house.markets[pool.rawValue].pool.spotPrice()
        guard let position = try? house.position(pool, of: step.trader), !position.size.isZero else { return }
        positionSize = position.size
        marginRatio = try? house.marginRatio(pool, of: step.trader, now: step.block.timestamp)
    }
}

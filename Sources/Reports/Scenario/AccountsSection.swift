internal import Charts
internal import Scenarios
internal import WideIntegers

/// Who paid what and got what, who gained and lost by what, and the bad debt, as tables that add up.
struct AccountsSection {
    private let statement: AccountStatement

    /// More traders than this are for `vamm run --accounts`.
    private static let mostTraders = 100

    init(_ statement: AccountStatement) { self.statement = statement }

    var section: Page.Section {
        Page.Section(id: "accounts", title: "Who gained, who lost", body: body)
    }

    private var body: HTML {
        let total = statement.total
        let (rows, rest) = shown
        let causes = statement.causes
        let money = (rows + [total]).map { row in
            [Self.name(row)] + [row.paidIn, row.paidOut, row.stillIn, row.profit].map(Self.cell)
        }
        let reasons = (rows + [total]).map { row in
            [Self.name(row)] + causes.map { Self.cell(row[$0]) } + [Self.cell(row.profit)]
        }
        let solvency: HTML = statement.solvency.map { "<p>At the end \($0).</p>" } ?? ""
        let left: HTML =
            rest == 0 ? "" : "<p>The \(rest) traders who gained or lost least are left out; the sums count them.</p>"
        let reasonTable: HTML =
            causes.isEmpty
            ? ""
            : Page.table(
                label: "Profit by cause", header: ["profit by"] + causes.map(\.text) + ["in all"], rows: reasons,
                numeric: Set(1...(causes.count + 1)))
        return """
            <p>In quote, exactly: what everybody gave to others and got from them, what is still in open positions \
            (margin less funding owed, with what closing each alone would bring), and the profit. Each column adds up.\
            </p>
            \(Page.table(
                label: "Accounts", header: ["", "paid in", "paid out", "still in", "profit"], rows: money,
                numeric: [1, 2, 3, 4]))\(reasonTable)\(left)\(solvency)\(debt)
            """
    }

    /// All rows, or of many traders those who gained or lost most, and how many are left out.
    private var shown: (rows: [AccountStatement.Row], rest: Int) {
        let traders = statement.rows.filter { $0.role == "trader" }
        if traders.count <= Self.mostTraders { return (statement.rows, 0) }
        let largest = traders.enumerated().sorted {
            let (one, other) = ($0.element.profit.magnitude, $1.element.profit.magnitude)
            return one == other ? $0.offset < $1.offset : one > other
        }
        let kept = largest.prefix(Self.mostTraders).sorted { $0.offset < $1.offset }.map(\.element)
        return (kept + statement.rows.filter { $0.role != "trader" }, traders.count - kept.count)
    }

    private var debt: HTML {
        let debt = statement.badDebt
        if debt.total.isZero, statement.pendingBadDebt.isZero { return "<p>There was no bad debt.</p>" }
        var rows: [[HTML]] = [
            ["realized at close", Self.cell(debt.atClose)],
            ["realized at liquidation", Self.cell(debt.atLiquidation)],
        ]
        if !debt.unrealized.isZero {
            rows.append(["left where positions were only reduced, paid by nobody", Self.cell(debt.unrealized)])
        }
        rows.append(["in all", Self.cell(debt.total)])
        if !statement.pendingBadDebt.isZero {
            let pending = Self.cell(statement.pendingBadDebt)
            rows.append(["not realized: what open positions lack beyond their margin", pending])
        }
        return """
            <h3>Bad debt</h3>
            \(Page.table(label: "Bad debt", header: ["", "quote"], rows: rows, numeric: [1]))
            """
    }

    private static func cell(_ amount: Rational) -> HTML { NumberText.exact(amount.wholeUnits) }

    private static func name(_ row: AccountStatement.Row) -> HTML {
        row.role == "total" ? "<strong>\(row.title)</strong>" : "\(row.title)"
    }
}

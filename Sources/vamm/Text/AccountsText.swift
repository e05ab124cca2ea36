import JSON
import Messages
import Scenarios
import WideIntegers

extension AccountStatement {
    /// The accounts as two tables: who paid and got what, and by what they gained; then the bad debt.
    ///
    /// Figures are cut to six digits behind the point and then end in "…".
    var text: [String] {
        var money = TextTable()
        money.append("account", "paid in", "paid out", "still in", "profit")
        for row in rows + [total] {
            money.append(
                visible(row.title), row.paidIn.figure, row.paidOut.figure, row.stillIn.figure, row.profit.figure)
        }
        var reasons = TextTable()
        let causes = causes
        reasons.append(["profit by"] + causes.map(\.text) + ["in all"])
        for row in rows + [total] {
            reasons.append([visible(row.title)] + causes.map { row[$0].figure } + [row.profit.figure])
        }
        var lines = money.lines
        if !causes.isEmpty { lines += [""] + reasons.lines }
        lines += badDebt.lines
        if !pendingBadDebt.isZero || solvency != nil { lines.append("") }
        if let solvency { lines.append(solvency) }
        if !pendingBadDebt.isZero {
            lines.append("open positions lack \(pendingBadDebt.figure) beyond their margin, not realized yet")
        }
        if !unpriced.isEmpty {
            let names = unpriced.map(visible).joined(separator: ", ")
            lines.append("without a price, counted with their margin alone: \(names)")
        }
        return lines
    }

    /// The accounts as JSON. Amounts are texts in wei.
    var json: JSONValue {
        .object([
            "accounts": .array(rows.map(\.json)), "total": total.json, "badDebt": badDebt.json(pendingBadDebt),
            "vaultBalance": .string("\(vaultBalance)"), "owed": .string("\(owed)"),
            "insuranceFundBalance": .string("\(fundBalance)"), "unpriced": .array(unpriced.map { .string($0) }),
        ])
    }
}

extension AccountStatement.Row {
    fileprivate var json: JSONValue {
        .object([
            "account": .string(name), "role": .string(role), "paidIn": .string("\(paidIn)"),
            "paidOut": .string("\(paidOut)"), "stillIn": .string("\(stillIn)"), "profit": .string("\(profit)"),
            "causes": .object(ProfitCause.allCases.map { .init($0.rawValue, .string("\(self[$0])")) }),
        ])
    }
}

extension BadDebt {
    /// What there is of it, in a line after an empty one; none where there is none.
    var lines: [String] { total.isZero ? [] : ["", "bad debt \(text)"] }

    fileprivate func json(_ pending: Rational) -> JSONValue {
        .object([
            "atClose": .string("\(atClose)"), "atLiquidation": .string("\(atLiquidation)"),
            "realized": .string("\(realized)"), "unrealized": .string("\(unrealized)"), "total": .string("\(total)"),
            "pending": .string("\(pending)"),
        ])
    }
}

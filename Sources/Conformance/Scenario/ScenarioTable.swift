internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

extension ScenarioRun {
    /// The run as a table: step, block, caller, call, outcome, price, position and margin ratio, vault and fund.
    ///
    /// Figures are cut to six digits behind the point; the complete ones are in `json`.
    public var table: String {
        let header = [
            "step", "block", "caller", "call", "outcome", "price", "position", "margin ratio", "vault", "fund",
        ]
        let rows = steps.map { record in
            let summary = record.summary
            return [
                "\(record.index + 1)", "\(record.step.block.number)", record.step.caller, record.step.shortText,
                record.run.outcome.text { _ in "ok" }, cut(summary.price?.description),
                summary.positionSize.map { "\(summary.trader) \(cut($0.description))" } ?? "-",
                summary.marginRatio.map { cut(percent($0)) + " %" } ?? "-", cut(summary.vault?.description),
                cut(summary.insuranceFund?.description),
            ]
        }
        return Self.aligned([header] + rows.map { $0.map(visible) }, rightAligned: [0, 1, 5, 7, 8, 9])
    }

    /// Columns as wide as their widest cell.
    private static func aligned(_ rows: [[String]], rightAligned: Set<Int>) -> String {
        let widths = rows[0].indices.map { column in rows.reduce(0) { max($0, $1[column].count) } }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return rightAligned.contains(column) ? padding + cell : cell + padding
            }
            let line = cells.joined(separator: "  ")
            return String(line.prefix(line.count - line.reversed().prefix { $0 == " " }.count))
        }
        .joined(separator: "\n")
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
            guard let amount = UInt256(text, radix: 10).map({ cut(Decimal18(raw: $0).description) }) else {
                return text
            }
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

private func percent(_ ratio: SignedDecimal18) -> String? {
    (try? ratio.multiplied(byScalar: 100))?.description
}

/// A decimal cut to six digits behind the point.
private func cut(_ text: String?) -> String {
    guard let text else { return "-" }
    guard let point = text.firstIndex(of: ".") else { return text }
    let short = text[..<point] + text[point...].prefix(7)
    if text.hasPrefix("0.000000") || text.hasPrefix("-0.000000") {
        return text.hasPrefix("-") ? ">-0.000001" : "<0.000001"
    }
    let trimmed = short.reversed().drop { $0 == "0" }
    return String(String(trimmed.first == "." ? trimmed.dropFirst() : trimmed).reversed())
}

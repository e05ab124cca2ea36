import Explanation
import JSON
import Messages
import Scenarios
import WideIntegers

extension RoundingLedger {
    /// The ledger as text: amounts that are not exact step by step, then dust by source, by party, and the largest.
    var text: [String] {
        var lines = [visible("rounding in \(name), in wei; what is not listed is exact"), ""]
        for step in steps {
            let rounded = step.amounts.filter { $0.kept != $0.exact }
            if rounded.isEmpty { continue }
            lines.append(visible("step \(step.number)  \(step.call)"))
            var table = TextTable(leftAligned: [0, 1, 2, 3, 5, 6])
            for amount in rounded {
                table.append(
                    "", visible(amount.name), visible("of \(amount.owner)"), amount.unit.rawValue, "\(amount.kept)",
                    "exact \(readable(amount.exact))", "(\(signed(amount.kept - amount.exact)))")
            }
            lines += table.lines
        }
        if sourceLines.isEmpty { return lines + ["nothing was rounded that anybody gains by"] }
        lines += ["", "where it came from"] + sourceLines
        lines += ["", "who gained and lost by it"] + balanceLines
        lines += ["", "largest single loss"]
        for unit in RoundingUnit.allCases {
            guard let (step, dust) = largestLoss(in: unit) else { continue }
            lines.append(
                visible(
                    "  \(readable(dust.amount.magnitude)) wei of \(unit.rawValue), lost by \(text(dust.loser)) to "
                        + "\(text(dust.winner)) at step \(step): \(dust.rule) \(dust.name)"))
        }
        return lines
    }

    private var sourceLines: [String] {
        if lines.isEmpty { return [] }
        var table = TextTable(leftAligned: [0, 1, 2, 3, 4, 5, 7, 8])
        table.append("", "rule", "number", "in", "lost by", "gained by", "times", "wei", "largest", "step")
        for line in lines {
            table.append(
                "", line.rule, line.name, line.unit.rawValue, visible(text(line.loser)), visible(text(line.winner)),
                "\(line.count)", readable(line.total), readable(line.largest), "\(line.stepOfLargest)")
        }
        return table.lines
    }

    private var balanceLines: [String] {
        let sorted = Stakeholder.allCases.flatMap { role in balances.filter { $0.party.role == role } }
        var table = TextTable(leftAligned: [0, 1, 2, 3, 4, 5])
        table.append("", "who", "in", "gained", "lost", "net")
        for balance in sorted {
            table.append(
                "", visible(text(balance.party)), balance.unit.rawValue, readable(balance.gained),
                readable(balance.lost), signed(balance.net))
        }
        return table.lines
    }

    private func text(_ party: Party) -> String {
        switch party.role {
        case .trader: party.name
        case .liquidator, .pool: "\(party.role.rawValue) \(party.name)"
        default: party.role.rawValue
        }
    }

    private func signed(_ number: Rational) -> String {
        (number.isNegative || number.isZero ? "" : "+") + readable(number)
    }

    /// The ledger as JSON. Numbers are texts, whole ones or fractions such as "12/5".
    var json: JSONValue {
        .object([
            "name": .string(name),
            "steps": .array(
                steps.map { step in
                    .object(
                        [.init("step", .number(step.number)), .init("call", .string(step.call))]
                            + (step.revert.map { [.init("revert", .string($0))] } ?? [])
                            + [
                                .init("amounts", .array(step.amounts.map(\.json))),
                                .init("dust", .array(step.dust.map(\.json))),
                            ])
                }),
            "sources": .array(sourceValues),
            "balances": .array(
                balances.map { balance in
                    .object([
                        "party": balance.party.json, "unit": .string(balance.unit.rawValue),
                        "gained": .string("\(balance.gained)"), "lost": .string("\(balance.lost)"),
                        "net": .string("\(balance.net)"),
                    ])
                }),
        ])
    }

    private var sourceValues: [JSONValue] {
        lines.map { line in
            .object([
                "rule": .string(line.rule), "number": .string(line.name), "unit": .string(line.unit.rawValue),
                "loser": line.loser.json, "winner": line.winner.json, "times": .number(line.count),
                "total": .string("\(line.total)"), "largest": .string("\(line.largest)"),
                "stepOfLargest": .number(line.stepOfLargest),
            ])
        }
    }
}

extension Party {
    fileprivate var json: JSONValue { .object(["role": .string(role.rawValue), "name": .string(name)]) }
}

extension ShadowedAmount {
    var json: JSONValue {
        .object([
            "name": .string(name), "owner": .string(owner), "unit": .string(unit.rawValue),
            "kept": .string("\(kept)"), "exact": .string("\(exact)"),
        ])
    }
}

extension Dust {
    var json: JSONValue {
        .object([
            "rule": .string(rule.rawValue), "number": .string(name), "unit": .string(unit.rawValue),
            "pool": pool.map { .string($0) } ?? .null, "amount": .string("\(amount.magnitude)"),
            "bound": bound.map { .string("\($0)") } ?? .null, "loser": loser.json, "winner": winner.json,
        ])
    }
}

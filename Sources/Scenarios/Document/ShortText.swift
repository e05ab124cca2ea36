package import Clearing
package import FixedPoint
internal import JSON
internal import VirtualAMM
internal import WideIntegers

// Calls and amounts in short, for tables and lists.

extension Roster {
    /// A call with its arguments in short: amounts as decimals, names as they are, limits of 0 left out.
    package func shortText(of call: Call) -> String {
        let name = call.function.name
        let arguments = arguments(of: call).compactMap { field -> String? in
            switch field.value {
            case .time: nil
            case .number(let number): field.name == "interval" ? "\(number) s" : number.description
            case .flag(let flag): "\(field.name) \(flag)"
            case .amount(let amount): shortText(of: amount, field.name, isMigration: name == "migrateLiquidity")
            default: json(field.value).text
            }
        }
        let target = call.function.contract == .amm ? "\(target(of: call).dropFirst(4))." : ""
        return ([target + name] + arguments).joined(separator: " ")
    }

    /// What a view says in short.
    package func shortText(of answer: Result<ReturnValue, Revert>) -> String {
        switch answer {
        case .failure(let revert): Outcome<Bool>(revert).text { _ in "" }
        case .success(.single(let value)): shortText(of: value)
        case .success(.fields(let fields)):
            fields.map { "\($0.name) \(shortText(of: $0.value))" }.joined(separator: ", ")
        }
    }

    private func shortText(of value: FieldValue) -> String {
        switch value {
        case .amount(let amount): return amount.figure
        case .signedAmount(let amount): return amount.figure
        default:
            let json = json(value)
            return json.text ?? json.compactText
        }
    }

    private func shortText(of amount: Decimal18, _ name: String, isMigration: Bool) -> String? {
        if name.hasSuffix("Limit") || isMigration && name == "fluctuationLimitRatio" {
            return amount.isZero ? nil : "limit \(amount.figure)"
        }
        return ["leverage", "liquidityMultiplier"].contains(name) ? "x\(amount.figure)" : amount.figure
    }
}

extension Decimal18 {
    /// The amount as a figure.
    package var figure: String { Scenarios.figure(description) }
}

extension SignedDecimal18 {
    /// The amount as a figure.
    package var figure: String { Scenarios.figure(description) }
    /// The ratio as a figure in percent; nil where a hundred times it is out of range.
    package func percent(digits: Int = 6) -> String? {
        (try? multiplied(byScalar: 100)).map { Scenarios.figure($0.description, digits: digits) + " %" }
    }
}

extension DecidingRatio {
    /// The ratio as a figure, with the price that it is taken by.
    package var text: String { "\(ratio.percent() ?? ratio.description) by \(valuation.text)" }
}

extension Valuation {
    /// What a position is valued by, in a word.
    package var text: String {
        switch self {
        case .spot: "spot"
        case .twap: "TWAP"
        case .oracle: "oracle"
        }
    }
}

/// A decimal, without zeros at its end, cut to some digits behind the point: "…" stands for the digits left out, a
/// bound for a number of which nothing would be left.
package func figure(_ decimal: String, digits: Int = 6) -> String {
    let bytes = decimal.utf8
    guard let point = bytes.firstIndex(of: UInt8(ascii: ".")),
        let end = bytes.index(point, offsetBy: digits + 1, limitedBy: bytes.endIndex)
    else { return decimal }
    let shown = decimal[..<end]
    guard shown.utf8.contains(where: { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }) else {
        return (decimal.hasPrefix("-") ? ">-0." : "<0.") + String(repeating: "0", count: digits - 1) + "1"
    }
    return end == bytes.endIndex ? decimal : shown + "…"
}

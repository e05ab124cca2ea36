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

    private func shortText(of amount: Decimal18, _ name: String, isMigration: Bool) -> String? {
        if name.hasSuffix("Limit") || isMigration && name == "fluctuationLimitRatio" {
            return amount.isZero ? nil : "limit \(amount.figure)"
        }
        return ["leverage", "liquidityMultiplier"].contains(name) ? "x\(amount.figure)" : amount.figure
    }
}

extension Decimal18 {
    /// The amount cut to six digits behind the point, with "…" where digits were left out.
    package var figure: String { cut(raw.description, isNegative: false) }
}

extension SignedDecimal18 {
    /// The amount cut to six digits behind the point, with "…" where digits were left out.
    package var figure: String { cut(magnitude.raw.description, isNegative: isNegative) }
}

/// The digits of a number of wei as a decimal.
private func cut(_ wei: String, isNegative: Bool) -> String {
    let (digits, fractionDigits) = (Array(wei.utf8), 18)
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

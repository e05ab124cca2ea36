import Explanation
import FixedPoint
import Messages
import VirtualAMM
import WideIntegers

// Derivations as text for the terminal. All numbers are in wei.

/// A number with up to twelve digits behind the point; a smaller one as a power of ten with six.
func readable(_ number: Rational) -> String {
    let ten = Rational(10 as UInt256)
    var (scaled, exponent) = (number.magnitude, 0)
    if scaled.isZero || scaled * Rational(1_000_000_000_000 as UInt256) >= Rational(1 as UInt256) {
        return number.decimal(fractionDigits: 12)
    }
    while scaled < Rational(1 as UInt256) { (scaled, exponent) = (scaled * ten, exponent + 1) }
    return (number.isNegative ? "-" : "") + scaled.decimal(fractionDigits: 6) + "e-\(exponent)"
}

/// Whole wei as a decimal, exactly.
func decimal(_ wei: Rational) -> String {
    wei.divided(by: Rational(Decimal18.oneInWei))?.decimal(fractionDigits: 18) ?? ""
}

extension QuoteExplanation {
    var lines: [String] {
        let (given, answer) = kind == .input ? ("quote", "base") : ("base", "quote")
        let adding = direction == .addToAmm
        var lines = ["\(answer) \(adding ? "out" : "in") for \(given) \(adding ? "in" : "out"), in wei", ""]
        switch outcome {
        case .success(let value):
            lines.append("answer  \(value)   which is \(decimal(value)) \(answer)")
            if let exactAnswer {
                lines.append("exact   \(readable(exactAnswer))   x · y = k without rounding")
                lines.append("        \(gain(value - exactAnswer))")
            }
        case .failure(let revert): lines.append("revert  \"\(revert.rawValue)\"")
        }
        lines.append("")
        for operation in operations { lines += operation.lines }
        if checks.isEmpty {
            return lines.map(visible) + ["an amount of 0 comes to 0, and nothing is checked   \(rule)"]
        }
        lines += ["checks, in their order"]
        for check in checks {
            lines.append("  \(check.isMet ? "met   " : "FAILED")  \(check.condition)   \(check.rule)")
            if !check.isMet {
                lines += ["            left   \(check.left)", "            right  \(check.right)"]
            }
        }
        return lines.map(visible)
    }

    private func gain(_ difference: Rational) -> String {
        if difference.isZero { return "nothing is rounded" }
        return "the \(beneficiary(of: difference).rawValue) gains \(readable(difference.magnitude)) wei by rounding"
    }
}

extension Derivation {
    var lines: [String] {
        let shown = operands.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
        var lines = ["\(name) = \(operation)   \(rule)", "    of    \(shown)"]
        if exact.isWhole {
            lines.append("    is    \(kept)")
        } else {
            lines += ["    is    \(readable(exact))", "    kept  \(kept)   (\(readable(difference)))"]
        }
        if !effect.isZero {
            lines.append(
                "    in the answer  \(effect.isNegative ? "" : "+")\(readable(effect)), for the \(beneficiary.rawValue)"
            )
        }
        return lines + [""]
    }
}

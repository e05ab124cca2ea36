internal import FixedPoint
package import WideIntegers

// What accounts say, in words and figures.

extension ProfitCause {
    /// The cause in words.
    package var text: String { self == .badDebt ? "bad debt" : rawValue }
}

extension AccountStatement.Row {
    /// What the account is called where everybody knows which system it is of.
    package var title: String {
        switch role {
        case "clearingHouse": "vault"
        case "insuranceFund": "insurance fund"
        case "tollPool": "toll pool"
        default: name
        }
    }
}

extension AccountStatement {
    /// Whether the vault can pay for all open positions, in a sentence; nil where nothing is owed.
    package var solvency: String? {
        if owed.isZero { return nil }
        let start = "the vault owes \(owed.figure) for open positions, funding counted,"
        if vaultBalance >= owed { return "\(start) and holds \(vaultBalance.figure)" }
        let lacking = owed - vaultBalance
        let isCovered = fundBalance >= lacking
        let rest = isCovered ? "which the insurance fund has" : "of which the insurance fund has \(fundBalance.figure)"
        return "\(start) and holds \(vaultBalance.figure): it lacks \(lacking.figure), \(rest)"
    }
}

extension Rational {
    /// Wei as whole units, cut to six digits behind the point.
    package var figure: String { Scenarios.figure(wholeUnits) }

    /// Wei as whole units, with all digits up to the eighteenth behind the point; "…" stands for more.
    package var wholeUnits: String { divided(by: Rational(Decimal18.oneInWei))?.decimal(fractionDigits: 18) ?? "0" }
}

extension BadDebt {
    /// The amounts in words: in all, at close, at liquidation, and what nobody paid.
    package var text: String {
        let left = unrealized.isZero ? "" : ", \(unrealized.figure) that nobody paid"
        return "\(total.figure) in all: \(atClose.figure) at close, \(atLiquidation.figure) at liquidation\(left)"
    }
}

public import WideIntegers

/// Who paid what and got what, and who gained and lost by what, in a run. Everything is in wei of quote, exactly; each
/// column adds up: what is paid in is paid out, and all others come to 0.
public struct AccountStatement: Sendable {
    /// An account.
    public struct Row: Sendable {
        /// What it is called.
        public let name: String
        /// What it is: "trader", "clearingHouse" (the vault), "insuranceFund", "tollPool", "owner" or "other".
        public let role: String
        /// What it gave to others, step by step.
        public let paidIn: Rational
        /// What it got from others, step by step.
        public let paidOut: Rational
        /// What it still has in positions: margin less funding owed, with the profit that closing each alone would
        /// bring, at least 0 for each; of the vault what it owes for all of them, below 0.
        public let stillIn: Rational
        /// Gained by each cause; below 0 where lost.
        public let causes: [ProfitCause: Rational]

        /// What it gained in all; below 0 where it lost.
        public var profit: Rational { paidOut - paidIn + stillIn }

        /// What it gained by a cause; below 0 where it lost.
        public subscript(cause: ProfitCause) -> Rational { causes[cause] ?? .zero }
    }

    /// Traders in the order of the setup, then the vault, the insurance fund, the toll pool and others. Accounts that
    /// nothing happened to are left out, but for those three.
    public let rows: [Row]
    /// The bad debt that steps left.
    public let badDebt: BadDebt
    /// The loss of open positions beyond their margin, which somebody will have to bear unless prices come back.
    public let pendingBadDebt: Rational
    /// What the vault has to pay, beside what it owes for open positions.
    public let vaultBalance: Rational
    /// What the insurance fund has.
    public let fundBalance: Rational
    /// Positions that have no price, such as a short of more base than there is: they count with their margin alone.
    public let unpriced: [String]

    /// Every column added up, as a row.
    public var total: Row {
        func sum(_ value: (Row) -> Rational) -> Rational { rows.reduce(Rational.zero) { $0 + value($1) } }
        let causes = ProfitCause.allCases.map { cause in (cause, sum { $0[cause] }) }
        return Row(
            name: "together", role: "total", paidIn: sum(\.paidIn), paidOut: sum(\.paidOut), stillIn: sum(\.stillIn),
            causes: Dictionary(uniqueKeysWithValues: causes))
    }

    /// What the vault owes for all open positions.
    public var owed: Rational { rows.reduce(Rational.zero) { $1.role == "clearingHouse" ? $0 - $1.stillIn : $0 } }

    /// The causes that anybody gained or lost by.
    public var causes: [ProfitCause] {
        ProfitCause.allCases.filter { cause in rows.contains { !$0[cause].isZero } }
    }
}

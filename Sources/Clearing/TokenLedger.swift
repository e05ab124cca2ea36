public import FixedPoint
public import VirtualAMM
public import WideIntegers

/// The quote token: who holds how much of it, in the token's own units (SPEC M1).
public struct TokenLedger: Hashable, Sendable {
    /// How many decimals the token has.
    public let decimals: TokenDecimals
    /// The sum of all balances, in token units. Only `ClearingHouse.mint(_:to:)` changes it.
    public private(set) var totalSupply = UInt256.zero

    private var balances = AccountTable<UInt256>()

    init(decimals: TokenDecimals) { self.decimals = decimals }

    /// An account's balance, in token units.
    public func balance(of account: Account) -> UInt256 {
        balances[account] ?? .zero
    }

    /// An account's balance as a decimal (SPEC N10).
    ///
    /// - Throws: `SafeMath: multiplication overflow`.
    public func decimalBalance(of account: Account) throws(Revert) -> Decimal18 {
        try decimals.decimal(ofUnits: balance(of: account))
    }

    /// Every account that ever held tokens, in the order of their numbers.
    public var accounts: [Account] { balances.accounts.sorted() }

    /// Creates tokens, before anything runs.
    ///
    /// - Throws: `SafeMath: addition overflow` where the supply would be 2²⁵⁶ units or more.
    mutating func mint(_ units: UInt256, to account: Account) throws(Revert) {
        totalSupply = try totalSupply.adding(units)
        // The supply is bounded, so every balance is.
        _ = balances.store(balance(of: account) &+ units, of: account)
    }

    /// Gives an account another balance, and the supply what that takes; false, and nothing changed, where the supply
    /// would be 2²⁵⁶ units or more.
    mutating func restore(_ balance: UInt256, of account: Account) -> Bool {
        let (supply, overflow) = (totalSupply &- self.balance(of: account)).addingReportingOverflow(balance)
        if overflow { return false }
        totalSupply = supply
        _ = balances.store(balance, of: account)
        return true
    }

    /// Moves tokens and notes in the journal what changed; false, and nothing changed, where the payer has too few.
    mutating func move(_ units: UInt256, from payer: Account, to payee: Account, journal: inout Journal) -> Bool {
        guard let slot = balances.slot(of: payer) else {
            guard units.isZero else { return false }
            change(payer, to: .zero, journal: &journal)
            change(payee, to: balance(of: payee), journal: &journal)
            return true
        }
        let before = balances[slot: slot]
        guard before >= units else { return false }
        journal.balances.append((payer, before))
        balances[slot: slot] = before &- units
        change(payee, to: balance(of: payee) &+ units, journal: &journal)
        return true
    }

    private mutating func change(_ account: Account, to balance: UInt256, journal: inout Journal) {
        journal.balances.append((account, balances.store(balance, of: account)))
    }

    /// Undoes one journal entry; entries have to be undone in the opposite order.
    mutating func undo(_ account: Account, old: UInt256?) {
        balances.undoStore(of: account, old: old)
    }
}

public import FixedPoint
public import VirtualAMM
public import WideIntegers

/// The quote token: who holds how much of it, in the token's own units (SPEC M1).
public struct TokenLedger: Hashable, Sendable {
    /// How many decimals the token has.
    public let decimals: TokenDecimals
    /// The sum of all balances, in token units. Only `ClearingHouse.mint(_:to:)` changes it.
    public private(set) var totalSupply = UInt256.zero

    /// Whether nothing moves at all.
    public package(set) var isPaused = false {
        didSet { isRestricted = isPaused || !allowances.isEmpty }
    }

    private var balances = AccountTable<UInt256>()
    /// What the clearing house may take of an account, where the account has said so; any amount else.
    private var allowances: [Account: UInt256] = [:]
    /// Whether the token is paused or any account has said what may be taken: payments look no further otherwise.
    private(set) var isRestricted = false
    /// Whether every balance, and so the sum of any two, is below 2²⁵⁶ as a decimal.
    private(set) var balancesAreDecimals = true

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

    /// What the clearing house may take of an account, in token units; nil for any amount.
    public func allowance(of account: Account) -> UInt256? { allowances[account] }

    /// Every account that ever held tokens, in the order of their numbers.
    public var accounts: [Account] { balances.accounts.sorted() }

    /// Creates tokens, before anything runs.
    ///
    /// - Throws: `SafeMath: addition overflow` where the supply would be 2²⁵⁶ units or more.
    mutating func mint(_ units: UInt256, to account: Account) throws(Revert) {
        totalSupply = try totalSupply.adding(units)
        balancesAreDecimals = (try? decimals.decimal(ofUnits: totalSupply)) != nil
        // The supply is bounded, so every balance is.
        _ = balances.store(balance(of: account) &+ units, of: account)
    }

    /// Gives an account another balance, and the supply what that takes; false, and nothing changed, where the supply
    /// would be 2²⁵⁶ units or more.
    mutating func restore(_ balance: UInt256, of account: Account) -> Bool {
        let (supply, overflow) = (totalSupply &- self.balance(of: account)).addingReportingOverflow(balance)
        if overflow { return false }
        totalSupply = supply
        balancesAreDecimals = (try? decimals.decimal(ofUnits: totalSupply)) != nil
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
        journal.balances.append(Journal.Balance(account: payer, old: before))
        balances[slot: slot] = before &- units
        // Looked at after the payer has paid, who may be the payee.
        if let slot = balances.slot(of: payee) {
            let before = balances[slot: slot]
            journal.balances.append(Journal.Balance(account: payee, old: before))
            balances[slot: slot] = before &+ units
        } else {
            change(payee, to: units, journal: &journal)
        }
        return true
    }

    /// Sets what the clearing house may take of an account.
    package mutating func allow(_ units: UInt256, by account: Account) {
        allowances[account] = units
        isRestricted = true
    }

    /// Takes off what an account allows, and notes in the journal what that was; false, and nothing changed, where it
    /// is too little.
    mutating func spendAllowance(of account: Account, _ units: UInt256, journal: inout Journal) -> Bool {
        guard let allowed = allowances[account] else { return true }
        guard allowed >= units else { return false }
        journal.allowances.append(Journal.Allowance(account: account, old: allowed))
        allowances[account] = allowed &- units
        return true
    }

    /// Undoes `spendAllowance`; several have to be undone in the opposite order.
    mutating func undoSpending(of account: Account, old: UInt256) { allowances[account] = old }

    private mutating func change(_ account: Account, to balance: UInt256, journal: inout Journal) {
        journal.balances.append(Journal.Balance(account: account, old: balances.store(balance, of: account)))
    }

    /// Undoes one journal entry; entries have to be undone in the opposite order.
    mutating func undo(_ account: Account, old: UInt256?) {
        balances.undoStore(of: account, old: old)
    }
}

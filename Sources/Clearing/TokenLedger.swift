public import FixedPoint
public import VirtualAMM
public import WideIntegers

/// The quote token: who holds how much of it, in the token's own units (SPEC M1).
public struct TokenLedger: Hashable, Sendable {
    /// How many decimals the token has.
    public let decimals: TokenDecimals
    /// The sum of all balances, in token units. Only `ClearingHouse.mint(_:to:)` changes it.
    public private(set) var totalSupply = UInt256.zero

    private var slots: [Account: Int] = [:]
    private var balances: [UInt256] = []

    init(decimals: TokenDecimals) { self.decimals = decimals }

    /// An account's balance, in token units.
    public func balance(of account: Account) -> UInt256 {
        slots[account].map { balances[$0] } ?? .zero
    }

    /// An account's balance as a decimal (SPEC N10).
    ///
    /// - Throws: `SafeMath: multiplication overflow`.
    public func decimalBalance(of account: Account) throws(Revert) -> Decimal18 {
        try decimals.decimal(ofUnits: balance(of: account))
    }

    /// Every account that ever held tokens, in the order of their numbers.
    public var accounts: [Account] { slots.keys.sorted() }

    /// Creates tokens, before anything runs.
    ///
    /// - Throws: `SafeMath: addition overflow` where the supply would be 2²⁵⁶ units or more.
    mutating func mint(_ units: UInt256, to account: Account) throws(Revert) {
        totalSupply = try totalSupply.adding(units)
        _ = add(units, to: account)
    }

    /// Moves tokens that the payer has. What changed goes into the journal.
    mutating func move(_ units: UInt256, from payer: Account, to payee: Account, journal: inout Journal) {
        journal.entries.append(.balance(payer, subtract(units, from: payer)))
        journal.entries.append(.balance(payee, add(units, to: payee)))
    }

    private mutating func subtract(_ units: UInt256, from account: Account) -> UInt256? {
        guard let slot = slots[account] else { return add(.zero, to: account) }
        let old = balances[slot]
        balances[slot] = old &- units
        return old
    }

    /// Adds to a balance and returns the old one, or nil where there was none. The supply is bounded, so it fits.
    private mutating func add(_ units: UInt256, to account: Account) -> UInt256? {
        if let slot = slots[account] {
            let old = balances[slot]
            balances[slot] = old &+ units
            return old
        }
        slots[account] = balances.count
        balances.append(units)
        return nil
    }

    /// Undoes one journal entry; entries have to be undone in the opposite order.
    mutating func undo(_ account: Account, old: UInt256?) {
        if let old, let slot = slots[account] {
            balances[slot] = old
        } else {
            slots[account] = nil
            balances.removeLast()
        }
    }
}

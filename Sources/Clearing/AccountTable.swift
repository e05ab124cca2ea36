internal import VirtualAMM

/// A value for each account that has one, so that the latest changes can be undone (SPEC A1).
struct AccountTable<Value: Hashable & Sendable>: Hashable, Sendable {
    private var slots: [Account: Int] = [:]
    private var values: [Value] = []
    /// The accounts that have a value, in the order in which they got their first.
    private(set) var accounts: [Account] = []

    /// An account's value; nil where it has none.
    subscript(account: Account) -> Value? {
        slots[account].map { values[$0] }
    }

    /// Stores a value and returns what stood there; nil where the account had none.
    mutating func store(_ value: Value, of account: Account) -> Value? {
        if let slot = slots[account] {
            let old = values[slot]
            values[slot] = value
            return old
        }
        slots[account] = values.count
        values.append(value)
        accounts.append(account)
        return nil
    }

    /// Undoes the latest `store`; several have to be undone in the opposite order.
    mutating func undoStore(of account: Account, old: Value?) {
        if let old, let slot = slots[account] {
            values[slot] = old
        } else {
            slots[account] = nil
            values.removeLast()
            accounts.removeLast()
        }
    }
}

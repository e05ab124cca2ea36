internal import VirtualAMM

/// A value for each account that has one, so that the latest changes can be undone (SPEC A1).
///
/// Accounts get slots in the order of their first value. The slot of an account is found by open addressing with linear
/// probing in a table that is at most half full, which costs one cache miss for numbers that nobody chose against it.
/// The hash is not seeded, so that the same input takes the same path everywhere.
struct AccountTable<Value: Hashable & Sendable>: Sendable {
    private struct Bucket: Sendable {
        var account = Account(rawValue: 0)
        /// The account's slot, or −1 in an empty bucket.
        var slot = -1
    }

    /// The accounts that have a value, in the order in which they got their first.
    private(set) var accounts: [Account] = []
    private var values: [Value] = []
    /// As many as a power of two, at least 8.
    private var buckets = Array(repeating: Bucket(), count: 8)

    /// Where an account's value is; nil where it has none. Stays the same until the account's first value is undone.
    func slot(of account: Account) -> Int? {
        let slot = buckets[bucket(of: account)].slot
        return slot < 0 ? nil : slot
    }

    /// An account's value; nil where it has none.
    subscript(account: Account) -> Value? {
        slot(of: account).map { values[$0] }
    }

    /// The value in a slot.
    subscript(slot slot: Int) -> Value {
        get { values[slot] }
        set { values[slot] = newValue }
    }

    /// Stores a value and returns what stood there; nil where the account had none.
    mutating func store(_ value: Value, of account: Account) -> Value? {
        let place = bucket(of: account)
        let slot = buckets[place].slot
        if slot >= 0 {
            let old = values[slot]
            values[slot] = value
            return old
        }
        buckets[place] = Bucket(account: account, slot: values.count)
        values.append(value)
        accounts.append(account)
        if values.count * 2 > buckets.count { grow() }
        return nil
    }

    /// Undoes the latest `store`; several have to be undone in the opposite order.
    mutating func undoStore(of account: Account, old: Value?) {
        if let old, let slot = slot(of: account) {
            values[slot] = old
        } else {
            // The account is the last that got a bucket, so that no other was displaced by it.
            buckets[bucket(of: account)] = Bucket()
            values.removeLast()
            accounts.removeLast()
        }
    }

    /// The bucket that holds an account, or else the empty one that would.
    private func bucket(of account: Account) -> Int {
        let mask = buckets.count - 1
        var place = Int(truncatingIfNeeded: Self.hash(account.rawValue)) & mask
        while buckets[place].slot >= 0, buckets[place].account != account { place = (place + 1) & mask }
        return place
    }

    /// The finalizer of SplitMix64.
    private static func hash(_ number: UInt64) -> UInt64 {
        var z = number
        z = (z ^ (z &>> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z &>> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z &>> 31)
    }

    /// Doubles the table. The accounts go in again in the order in which they came.
    private mutating func grow() {
        buckets = Array(repeating: Bucket(), count: buckets.count * 2)
        for (slot, account) in accounts.enumerated() {
            buckets[bucket(of: account)] = Bucket(account: account, slot: slot)
        }
    }
}

extension AccountTable: Hashable {
    /// Whether two tables hold the same values in the same slots; how large they once were is not part of it.
    static func == (lhs: AccountTable, rhs: AccountTable) -> Bool {
        lhs.accounts == rhs.accounts && lhs.values == rhs.values
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(accounts)
        hasher.combine(values)
    }
}

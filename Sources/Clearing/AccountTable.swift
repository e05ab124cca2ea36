internal import VirtualAMM

/// A value for each account that has one, so that the latest changes can be undone (SPEC A1).
///
/// Accounts get slots in the order of their first value. The slot of an account is found by open addressing with linear
/// probing in a table that is at most half full, which costs two cache misses for numbers that nobody chose against it.
/// The hash is not seeded, so that the same input takes the same path everywhere.
struct AccountTable<Value: Hashable & Sendable>: Sendable {
    /// Small, as there are up to four for an account.
    private struct Bucket: Sendable, BitwiseCopyable {
        /// The upper half of the account's hash, which tells nearly all others apart.
        var tag: UInt32 = 0
        /// The account's slot, counted from 1; 0 in an empty bucket.
        var place: UInt32 = 0
    }

    /// The accounts that have a value, in the order in which they got their first.
    private(set) var accounts: [Account] = []
    private var values: [Value] = []
    /// As many as a power of two, at least 8.
    private var buckets = Array(repeating: Bucket(), count: 8)

    /// Where an account's value is; nil where it has none. Stays the same until the account's first value is undone.
    func slot(of account: Account) -> Int? {
        let place = buckets[bucket(of: account)].place
        return place == 0 ? nil : Int(place) - 1
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
        let bucket = bucket(of: account)
        let place = buckets[bucket].place
        if place > 0 {
            let old = values[Int(place) - 1]
            values[Int(place) - 1] = value
            return old
        }
        buckets[bucket] = Bucket(tag: Self.tag(of: account), place: UInt32(values.count + 1))
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
        let (mask, hash) = (buckets.count - 1, Self.hash(account.rawValue))
        let tag = UInt32(truncatingIfNeeded: hash &>> 32)
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let bucket = buckets[index]
            if bucket.place == 0 || bucket.tag == tag && accounts[Int(bucket.place) - 1] == account { return index }
            index = (index + 1) & mask
        }
    }

    private static func tag(of account: Account) -> UInt32 { UInt32(truncatingIfNeeded: hash(account.rawValue) &>> 32) }

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
            buckets[bucket(of: account)] = Bucket(tag: Self.tag(of: account), place: UInt32(slot + 1))
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

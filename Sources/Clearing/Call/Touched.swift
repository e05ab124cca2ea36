package import VirtualAMM
package import WideIntegers

/// What the last call may have changed outside its pool, each with what it was before: who observes a system after a
/// call need not look elsewhere.
package struct Touched: Sendable {
    /// Each position that was stored, in the order in which they first were; nil where there was none before.
    package var positions: [(pool: PoolID, trader: Account, before: Position?)]
    /// Each balance that was moved, in token units; nil where the account had none before.
    package var balances: [(account: Account, before: UInt256?)]
}

extension ClearingHouse {
    /// What the last call that `execute` made may have changed; nothing where it reverted.
    package var touched: Touched {
        var touched = Touched(positions: [], balances: [])
        // A call stores few: the first entry of each has what was there before the call.
        for stored in journal.positions.entries
        where !touched.positions.contains(where: { $0.pool.rawValue == stored.pool && $0.trader == stored.trader }) {
            touched.positions.append((PoolID(rawValue: stored.pool), stored.trader, stored.old))
        }
        for moved in journal.balances.entries
        where !touched.balances.contains(where: { $0.account == moved.account }) {
            touched.balances.append((moved.account, moved.old))
        }
        return touched
    }
}

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
        for (pool, trader, old) in journal.positions
        where !touched.positions.contains(where: { $0.pool.rawValue == pool && $0.trader == trader }) {
            touched.positions.append((PoolID(rawValue: pool), trader, old))
        }
        for (account, old) in journal.balances where !touched.balances.contains(where: { $0.account == account }) {
            touched.balances.append((account, old))
        }
        return touched
    }
}

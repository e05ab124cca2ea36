internal import FixedPoint
internal import VirtualAMM

extension ClearingHouse {
    /// Runs a call on a pool so that it either happens whole or not at all (SPEC A1).
    ///
    /// What the call may change is noted first, at a cost that does not depend on how much there is.
    mutating func transact<Value>(
        _ pool: PoolID, _ body: (inout ClearingHouse) throws(Revert) -> Value
    ) throws(Revert) -> Value {
        events.removeAll(keepingCapacity: true)
        journal.begin(prepaidBadDebt: prepaidBadDebt)
        // Without such a pool the call will revert before it changes anything.
        let checkpoint = markets.indices.contains(pool.rawValue) ? markets[pool.rawValue].checkpoint() : nil
        do throws(Revert) {
            return try body(&self)
        } catch {
            if let checkpoint { markets[pool.rawValue].restore(checkpoint) }
            undoJournal()
            events.removeAll(keepingCapacity: true)
            throw error
        }
    }

    private mutating func undoJournal() {
        while let (account, old) = journal.balances.popLast() { ledger.undo(account, old: old) }
        while let (pool, trader, old) = journal.positions.popLast() {
            markets[pool].positions.undoStore(of: trader, old: old)
        }
        prepaidBadDebt = journal.prepaidBadDebt
    }

    /// Stores a position so that a revert can undo it.
    mutating func store(_ position: Position, _ pool: PoolID, of trader: Account) {
        let old = markets[pool.rawValue].positions.store(position, of: trader)
        journal.positions.append((pool.rawValue, trader, old))
    }

    /// Zeroes a position but for its block number (SPEC C1).
    mutating func clearPosition(_ pool: PoolID, of trader: Account, block: Block) {
        var cleared = Position()
        cleared.blockNumber = block.number
        store(cleared, pool, of: trader)
    }

    mutating func emit(_ pool: PoolID, _ poolEvents: PoolEvents) {
        for event in poolEvents { events.append(.pool(pool, event)) }
    }
}

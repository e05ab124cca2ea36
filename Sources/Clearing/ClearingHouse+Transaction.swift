internal import FixedPoint
internal import VirtualAMM

extension ClearingHouse {
    /// Runs a call on a pool so that it either happens whole or not at all (SPEC A1).
    ///
    /// What the call may change is noted first, at a cost that does not depend on how much there is.
    mutating func transact<Value>(
        _ pool: PoolID, _ body: (inout ClearingHouse) throws(Revert) -> Value
    ) throws(Revert) -> Value {
        // Without such a pool the call will revert before it changes one.
        guard markets.indices.contains(pool.rawValue) else { return try transact(body) }
        beginCall()
        let checkpoint = markets[pool.rawValue].checkpoint()
        do throws(Revert) {
            return try body(&self)
        } catch {
            markets[pool.rawValue].restore(checkpoint)
            undoJournal(to: journal.start)
            events.removeAll(keepingCapacity: true)
            throw error
        }
    }

    /// Runs a call that changes no pool in the same way.
    @inline(never)
    mutating func transact<Value>(
        _ body: (inout ClearingHouse) throws(Revert) -> Value
    ) throws(Revert) -> Value {
        beginCall()
        do throws(Revert) {
            return try body(&self)
        } catch {
            undoJournal(to: journal.start)
            events.removeAll(keepingCapacity: true)
            throw error
        }
    }

    /// Forgets what the last call emitted and changed, and keeps the room for it.
    mutating func beginCall() {
        events.removeAll(keepingCapacity: true)
        journal.begin(prepaidBadDebt: prepaidBadDebt)
    }

    private mutating func undoJournal(to start: Journal.Mark) {
        while journal.balances.count > start.balances, let balance = journal.balances.popLast() {
            ledger.undo(balance.account, old: balance.old)
        }
        while journal.allowances.count > start.allowances, let allowance = journal.allowances.popLast() {
            ledger.undoSpending(of: allowance.account, old: allowance.old)
        }
        while journal.positions.count > start.positions, let position = journal.positions.popLast() {
            markets[position.pool].positions.undoStore(of: position.trader, old: position.old)
        }
        prepaidBadDebt = journal.prepaidBadDebt
    }

    /// Makes calls of the clearing house on one pool, returns what came of them, and undoes them all. As a call, it
    /// costs no more the larger the market is. Traps for a pool that is not registered.
    package mutating func rehearse<Value>(_ pool: PoolID, _ body: (inout ClearingHouse) -> Value) -> Value {
        let (checkpoint, prepaid) = (markets[pool.rawValue].checkpoint(), prepaidBadDebt)
        // A rehearsal may change K and parameters too.
        let wholePool = markets[pool.rawValue].pool.checkpoint()
        journal.clear()
        journal.isRehearsal = true
        let value = body(&self)
        markets[pool.rawValue].restore(checkpoint)
        markets[pool.rawValue].pool.restore(wholePool)
        undoJournal(to: Journal.Mark())
        journal.isRehearsal = false
        prepaidBadDebt = prepaid
        return value
    }

    /// Stores a position so that a revert can undo it.
    mutating func store(_ position: Position, _ pool: PoolID, of trader: Account) {
        let old = markets[pool.rawValue].positions.store(position, of: trader)
        journal.positions.append(Journal.StoredPosition(pool: pool.rawValue, trader: trader, old: old))
    }

    /// Zeroes a position but for its block number (SPEC C1).
    mutating func clearPosition(_ pool: PoolID, of trader: Account, block: Block) {
        var cleared = Position()
        cleared.blockNumber = block.number
        store(cleared, pool, of: trader)
    }

    mutating func emit(_ pool: PoolID, _ poolEvents: PoolEvents) {
        guard let first = poolEvents.first else { return }
        events.append(.pool(pool, first))
        if let second = poolEvents.second { events.append(.pool(pool, second)) }
    }
}

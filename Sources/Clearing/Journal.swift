internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// What a call has changed so far outside its pool, so that a revert can undo it (SPEC A1).
///
/// Its length depends on the call, never on how many positions or accounts there are.
struct Journal: Sendable {
    /// Each account whose balance changed, and the balance before; nil where it had none.
    var balances: [(account: Account, old: UInt256?)] = []
    /// Each account that spent of what it allows the clearing house, and what it allowed before.
    var allowances: [(account: Account, old: UInt256)] = []
    /// Each position that changed, and what it was before; nil where there was none.
    var positions: [(pool: Int, trader: Account, old: Position?)] = []
    /// Prepaid bad debt when the call began.
    var prepaidBadDebt = Decimal18.zero
    /// Whether calls are kept until a rehearsal is undone.
    var isRehearsal = false
    /// How many entries there were when the call began; none but in a rehearsal.
    private(set) var start = Mark()

    /// How many entries there are of each kind.
    struct Mark: Sendable {
        var balances = 0
        var allowances = 0
        var positions = 0
    }

    /// Forgets the last call, but in a rehearsal, and keeps its room.
    mutating func begin(prepaidBadDebt: Decimal18) {
        self.prepaidBadDebt = prepaidBadDebt
        if isRehearsal {
            start = Mark(balances: balances.count, allowances: allowances.count, positions: positions.count)
        } else {
            clear()
        }
    }

    /// Forgets everything and keeps the room.
    mutating func clear() {
        balances.removeAll(keepingCapacity: true)
        if !allowances.isEmpty { allowances.removeAll() }
        positions.removeAll(keepingCapacity: true)
        start = Mark()
    }
}

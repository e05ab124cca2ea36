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

    /// Forgets the last call and keeps its room.
    mutating func begin(prepaidBadDebt: Decimal18) {
        balances.removeAll(keepingCapacity: true)
        if !allowances.isEmpty { allowances.removeAll() }
        positions.removeAll(keepingCapacity: true)
        self.prepaidBadDebt = prepaidBadDebt
    }
}

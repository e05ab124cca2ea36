internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// What a call has changed so far outside its pool, so that a revert can undo it (SPEC A1).
///
/// Its length depends on the call, never on how many positions or accounts there are.
struct Journal: Sendable {
    enum Entry: Sendable {
        /// The account's balance before; nil where it had none.
        case balance(Account, UInt256?)
        /// The trader's position before; nil where there was none.
        case position(pool: Int, trader: Account, Position?)
        /// Prepaid bad debt before.
        case prepaidBadDebt(Decimal18)
    }

    var entries: [Entry] = []
}

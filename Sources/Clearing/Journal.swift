internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// What a call has changed so far outside its pool, so that a revert can undo it (SPEC A1).
///
/// Its length depends on the call, never on how many positions or accounts there are.
struct Journal: Sendable {
    /// An account whose balance changed, and the balance before; nil where it had none.
    struct Balance: Sendable, BitwiseCopyable {
        var account: Account
        var old: UInt256?
    }

    /// An account that spent of what it allows the clearing house, and what it allowed before.
    struct Allowance: Sendable, BitwiseCopyable {
        var account: Account
        var old: UInt256
    }

    /// A position that changed, and what it was before; nil where there was none.
    struct StoredPosition: Sendable, BitwiseCopyable {
        var pool: Int
        var trader: Account
        var old: Position?
    }

    var balances = Log<Balance>()
    var allowances = Log<Allowance>()
    var positions = Log<StoredPosition>()
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
        balances.clear()
        allowances.clear()
        positions.clear()
        start = Mark()
    }
}

/// Entries that come and go together, in room that is kept: to forget them takes no time.
struct Log<Entry: Sendable & BitwiseCopyable>: Sendable {
    private var room: [Entry] = []
    /// How many entries there are.
    private(set) var count = 0

    /// The entries, earliest first.
    var entries: ArraySlice<Entry> { room[..<count] }

    mutating func append(_ entry: Entry) {
        if count < room.count { room[count] = entry } else { room.append(entry) }
        count += 1
    }

    /// Takes out the latest entry.
    mutating func popLast() -> Entry? {
        if count == 0 { return nil }
        count -= 1
        return room[count]
    }

    mutating func clear() { count = 0 }
}

public import FixedPoint
internal import VirtualAMM

/// A trader's position on one pool, as it is stored (SPEC C1).
public struct Position: Hashable, Sendable, BitwiseCopyable {
    /// Base, signed: positive for long, negative for short.
    public internal(set) var size = SignedDecimal18.zero
    /// Quote that backs the position.
    public internal(set) var margin = Decimal18.zero
    /// Quote that the position was opened for.
    public internal(set) var openNotional = Decimal18.zero
    /// The cumulative premium fraction up to which funding has been paid (signed).
    public internal(set) var lastUpdatedCumulativePremiumFraction = SignedDecimal18.zero
    /// The pool's liquidity snapshot that the size refers to.
    public internal(set) var liquidityHistoryIndex = 0
    /// The block of the last change.
    public internal(set) var blockNumber: UInt64 = 0

    /// The position of a trader without one.
    public init() {}
}

/// The positions of one pool by trader.
struct PositionBook: Hashable, Sendable {
    private var slots: [Account: Int] = [:]
    private var values: [Position] = []
    private(set) var traders: [Account] = []

    /// A trader's position; all zero where there is none.
    subscript(trader: Account) -> Position {
        slots[trader].map { values[$0] } ?? Position()
    }

    /// Stores a position and returns what stood there; nil where the trader had none.
    mutating func store(_ position: Position, of trader: Account) -> Position? {
        if let slot = slots[trader] {
            let old = values[slot]
            values[slot] = position
            return old
        }
        slots[trader] = values.count
        values.append(position)
        traders.append(trader)
        return nil
    }

    /// Undoes the latest `store`; the positions it inserted have to be undone in the opposite order.
    mutating func undoStore(of trader: Account, old: Position?) {
        if let old, let slot = slots[trader] {
            values[slot] = old
        } else {
            slots[trader] = nil
            values.removeLast()
            traders.removeLast()
        }
    }
}

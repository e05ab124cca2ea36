public import Clearing
public import FixedPoint
public import VirtualAMM
internal import WideIntegers

/// What a simulation does to the core: a call, or what no contract has.
public enum SimulatedAction: Hashable, Sendable {
    /// A call on the system, about a pool.
    case call(Call)
    /// Extension, not in the contracts: other reserves, paid for by the insurance fund (SPEC K10).
    case changeReserves(PoolID, ReserveChange)
    /// The quote token's own transfer from the sender, by an agent of a pool (SPEC K7).
    case transfer(PoolID, to: Account, amount: Decimal18)

    /// The pool it is made on; agents make no calls about anything else.
    public var pool: PoolID {
        switch self {
        case .call(let call): call.pool ?? PoolID(rawValue: 0)
        case .changeReserves(let pool, _), .transfer(let pool, _, _): pool
        }
    }
}

/// What came of a call.
public enum SimulatedOutcome: Hashable, Sendable {
    /// It happened, and emitted events.
    case done([Event])
    /// It reverted and left no trace.
    case reverted(Revert)
}

/// A call as it was made, for whoever keeps a log.
public struct SimulatedStep: Sendable {
    /// Counted from 1 over the run.
    public var number: UInt64
    /// The block that it was made in.
    public var block: Block
    /// Who made it.
    public var sender: Account
    /// What was done.
    public var action: SimulatedAction
    /// What came of it.
    public var outcome: SimulatedOutcome

    /// A call as it was made.
    package init(number: UInt64, block: Block, sender: Account, action: SimulatedAction, outcome: SimulatedOutcome) {
        self.number = number
        self.block = block
        self.sender = sender
        self.action = action
        self.outcome = outcome
    }
}

public import Clearing
public import FixedPoint
public import VirtualAMM
internal import WideIntegers

/// A call that a simulation makes on the core.
public enum SimulatedCall: Hashable, Sendable {
    /// SPEC C10.
    case openPosition(
        PoolID, side: Side, quoteAssetAmount: Decimal18, leverage: Decimal18, baseAssetAmountLimit: Decimal18)
    /// SPEC C14.
    case closePosition(PoolID, quoteAssetAmountLimit: Decimal18)
    /// SPEC C15.
    case addMargin(PoolID, addedMargin: Decimal18)
    /// SPEC C16.
    case removeMargin(PoolID, removedMargin: Decimal18)
    /// SPEC C17.
    case liquidate(PoolID, trader: Account)
    /// SPEC C19.
    case payFunding(PoolID)
    /// SPEC O1, on the pool's feed.
    case setLatestData(PoolID, price: Decimal18, timestamp: UInt64)
    /// SPEC P20, on the pool itself. Revision v1 only.
    case migrateLiquidity(PoolID, liquidityMultiplier: Decimal18, fluctuationLimitRatio: Decimal18)
    /// SPEC C22. Revision v1 only.
    case adjustPosition(PoolID)
    /// Extension, not in the contracts: other reserves, paid for by the insurance fund (SPEC K10).
    case changeReserves(PoolID, ReserveChange)

    /// The pool it is made on.
    public var pool: PoolID {
        switch self {
        case .openPosition(let pool, _, _, _, _), .closePosition(let pool, _), .addMargin(let pool, _),
            .removeMargin(let pool, _), .liquidate(let pool, _), .payFunding(let pool), .setLatestData(let pool, _, _),
            .migrateLiquidity(let pool, _, _), .adjustPosition(let pool), .changeReserves(let pool, _):
            pool
        }
    }

    /// Whether no contract has such a call.
    public var isExtension: Bool {
        if case .changeReserves = self { true } else { false }
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
    /// The call.
    public var call: SimulatedCall
    /// What came of it.
    public var outcome: SimulatedOutcome

    /// A call as it was made.
    package init(number: UInt64, block: Block, sender: Account, call: SimulatedCall, outcome: SimulatedOutcome) {
        self.number = number
        self.block = block
        self.sender = sender
        self.call = call
        self.outcome = outcome
    }
}

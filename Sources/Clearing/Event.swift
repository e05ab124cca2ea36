public import FixedPoint
public import VirtualAMM

/// What a call of the clearing house emits, by the contracts' names, in the order it arises.
public enum Event: Hashable, Sendable {
    /// A pool's own event.
    case pool(PoolID, PoolEvent)
    /// A position was traded (SPEC C10, C14, C17).
    case positionChanged(PositionChanged)
    /// A position was liquidated, in part or whole (SPEC C17).
    case positionLiquidated(PositionLiquidated)
    /// A position was carried to the newest liquidity curve (SPEC C22).
    case positionAdjusted(
        PoolID, trader: Account, newPositionSize: SignedDecimal18, oldLiquidityIndex: Int, newLiquidityIndex: Int)
    /// A position was paid out after a shutdown (SPEC C20).
    case positionSettled(PoolID, trader: Account, valueTransferred: Decimal18)
    /// A trader's margin was changed by hand (SPEC C15, C16).
    case marginChanged(PoolID, sender: Account, amount: SignedDecimal18, fundingPayment: SignedDecimal18)
    /// Accounts that acted in this block may not trade again in it (SPEC C9).
    case restrictionModeEntered(PoolID, blockNumber: UInt64)
    /// The insurance fund paid (SPEC M3).
    case withdrawn(withdrawer: Account, amount: Decimal18)
    /// The maintenance margin ratio was set (SPEC C21).
    case marginRatioChanged(Decimal18)
    /// The liquidation fee ratio was set (SPEC C21).
    case liquidationFeeRatioChanged(Decimal18)
    /// A backstop provider was added or removed (SPEC C21).
    case backstopLiquidityProviderChanged(Account, isProvider: Bool)
    /// The clearing house was paused by an account (SPEC C21).
    case paused(Account)
    /// The clearing house was unpaused by an account (SPEC C21).
    case unpaused(Account)
    /// Ownership of the clearing house moved (SPEC P16).
    case ownershipTransferred(OwnershipTransferred)
    /// The insurance fund put a pool on its list (SPEC M8).
    case ammAdded(PoolID)
    /// The insurance fund took a pool from its list (SPEC M8).
    case ammRemoved(PoolID)
    /// The insurance fund forgot the quote token (SPEC M8).
    case tokenRemoved
    /// The quote token was paused by an account (SPEC M9).
    case tokenPaused(Account)
    /// The quote token was unpaused by an account (SPEC M9).
    case tokenUnpaused(Account)
}

/// A position after a trade, and the trade (SPEC C10).
public struct PositionChanged: Hashable, Sendable {
    /// Whose position.
    public var trader: Account
    /// On which pool.
    public var pool: PoolID
    /// Margin after the trade.
    public var margin: Decimal18
    /// Quote exchanged with the pool.
    public var positionNotional: Decimal18
    /// Base exchanged with the pool (signed, positive for bought).
    public var exchangedPositionSize: SignedDecimal18
    /// Toll and spread paid.
    public var fee: Decimal18
    /// Size after the trade (signed).
    public var positionSizeAfter: SignedDecimal18
    /// Profit that the trade realized (signed).
    public var realizedPnl: SignedDecimal18
    /// Profit that is left open (signed).
    public var unrealizedPnlAfter: SignedDecimal18
    /// What the margin could not cover.
    public var badDebt: Decimal18
    /// What a liquidation took from the margin.
    public var liquidationPenalty: Decimal18
    /// The pool's price after the trade.
    public var spotPrice: Decimal18
    /// Funding paid (signed, negative for received).
    public var fundingPayment: SignedDecimal18

    package init(
        trader: Account, pool: PoolID, margin: Decimal18, positionNotional: Decimal18,
        exchangedPositionSize:
            SignedDecimal18, fee: Decimal18, positionSizeAfter: SignedDecimal18, realizedPnl: SignedDecimal18,
        unrealizedPnlAfter: SignedDecimal18, badDebt: Decimal18, liquidationPenalty: Decimal18, spotPrice: Decimal18,
        fundingPayment: SignedDecimal18
    ) {
        self.trader = trader
        self.pool = pool
        self.margin = margin
        self.positionNotional = positionNotional
        self.exchangedPositionSize = exchangedPositionSize
        self.fee = fee
        self.positionSizeAfter = positionSizeAfter
        self.realizedPnl = realizedPnl
        self.unrealizedPnlAfter = unrealizedPnlAfter
        self.badDebt = badDebt
        self.liquidationPenalty = liquidationPenalty
        self.spotPrice = spotPrice
        self.fundingPayment = fundingPayment
    }
}

/// A liquidation (SPEC C17).
public struct PositionLiquidated: Hashable, Sendable {
    /// Whose position.
    public var trader: Account
    /// On which pool.
    public var pool: PoolID
    /// Quote exchanged with the pool.
    public var positionNotional: Decimal18
    /// Base exchanged with the pool, without sign.
    public var positionSize: Decimal18
    /// What the liquidator got.
    public var liquidationFee: Decimal18
    /// Who liquidated.
    public var liquidator: Account
    /// The part of the fee that the margin could not cover.
    public var badDebt: Decimal18

    package init(
        trader: Account, pool: PoolID, positionNotional: Decimal18, positionSize: Decimal18,
        liquidationFee:
            Decimal18, liquidator: Account, badDebt: Decimal18
    ) {
        self.trader = trader
        self.pool = pool
        self.positionNotional = positionNotional
        self.positionSize = positionSize
        self.liquidationFee = liquidationFee
        self.liquidator = liquidator
        self.badDebt = badDebt
    }
}

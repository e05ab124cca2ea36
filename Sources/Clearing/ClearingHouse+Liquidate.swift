public import FixedPoint
public import VirtualAMM

/// What a liquidation with a limit returns (SPEC C18).
public struct Liquidation: Hashable, Sendable {
    /// Quote exchanged with the pool.
    public var quoteAssetAmount: Decimal18
    /// Whether only a part of the position was closed.
    public var isPartialClose: Bool
}

extension ClearingHouse {
    /// Closes all or part of a position that is below maintenance (SPEC C17).
    ///
    /// - Returns: What was emitted, last `PositionChanged`.
    /// - Throws: The reverts of C17, C12, C13, P4, P5, P13 and M1 to M5.
    public mutating func liquidate(
        _ pool: PoolID, trader: Account, context: CallContext
    ) throws(Revert) -> [Event] {
        try transact(pool) { house throws(Revert) in
            switch house.revision {
            case .v1: try house.liquidateV1(pool, trader: trader, context)
            case .v2: _ = try house.liquidateV2(pool, trader: trader, context)
            }
            return house.events
        }
    }

    /// The same with a limit on the exchanged quote (SPEC C18). Revision v2 only.
    ///
    /// - Parameters:
    ///   - pool: The pool of the position.
    ///   - trader: Whose position.
    ///   - quoteAssetAmountLimit: The least quote for a long, the most for a short, of the whole position; a partial
    ///     liquidation scales it down. 0 for any.
    ///   - context: A call by the liquidator.
    /// - Returns: What came of it, and what was emitted.
    /// - Throws: As `liquidate`, then `Less than minimal quote token` or `More than maximal quote token`; in revision
    ///   v1, which has no such call, a revert without data.
    public mutating func liquidateWithSlippage(
        _ pool: PoolID, trader: Account, quoteAssetAmountLimit: Decimal18, context: CallContext
    ) throws(Revert) -> (liquidation: Liquidation, events: [Event]) {
        try transact(pool) { house throws(Revert) in
            guard house.revision == .v2 else { throw .withoutData }
            // Checked first, as the trader's side is gone after the liquidation.
            try house.requireOpen(pool)
            let isLong = house.storedPosition(pool, of: trader).size.isPositive
            let liquidation = try house.liquidateV2(pool, trader: trader, context)
            let limit =
                liquidation.isPartialClose
                ? try quoteAssetAmountLimit.multiplied(by: house.parameters.partialLiquidationRatio)
                : quoteAssetAmountLimit
            if isLong {
                guard liquidation.quoteAssetAmount >= limit else { throw .lessThanMinimalQuoteToken }
            } else if !limit.isZero {
                guard liquidation.quoteAssetAmount <= limit else { throw .moreThanMaximalQuoteToken }
            }
            return (liquidation, house.events)
        }
    }

    /// What is left to do once a position was closed: pay the fund and the liquidator, in either revision.
    mutating func settleLiquidation(toFund: Decimal18, fee: Decimal18, _ context: CallContext) throws(Revert) {
        if !toFund.isZero { try transferToInsuranceFund(toFund) }
        try withdraw(fee, to: context.sender)
    }

    /// Takes the liquidator's fee out of the remaining margin. Where it is too little, the difference is liquidation
    /// bad debt and the margin is left as it is (SPEC H14).
    func takeFee(
        _ fee: Decimal18, from remaining: Decimal18
    ) throws(Revert) -> (left: Decimal18, badDebt: Decimal18) {
        fee > remaining ? (remaining, try fee.subtracting(remaining)) : (try remaining.subtracting(fee), .zero)
    }

    mutating func emitLiquidated(
        _ pool: PoolID, of trader: Account, _ trade: TradeResult, fee: Decimal18, badDebt: Decimal18,
        penalty: Decimal18, _ context: CallContext
    ) throws(Revert) {
        events.append(
            .positionLiquidated(
                PositionLiquidated(
                    trader: trader, pool: pool, positionNotional: trade.exchangedQuote,
                    positionSize: trade.exchangedSize.magnitude, liquidationFee: fee, liquidator: context.sender,
                    badDebt: badDebt)))
        try emitPositionChanged(pool, of: trader, trade, liquidationPenalty: penalty)
    }
}

public import FixedPoint
public import VirtualAMM

extension ClearingHouse {
    /// Closes the sender's position: whole, or in v2 in part where the whole would leave the price band (SPEC C14).
    ///
    /// - Parameters:
    ///   - pool: The pool of the position.
    ///   - quoteAssetAmountLimit: The least quote to get for a long, the most to give for a short; 0 for any. A partial
    ///     close does not look at it.
    ///   - context: A call by the trader.
    /// - Returns: What was emitted, last `PositionChanged`.
    /// - Throws: The reverts of C12 to C14, P4, P5, M1 to M3 and M6.
    public mutating func closePosition(
        _ pool: PoolID, quoteAssetAmountLimit: Decimal18 = .zero, context: CallContext
    ) throws(Revert) -> [Event] {
        try transact(pool) { house throws(Revert) in
            try house.requireNotPaused()
            try house.requireOpen(pool)
            try house.requireNotRestricted(pool, context)
            let trade = try house.tradeClosing(pool, limit: quoteAssetAmountLimit, context)
            if !trade.badDebt.isZero {
                if house.revision.rules.badDebtReverts { throw .badDebt }
                house.enterRestrictionMode(pool, context)
                try house.realizeBadDebt(trade.badDebt)
            }
            try house.withdraw(trade.marginToVault.magnitude, to: context.sender)
            let fee = try house.collectFees(pool, on: trade.exchangedQuote, from: context.sender)
            try house.emitPositionChanged(pool, of: context.sender, trade, fee: fee)
            return house.events
        }
    }

    private mutating func tradeClosing(
        _ pool: PoolID, limit: Decimal18, _ context: CallContext
    ) throws(Revert) -> TradeResult {
        if revision.rules.positionsFollowLiquidity { try adjustAndStore(pool, of: context.sender) }
        if revision.rules.closesInPart {
            let size = storedPosition(pool, of: context.sender).size
            let leavesBand = try markets[pool.rawValue].pool.isOverFluctuationLimit(
                size.isPositive ? .addToAmm : .removeFromAmm, baseAssetAmount: size.magnitude, block: context.block)
            if leavesBand, parameters.partialLiquidationRatio < .one {
                let trade = try closePart(pool, of: context.sender, context)
                store(trade.position, pool, of: context.sender)
                return trade
            }
        }
        return try close(
            pool, of: context.sender, quoteAssetAmountLimit: limit, skipFluctuationCheck: true, context)
    }
}

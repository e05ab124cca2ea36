internal import FixedPoint
internal import VirtualAMM

// SPEC C11 to C13: the trades that calls are made of.

extension ClearingHouse {
    /// Opens or grows the **sender's** position, which is `old` (SPEC C11). The margin is n ⊘ leverage, where it is
    /// known `knownMargin`.
    mutating func increase(
        _ pool: PoolID, from old: Position, side: Side, notional: Decimal18, leverage: Decimal18,
        knownMargin: Decimal18? = nil, baseAssetAmountLimit: Decimal18, _ context: CallContext
    ) throws(Revert) -> TradeResult {
        let exchanged = try swapInput(
            pool, side: side, notional: notional, limit: baseAssetAmountLimit, canOverFluctuationLimit: false, context)
        let size = try old.size.adding(exchanged)
        try changeOpenInterest(pool, by: SignedDecimal18(notional), context)
        let maxHolding = markets[pool.rawValue].pool.state.maxHoldingBaseAsset
        if context.sender != whitelisted, !maxHolding.isZero, size.magnitude > maxHolding {
            throw .hitPositionSizeUpperBound
        }
        let margin = if let knownMargin { knownMargin } else { try notional.divided(by: leverage) }
        let marginAdded = try SignedDecimal18(margin)
        let remaining = try remainingMargin(pool, old, change: marginAdded)
        // Of the old position, on the reserves after the swap.
        let unrealized = try value(pool, old, by: .spot, now: context.block.timestamp).unrealizedPnl
        var position = touched(old, pool, size: size, context)
        position.margin = remaining.margin
        position.openNotional = try old.openNotional.adding(notional)
        if revision.rules.positionsFollowLiquidity {
            position.liquidityHistoryIndex = markets[pool.rawValue].pool.liquiditySnapshots.count - 1
        }
        return TradeResult(
            position: position, exchangedQuote: notional, exchangedSize: exchanged,
            fundingPayment: remaining.fundingPayment, marginToVault: marginAdded, unrealizedPnlAfter: unrealized)
    }

    /// Trades against a trader's position: reduces it, or closes it and opens the other side (SPEC C12).
    mutating func reverse(
        _ pool: PoolID, of trader: Account, side: Side, quoteAssetAmount: Decimal18, leverage: Decimal18,
        baseAssetAmountLimit: Decimal18, canOverFluctuationLimit: Bool, _ context: CallContext
    ) throws(Revert) -> TradeResult {
        let notional = try quoteAssetAmount.multiplied(by: leverage)
        let old = try value(
            pool, storedPosition(pool, of: trader), by: .spot, now: context.block.timestamp)
        if old.notional > notional {
            return try reduce(
                pool, of: trader, from: old, side: side, notional: notional, limit: baseAssetAmountLimit,
                canOverFluctuationLimit: canOverFluctuationLimit, context)
        }
        return try closeAndOpen(
            pool, of: trader, side: side, notional: notional, leverage: leverage, limit: baseAssetAmountLimit, context)
    }

    /// The first half of SPEC C12.
    private mutating func reduce(
        _ pool: PoolID, of trader: Account, from oldValue: PositionValue, side: Side, notional: Decimal18,
        limit: Decimal18, canOverFluctuationLimit: Bool, _ context: CallContext
    ) throws(Revert) -> TradeResult {
        let old = storedPosition(pool, of: trader)
        try changeOpenInterest(pool, by: SignedDecimal18(notional).negated(), context)
        let exchanged = try swapInput(
            pool, side: side, notional: notional, limit: limit, canOverFluctuationLimit: canOverFluctuationLimit,
            context)
        var realized = SignedDecimal18.zero
        if !old.size.isZero {
            realized = try oldValue.unrealizedPnl.multiplied(byUnsigned: exchanged.magnitude)
                .divided(byUnsigned: old.size.magnitude)
        }
        let remaining = try remainingMargin(pool, old, change: realized)
        let unrealized = try oldValue.unrealizedPnl.subtracting(realized)
        let openNotional =
            old.size.isPositive
            ? try SignedDecimal18(oldValue.notional).subtracting(unsigned: notional).subtracting(unrealized)
            : try unrealized.adding(unsigned: oldValue.notional).subtracting(unsigned: notional)
        guard openNotional.isPositive else { throw .valueOfOpenNotionalNotPositive }
        var position = touched(old, pool, size: try old.size.adding(exchanged), context)
        position.margin = remaining.margin
        position.openNotional = openNotional.magnitude
        return TradeResult(
            position: position, exchangedQuote: notional, exchangedSize: exchanged, badDebt: remaining.badDebt,
            fundingPayment: remaining.fundingPayment, realizedPnl: realized, unrealizedPnlAfter: unrealized)
    }

    /// The second half of SPEC C12.
    private mutating func closeAndOpen(
        _ pool: PoolID, of trader: Account, side: Side, notional: Decimal18, leverage: Decimal18, limit: Decimal18,
        _ context: CallContext
    ) throws(Revert) -> TradeResult {
        let closed = try close(
            pool, of: trader, quoteAssetAmountLimit: .zero, skipFluctuationCheck: true, context)
        guard closed.badDebt.isZero else { throw .reduceAnUnderwaterPosition }
        let rest = try notional.subtracting(closed.exchangedQuote)
        if try rest.divided(by: leverage).isZero { return closed }
        let closedSize = closed.exchangedSize.magnitude
        let opened = try increase(
            pool, from: storedPosition(pool, of: context.sender), side: side, notional: rest, leverage: leverage,
            baseAssetAmountLimit: limit > closedSize ? try limit.subtracting(closedSize) : .zero, context)
        return TradeResult(
            position: opened.position,
            exchangedQuote: try closed.exchangedQuote.adding(opened.exchangedQuote),
            exchangedSize: try closed.exchangedSize.adding(opened.exchangedSize),
            badDebt: try closed.badDebt.adding(opened.badDebt),
            fundingPayment: try closed.fundingPayment.adding(opened.fundingPayment),
            realizedPnl: try closed.realizedPnl.adding(opened.realizedPnl),
            marginToVault: try closed.marginToVault.adding(opened.marginToVault))
    }

    /// Closes a trader's whole position (SPEC C13). `skipFluctuationCheck` counts in v1 only.
    mutating func close(
        _ pool: PoolID, of trader: Account, quoteAssetAmountLimit: Decimal18, skipFluctuationCheck: Bool,
        _ context: CallContext
    ) throws(Revert) -> TradeResult {
        let position = storedPosition(pool, of: trader)
        if position.size.isZero { throw .positionSizeIsZero }
        let worth = try value(pool, position, by: .spot, now: context.block.timestamp)
        let pnl = worth.unrealizedPnl
        let remaining = try remainingMargin(pool, position, change: pnl)
        let receipt = try markets[pool.rawValue].pool.swapOutput(
            position.size.isPositive ? .addToAmm : .removeFromAmm, baseAssetAmount: position.size.magnitude,
            quoteAssetAmountLimit: quoteAssetAmountLimit, skipFluctuationCheck: skipFluctuationCheck,
            // What the position is worth is what this very swap exchanges.
            knownQuote: worth.notional, context: CallContext(sender: accounts.vault, block: context.block))
        emit(pool, receipt.events)
        let released = try pnl.adding(unsigned: remaining.badDebt).adding(unsigned: position.openNotional)
        try changeOpenInterest(pool, by: released.negated(), context)
        clearPosition(pool, of: trader, block: context.block)
        return TradeResult(
            exchangedQuote: receipt.value, exchangedSize: try position.size.negated(), badDebt: remaining.badDebt,
            fundingPayment: remaining.fundingPayment, realizedPnl: pnl,
            marginToVault: try SignedDecimal18(remaining.margin).negated())
    }

    /// Closes the partial-liquidation part of a position (C14, C17): a reverse that may cross the band.
    mutating func closePart(
        _ pool: PoolID, of trader: Account, _ context: CallContext
    ) throws(Revert) -> TradeResult {
        let size = storedPosition(pool, of: trader).size
        let part = try size.multiplied(byUnsigned: parameters.partialLiquidationRatio)
        let notional = try markets[pool.rawValue].pool.outputPrice(
            size.isPositive ? .addToAmm : .removeFromAmm, baseAssetAmount: part.magnitude)
        return try reverse(
            pool, of: trader, side: size.isPositive ? .sell : .buy, quoteAssetAmount: notional, leverage: .one,
            baseAssetAmountLimit: .zero, canOverFluctuationLimit: true, context)
    }

    /// Swaps a notional with the pool and returns the base with its sign: bought or sold.
    private mutating func swapInput(
        _ pool: PoolID, side: Side, notional: Decimal18, limit: Decimal18, canOverFluctuationLimit: Bool,
        _ context: CallContext
    ) throws(Revert) -> SignedDecimal18 {
        let receipt = try markets[pool.rawValue].pool.swapInput(
            side.quoteDirection, quoteAssetAmount: notional, baseAssetAmountLimit: limit,
            canOverFluctuationLimit: canOverFluctuationLimit,
            context: CallContext(sender: accounts.vault, block: context.block))
        emit(pool, receipt.events)
        let base = try SignedDecimal18(receipt.value)
        return side == .buy ? base : try base.negated()
    }

    /// A position with a new size, funded up to now and changed in this block.
    private func touched(
        _ old: Position, _ pool: PoolID, size: SignedDecimal18, _ context: CallContext
    ) -> Position {
        var position = old
        position.size = size
        position.lastUpdatedCumulativePremiumFraction = markets[pool.rawValue].cumulativePremiumFraction
        position.blockNumber = context.block.number
        return position
    }

    /// The event of a trade (SPEC C10). The pool's price is that after it.
    mutating func emitPositionChanged(
        _ pool: PoolID, of trader: Account, _ trade: TradeResult, fee: Decimal18 = .zero,
        liquidationPenalty: Decimal18 = .zero
    ) throws(Revert) {
        events.append(
            .positionChanged(
                PositionChanged(
                    trader: trader, pool: pool, margin: trade.position.margin, positionNotional: trade.exchangedQuote,
                    exchangedPositionSize: trade.exchangedSize, fee: fee, positionSizeAfter: trade.position.size,
                    realizedPnl: trade.realizedPnl, unrealizedPnlAfter: trade.unrealizedPnlAfter,
                    badDebt: trade.badDebt, liquidationPenalty: liquidationPenalty,
                    spotPrice: try markets[pool.rawValue].pool.noteSpotPrice(), fundingPayment: trade.fundingPayment))
        )
    }
}

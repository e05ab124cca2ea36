public import FixedPoint
public import VirtualAMM
internal import WideIntegers

extension ClearingHouse {
    /// Opens, grows, reduces or flips the sender's position (SPEC C10).
    ///
    /// - Parameters:
    ///   - pool: The pool to trade against.
    ///   - side: Whether to buy or to sell base.
    ///   - quoteAssetAmount: Margin in quote; the notional is this times the leverage.
    ///   - leverage: 1 for none; at most the inverse of the initial margin ratio.
    ///   - baseAssetAmountLimit: The least base to get when buying, the most to give when selling; 0 for any.
    ///   - context: A call by the trader.
    /// - Returns: What was emitted, last `PositionChanged`.
    /// - Throws: The reverts of C10 to C13, P4, P5, M1 to M3 and M6.
    public mutating func openPosition(
        _ pool: PoolID, side: Side, quoteAssetAmount: Decimal18, leverage: Decimal18,
        baseAssetAmountLimit: Decimal18 = .zero, context: CallContext
    ) throws(Revert) -> [Event] {
        try transact(pool) { house throws(Revert) in
            try house.requireNotPaused()
            try house.requireOpen(pool)
            try house.requireAmount(quoteAssetAmount)
            try house.requireNonZero(leverage)
            try house.requireLeverage(leverage)
            try house.requireNotRestricted(pool, context)
            let trade = try house.tradeOpening(
                pool, side: side, quoteAssetAmount: quoteAssetAmount, leverage: leverage,
                limit: baseAssetAmountLimit, context)
            if trade.marginToVault.isPositive {
                try house.collect(trade.marginToVault.magnitude, from: context.sender, to: house.accounts.vault)
            } else if trade.marginToVault.isNegative {
                try house.withdraw(trade.marginToVault.magnitude, to: context.sender)
            }
            let fee = try house.collectFees(pool, on: trade.exchangedQuote, from: context.sender)
            try house.emitPositionChanged(pool, of: context.sender, trade, fee: fee)
            return house.events
        }
    }

    /// The trade of an order, its position stored and tested.
    private mutating func tradeOpening(
        _ pool: PoolID, side: Side, quoteAssetAmount: Decimal18, leverage: Decimal18, limit: Decimal18,
        _ context: CallContext
    ) throws(Revert) -> TradeResult {
        let (rules, now) = (revision.rules, context.block.timestamp)
        if rules.positionsFollowLiquidity { try adjustAndStore(pool, of: context.sender) }
        let old = storedPosition(pool, of: context.sender)
        if rules.maintenanceBeforeTrade, !old.size.isZero {
            try requireMarginRatio(pool, old, atLeast: parameters.maintenanceMarginRatio, now: now)
        }
        let grows = old.size.isZero || old.size.isPositive == (side == .buy)
        let trade: TradeResult
        if grows {
            let (notional, margin) = try Self.leveraged(quoteAssetAmount, leverage)
            trade = try increase(
                pool, from: old, side: side, notional: notional, leverage: leverage, knownMargin: margin,
                baseAssetAmountLimit: limit, context)
        } else {
            trade = try reverse(
                pool, of: context.sender, side: side, quoteAssetAmount: quoteAssetAmount, leverage: leverage,
                baseAssetAmountLimit: limit, canOverFluctuationLimit: false, context)
        }
        store(trade.position, pool, of: context.sender)
        if !rules.maintenanceBeforeTrade, !old.size.isZero, !trade.position.size.isZero {
            try requireMarginRatio(pool, trade.position, atLeast: parameters.maintenanceMarginRatio, now: now)
        }
        if !trade.badDebt.isZero {
            if rules.badDebtReverts { throw .badDebt }
            enterRestrictionMode(pool, context)
        }
        return trade
    }

    /// The notional n of an amount at a leverage, and the margin n ⊘ leverage where it is told without a division.
    ///
    /// With r the rest of amount · leverage by 10¹⁸, n · 10¹⁸ = amount · leverage − r, which does not overflow, and
    /// n ⊘ leverage = amount − ⌈r / leverage⌉: the amount itself for r = 0, 1 wei less for any r up to the leverage.
    private static func leveraged(
        _ amount: Decimal18, _ leverage: Decimal18
    ) throws(Revert) -> (notional: Decimal18, margin: Decimal18?) {
        let (quotient, rest) = Decimal18.dividedByOne(try amount.raw.multiplied(by: leverage.raw))
        let notional = Decimal18(raw: quotient)
        if rest == 0 { return (notional, amount) }
        let isUpToLeverage = leverage.raw.high != 0 || UInt128(truncatingIfNeeded: rest) <= leverage.raw.low
        return (notional, isUpToLeverage ? Decimal18(raw: amount.raw &- .one) : nil)
    }
}

internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

extension ClearingHouse {
    /// SPEC C17, revision v2: in part where the margin still covers the fee, half the fee goes to the liquidator, and
    /// only a backstop provider may liquidate into bad debt.
    mutating func liquidateV2(
        _ pool: PoolID, trader: Account, _ context: CallContext
    ) throws(Revert) -> Liquidation {
        try requireOpen(pool)
        let now = context.block.timestamp
        let position = storedPosition(pool, of: trader)
        if position.size.isZero { throw .positionSizeIsZero }
        let spot = try value(pool, position, by: .spot, now: now)
        let bound = parameters.maintenanceMarginRatio
        try requireRatio(liquidationRatio(pool, position, spot: spot, now: now, beside: bound), below: bound)
        let spotRatio = try marginRatio(pool, position, at: spot)
        // The fee ratio is taken as signed without a check of its size.
        let isPartial =
            spotRatio > SignedDecimal18(bitPattern: parameters.liquidationFeeRatio)
            && parameters.partialLiquidationRatio < .one && !parameters.partialLiquidationRatio.isZero
        let trade =
            isPartial
            ? try liquidatePart(pool, trader: trader, context)
            : try liquidateWhole(pool, trader: trader, penalty: position.margin, context)
        return Liquidation(quoteAssetAmount: trade.exchangedQuote, isPartialClose: isPartial)
    }

    /// The margin ratio, or another number on the same side of a bound; where the pool is far from its oracle, the
    /// oracle-based ratio if that is larger.
    private func liquidationRatio(
        _ pool: PoolID, _ position: Position, spot: PositionValue, now: UInt64, beside bound: Decimal18
    ) throws(Revert) -> SignedDecimal18 {
        let ratio = try marginRatio(pool, position, spot: spot, now: now, beside: bound)
        try requireOracle(pool)
        guard try markets[pool.rawValue].pool.isOverSpreadLimit(oracle: markets[pool.rawValue].feed) else {
            return ratio
        }
        return max(ratio, try marginRatio(pool, position, at: value(pool, position, by: .oracle, now: now)))
    }

    private mutating func liquidatePart(
        _ pool: PoolID, trader: Account, _ context: CallContext
    ) throws(Revert) -> TradeResult {
        var trade = try closePart(pool, of: trader, context)
        let penalty = try trade.exchangedQuote.multiplied(by: parameters.liquidationFeeRatio)
        let fee = try penalty.divided(byScalar: 2)
        trade.position.margin = try trade.position.margin.subtracting(penalty)
        store(trade.position, pool, of: trader)
        try settleLiquidation(toFund: penalty.subtracting(fee), fee: fee, context)
        enterRestrictionMode(pool, context)
        try emitLiquidated(pool, of: trader, trade, fee: fee, badDebt: .zero, penalty: penalty, context)
        return trade
    }

    private mutating func liquidateWhole(
        _ pool: PoolID, trader: Account, penalty: Decimal18, _ context: CallContext
    ) throws(Revert) -> TradeResult {
        let trade = try close(
            pool, of: trader, quoteAssetAmountLimit: .zero, skipFluctuationCheck: false, context)
        let fee = try trade.exchangedQuote.multiplied(by: parameters.liquidationFeeRatio).divided(byScalar: 2)
        let (left, feeBadDebt) = try takeFee(fee, from: trade.marginToVault.magnitude)
        let badDebt = try trade.badDebt.adding(feeBadDebt)
        if !badDebt.isZero {
            guard backstopProviders.contains(context.sender) else { throw .notBackstopProvider }
            try realizeBadDebt(badDebt)
        }
        try settleLiquidation(toFund: left, fee: fee, context)
        enterRestrictionMode(pool, context)
        try emitLiquidated(pool, of: trader, trade, fee: fee, badDebt: feeBadDebt, penalty: penalty, context)
        return trade
    }
}

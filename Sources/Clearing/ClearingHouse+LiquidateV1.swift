internal import FixedPoint
internal import VirtualAMM

extension ClearingHouse {
    /// SPEC C17, revision v1: always whole, anyone may, the whole fee goes to the liquidator.
    mutating func liquidateV1(_ pool: PoolID, trader: Account, _ context: CallContext) throws(Revert) {
        try requireOpen(pool)
        let (position, now) = (try self.position(pool, of: trader), context.block.timestamp)
        if position.size.isZero { throw .positionSizeIsZero }
        let spot = try value(pool, position, by: .spot, now: now)
        let bound = parameters.maintenanceMarginRatio
        try requireRatio(marginRatio(pool, position, spot: spot, now: now, beside: bound), below: bound)
        try adjustAndStore(pool, of: trader)
        let trade = try close(
            pool, of: trader, quoteAssetAmountLimit: .zero, skipFluctuationCheck: false, context)
        enterRestrictionMode(pool, context)
        let remaining = trade.marginToVault.magnitude
        let fee = try trade.exchangedQuote.multiplied(by: parameters.liquidationFeeRatio)
        let (left, feeBadDebt) = try takeFee(fee, from: remaining)
        let badDebt = try trade.badDebt.adding(feeBadDebt)
        if !badDebt.isZero { try realizeBadDebt(badDebt) }
        try settleLiquidation(toFund: left, fee: fee, context)
        try emitLiquidated(
            pool, of: trader, trade, fee: fee, badDebt: feeBadDebt, penalty: remaining, context)
    }
}

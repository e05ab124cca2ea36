public import FixedPoint
public import VirtualAMM

extension ClearingHouse {
    /// Adds margin to the sender's position, which may be empty (SPEC C15).
    ///
    /// - Returns: What was emitted, last `MarginChanged`.
    /// - Throws: The reverts of C15 and M1.
    public mutating func addMargin(
        _ pool: PoolID, addedMargin: Decimal18, context: CallContext
    ) throws(Revert) -> [Event] {
        try transact(pool) { house throws(Revert) in
            try house.requireMarginChange(pool, by: addedMargin, of: context.sender)
            var position = house.storedPosition(pool, of: context.sender)
            position.margin = try position.margin.adding(addedMargin)
            house.store(position, pool, of: context.sender)
            try house.collect(addedMargin, from: context.sender, to: house.accounts.vault)
            // The event says an amount of 2²⁵⁵ and more with the sign that its bits have.
            house.events.append(
                .marginChanged(
                    pool, sender: context.sender, amount: SignedDecimal18(bitPattern: addedMargin),
                    fundingPayment: .zero))
            return house.events
        }
    }

    /// Takes margin out of the sender's position (SPEC C16).
    ///
    /// - Returns: What was emitted, last `MarginChanged`.
    /// - Throws: The reverts of C16 and M1 to M3.
    public mutating func removeMargin(
        _ pool: PoolID, removedMargin: Decimal18, context: CallContext
    ) throws(Revert) -> [Event] {
        try transact(pool) { house throws(Revert) in
            try house.requireMarginChange(pool, by: removedMargin, of: context.sender)
            let now = context.block.timestamp
            var position = house.storedPosition(pool, of: context.sender)
            let change = try SignedDecimal18(removedMargin).negated()
            let remaining = try house.remainingMargin(pool, position, change: change)
            guard remaining.badDebt.isZero else { throw .marginIsNotEnough }
            if house.revision.rules.removalNeedsFreeCollateral {
                guard try house.hasFreeCollateral(pool, position, margin: remaining.margin, now: now) else {
                    throw .freeCollateralIsNotEnough
                }
            }
            position.margin = remaining.margin
            position.lastUpdatedCumulativePremiumFraction = house.markets[pool.rawValue].cumulativePremiumFraction
            house.store(position, pool, of: context.sender)
            if !house.revision.rules.removalNeedsFreeCollateral {
                try house.requireMarginRatio(pool, position, atLeast: house.parameters.initMarginRatio, now: now)
            }
            try house.withdraw(removedMargin, to: context.sender)
            house.events.append(
                .marginChanged(
                    pool, sender: context.sender, amount: change, fundingPayment: remaining.fundingPayment))
            return house.events
        }
    }

    /// The gates that both share, and in v1 the adjustment.
    private mutating func requireMarginChange(
        _ pool: PoolID, by amount: Decimal18, of trader: Account
    ) throws(Revert) {
        try requireNotPaused()
        try requireOpen(pool)
        try requireAmount(amount)
        if revision.rules.positionsFollowLiquidity { try adjustAndStore(pool, of: trader) }
    }
}

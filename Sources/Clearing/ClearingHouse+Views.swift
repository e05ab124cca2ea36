public import FixedPoint
public import VirtualAMM

// Read-only calls. Each throws `amm not found` for a pool that is not registered.

extension ClearingHouse {
    /// A trader's position, in v1 carried to the newest liquidity curve (SPEC C22).
    public func position(_ pool: PoolID, of trader: Account) throws(Revert) -> Position {
        try requireKnown(pool)
        return try adjusted(pool, storedPosition(pool, of: trader))
    }

    /// A position's margin ratio (SPEC C5).
    ///
    /// - Throws: `positionSize is 0`, what the valuations throw, and in v1 `input is 0` for an open notional of 0.
    public func marginRatio(_ pool: PoolID, of trader: Account, now: UInt64) throws(Revert) -> SignedDecimal18 {
        try marginRatio(pool, position(pool, of: trader), now: now)
    }

    /// The margin ratio at one valuation, which no contract answers: for comparing with the one that decides (SPEC C5).
    ///
    /// - Parameters:
    ///   - pool: Which pool. Traps if it is not registered.
    ///   - trader: Whose position.
    ///   - valuation: What the position is valued by.
    ///   - now: The time of the view, seconds.
    /// - Throws: `Revert.positionSizeIsZero` without a position, and what valuing throws.
    public func marginRatio(
        _ pool: PoolID, of trader: Account, by valuation: Valuation, now: UInt64
    ) throws(Revert) -> SignedDecimal18 {
        let position = try position(pool, of: trader)
        if position.size.isZero { throw .positionSizeIsZero }
        return try marginRatio(pool, position, at: value(pool, position, by: valuation, now: now))
    }

    /// What a position is worth, and its profit (SPEC C4).
    public func value(
        _ pool: PoolID, of trader: Account, by valuation: Valuation, now: UInt64
    ) throws(Revert) -> PositionValue {
        try value(pool, position(pool, of: trader), by: valuation, now: now)
    }

    /// The margin less the funding owed, at least 0 (SPEC C6).
    public func marginWithFunding(_ pool: PoolID, of trader: Account) throws(Revert) -> Decimal18 {
        let position = try position(pool, of: trader)
        // The funding comes first, and is added with its sign turned.
        let funding = try fundingOwed(pool, by: position)
        let rest = try SignedDecimal18(position.margin).adding(funding.negated())
        return rest.isNegative ? .zero : rest.magnitude
    }

    /// The margin that may be removed after funding; negative where there is too little (SPEC C6).
    public func freeCollateral(_ pool: PoolID, of trader: Account, now: UInt64) throws(Revert) -> SignedDecimal18 {
        try freeCollateral(
            pool, position(pool, of: trader), margin: marginWithFunding(pool, of: trader), now: now)
    }
}

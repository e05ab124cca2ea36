public import FixedPoint
public import VirtualAMM

/// The margin ratio that decides whether a position may be liquidated, and the price that it is taken by (SPEC C17).
public struct DecidingRatio: Hashable, Sendable {
    /// Equity in relation to notional (signed; SPEC C5).
    public let ratio: SignedDecimal18
    /// What the position is valued by for it.
    public let valuation: Valuation
}

extension ClearingHouse {
    /// The ratio that a liquidation in this block would go by, which no contract answers: the kinder of spot and TWAP
    /// (SPEC C5), in v2 that of the oracle where the price is far from it and its ratio larger (SPEC C17).
    ///
    /// - Parameters:
    ///   - pool: Which pool.
    ///   - trader: Whose position.
    ///   - now: The time of the liquidation, seconds.
    /// - Throws: `amm not found`, `positionSize is 0`, and what valuing throws.
    public func decidingRatio(_ pool: PoolID, of trader: Account, now: UInt64) throws(Revert) -> DecidingRatio {
        let position = try position(pool, of: trader)
        if position.size.isZero { throw .positionSizeIsZero }
        let spot = try value(pool, position, by: .spot, now: now)
        let twap = try value(pool, position, by: .twap, now: now)
        let isSpot = spot.unrealizedPnl > twap.unrealizedPnl
        let kinder = DecidingRatio(
            ratio: try marginRatio(pool, position, at: isSpot ? spot : twap), valuation: isSpot ? .spot : .twap)
        if revision == .v1 { return kinder }
        try requireOracle(pool)
        let market = markets[pool.rawValue]
        guard try market.pool.isOverSpreadLimit(oracle: market.feed) else { return kinder }
        let ratio = try marginRatio(pool, position, at: value(pool, position, by: .oracle, now: now))
        return ratio > kinder.ratio ? DecidingRatio(ratio: ratio, valuation: .oracle) : kinder
    }
}

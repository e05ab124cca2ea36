public import FixedPoint
internal import VirtualAMM

/// A way to say what a position is worth (SPEC C4).
public enum Valuation: String, Hashable, Sendable, CaseIterable {
    /// What closing it now would exchange.
    case spot
    /// The average over 900 seconds of what closing it would have exchanged.
    case twap
    /// Its size at the oracle's price.
    case oracle
}

/// What a position is worth, and its profit (SPEC C4).
public struct PositionValue: Hashable, Sendable {
    /// Quote.
    public var notional: Decimal18
    /// Quote, signed: notional less open notional for a long, the opposite for a short.
    public var unrealizedPnl: SignedDecimal18
}

/// The margin that is left after a change and funding (SPEC C3).
struct RemainingMargin {
    var margin: Decimal18
    var badDebt: Decimal18
    var fundingPayment: SignedDecimal18
}

extension ClearingHouse {
    /// What a position owes for funding since it was last touched (SPEC C2).
    package func fundingOwed(_ pool: PoolID, by position: Position) throws(Revert) -> SignedDecimal18 {
        if position.size.isZero { return .zero }
        return try markets[pool.rawValue].cumulativePremiumFraction
            .subtracting(position.lastUpdatedCumulativePremiumFraction).multiplied(by: position.size)
    }

    /// SPEC C3.
    func remainingMargin(
        _ pool: PoolID, _ position: Position, change: SignedDecimal18
    ) throws(Revert) -> RemainingMargin {
        let funding = try fundingOwed(pool, by: position)
        let rest = try change.subtracting(funding).adding(unsigned: position.margin)
        return RemainingMargin(
            margin: rest.isNegative ? .zero : rest.magnitude, badDebt: rest.isNegative ? rest.magnitude : .zero,
            fundingPayment: funding)
    }

    /// SPEC C4.
    package func value(
        _ pool: PoolID, _ position: Position, by valuation: Valuation, now: UInt64
    ) throws(Revert) -> PositionValue {
        if position.size.isZero { return PositionValue(notional: .zero, unrealizedPnl: .zero) }
        let direction: Direction = position.size.isPositive ? .addToAmm : .removeFromAmm
        let size = position.size.magnitude
        let index = pool.rawValue
        let notional =
            switch valuation {
            case .spot: try markets[index].pool.state.outputPrice(direction, baseAssetAmount: size)
            case .twap: try markets[index].pool.reserveSnapshots.outputTwap(direction, baseAssetAmount: size, now: now)
            case .oracle: try size.multiplied(by: oraclePrice(pool))
            }
        let (minuend, subtrahend) =
            position.size.isPositive ? (notional, position.openNotional) : (position.openNotional, notional)
        return PositionValue(
            notional: notional, unrealizedPnl: try SignedDecimal18(minuend).subtracting(unsigned: subtrahend))
    }

    /// The margin ratio by the kinder of spot and TWAP (SPEC C5).
    package func marginRatio(_ pool: PoolID, _ position: Position, now: UInt64) throws(Revert) -> SignedDecimal18 {
        if position.size.isZero { throw .positionSizeIsZero }
        return try marginRatio(pool, position, spot: value(pool, position, by: .spot, now: now), now: now)
    }

    /// The same of a position whose spot value is known.
    func marginRatio(
        _ pool: PoolID, _ position: Position, spot: PositionValue, now: UInt64
    ) throws(Revert) -> SignedDecimal18 {
        let twap = try value(pool, position, by: .twap, now: now)
        return try marginRatio(pool, position, at: spot.unrealizedPnl > twap.unrealizedPnl ? spot : twap)
    }

    /// The margin ratio at one valuation (SPEC C5).
    func marginRatio(
        _ pool: PoolID, _ position: Position, at value: PositionValue
    ) throws(Revert) -> SignedDecimal18 {
        let remaining = try remainingMargin(pool, position, change: value.unrealizedPnl)
        if revision.rules.ratioOfOpenNotional { try requireNonZero(position.openNotional) }
        return try SignedDecimal18(remaining.margin).subtracting(unsigned: remaining.badDebt)
            .divided(byUnsigned: revision.rules.ratioOfOpenNotional ? position.openNotional : value.notional)
    }

    /// The margin that may be removed, by the harsher of spot and TWAP (SPEC C6).
    package func freeCollateral(
        _ pool: PoolID, _ position: Position, margin: Decimal18, now: UInt64
    ) throws(Revert) -> SignedDecimal18 {
        try freeCollateral(
            pool, position, margin: margin, spot: value(pool, position, by: .spot, now: now), now: now)
    }

    /// The same of a position whose spot value is known.
    func freeCollateral(
        _ pool: PoolID, _ position: Position, margin: Decimal18, spot: PositionValue, now: UInt64
    ) throws(Revert) -> SignedDecimal18 {
        let twap = try value(pool, position, by: .twap, now: now)
        let harsher = spot.unrealizedPnl > twap.unrealizedPnl ? twap : spot
        let accountValue = try harsher.unrealizedPnl.adding(unsigned: margin)
        let collateral = harsher.unrealizedPnl.isPositive ? try SignedDecimal18(margin) : accountValue
        let basis = try SignedDecimal18(position.size.isPositive ? position.openNotional : harsher.notional)
        return try collateral.subtracting(basis.multiplied(byUnsigned: parameters.initMarginRatio))
    }
}

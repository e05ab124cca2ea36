package import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// SPEC C5 and C6, *Without the average*: tests of margin that the spot valuation decides, or the bounds of the reserves
// in the 900 seconds, so that the average need not be computed. Whatever they can't tell is told as the rules are
// written.

extension ClearingHouse {
    /// The margin ratio by the kinder of spot and TWAP is at least a bound (SPEC C5, C8).
    func requireMarginRatio(
        _ pool: PoolID, _ position: Position, atLeast bound: Decimal18, now: UInt64
    ) throws(Revert) {
        if position.size.isZero { throw .positionSizeIsZero }
        let spot = try value(pool, position, by: .spot, now: now)
        try requireRatio(marginRatio(pool, position, spot: spot, now: now, beside: bound), atLeast: bound)
    }

    /// The margin ratio by the kinder of spot and TWAP (SPEC C5); or another number on the same side of a bound, where
    /// the side can be told without the average.
    func marginRatio(
        _ pool: PoolID, _ position: Position, spot: PositionValue, now: UInt64, beside bound: Decimal18
    ) throws(Revert) -> SignedDecimal18 {
        guard let isAtLeast = try toldMarginRatio(pool, position, spot: spot, isAtLeast: bound, now: now) else {
            return try marginRatio(pool, position, spot: spot, now: now)
        }
        // A bound that the ratio is below is not 0.
        let wei = SignedDecimal18(raw: .one)
        return isAtLeast ? try SignedDecimal18(bound) : try SignedDecimal18(bound).subtracting(wei)
    }

    /// Whether the margin ratio by the kinder of spot and TWAP is at least a bound (SPEC C5); nil where only the
    /// average can tell, or might revert.
    ///
    /// - Parameters:
    ///   - pool: The pool.
    ///   - position: One with a size.
    ///   - spot: What it is worth by spot.
    ///   - bound: A ratio.
    ///   - now: The time, seconds.
    /// - Throws: What the rule throws.
    package func toldMarginRatio(
        _ pool: PoolID, _ position: Position, spot: PositionValue, isAtLeast bound: Decimal18, now: UInt64
    ) throws(Revert) -> Bool? {
        guard let bounds = markets[pool.rawValue].pool.reservesOfAverage(now: now),
            let test = MarginTest(bounds, position, spot: spot, bound: bound)
        else { return nil }
        if revision.rules.ratioOfOpenNotional, position.openNotional.isZero { return nil }
        // No average reverts any more: the next that may is what is owed.
        let funding = try fundingOwed(pool, by: position)
        guard funding.magnitude.raw.high == 0 else { return nil }
        return test.kinderRatioIsAtLeast(
            margin: Int256(bitPattern: position.margin.raw) &- funding.raw,
            ofOpenNotional: revision.rules.ratioOfOpenNotional)
    }

    /// Whether the margin that may be removed, by the harsher of spot and TWAP, is not negative (SPEC C6).
    func hasFreeCollateral(
        _ pool: PoolID, _ position: Position, margin: Decimal18, now: UInt64
    ) throws(Revert) -> Bool {
        let spot = try value(pool, position, by: .spot, now: now)
        if let told = toldFreeCollateral(pool, position, margin: margin, spot: spot, now: now) { return told }
        return try !freeCollateral(pool, position, margin: margin, spot: spot, now: now).isNegative
    }

    /// The same; nil where only the average can tell, or something might revert.
    ///
    /// - Parameters:
    ///   - pool: The pool.
    ///   - position: Any position.
    ///   - margin: What is left of its margin.
    ///   - spot: What it is worth by spot.
    ///   - now: The time, seconds.
    package func toldFreeCollateral(
        _ pool: PoolID, _ position: Position, margin: Decimal18, spot: PositionValue, now: UInt64
    ) -> Bool? {
        guard margin.raw.high == 0, let bounds = markets[pool.rawValue].pool.reservesOfAverage(now: now),
            let test = MarginTest(bounds, position, spot: spot, bound: parameters.initMarginRatio)
        else { return nil }
        return test.harsherCollateralIsFree(margin: Int256(bitPattern: margin.raw))
    }
}

/// A test of a position's margin on which no valuation by the average can revert.
///
/// Every number is small: a spot notional, an open notional, a margin and the funding owed below 2¹²⁸, a bound of at
/// most 10¹⁸, an average notional below 2¹⁸² (`ReserveBounds`). So profit and equity are below 2¹⁸³, their products
/// with 10¹⁸ and of a notional with the bound below 2²⁴³: no step of C3 to C6 overflows, and none here.
private struct MarginTest {
    let bounds: ReserveBounds
    let direction: Direction
    let size: Decimal18
    let openNotional: Int256
    let spot: UInt256
    let bound: UInt256

    var isLong: Bool { direction == .addToAmm }

    init?(_ bounds: ReserveBounds, _ position: Position, spot: PositionValue, bound: Decimal18) {
        guard bound <= .one, !spot.notional.isZero,
            spot.notional.raw.high | position.openNotional.raw.high | position.margin.raw.high == 0
        else { return nil }
        (direction, size) = (position.size.isPositive ? .addToAmm : .removeFromAmm, position.size.magnitude)
        guard bounds.canPriceOutput(direction, baseAssetAmount: size) else { return nil }
        self.bounds = bounds
        (self.spot, self.bound) = (spot.notional.raw, bound.raw)
        openNotional = Int256(bitPattern: position.openNotional.raw)
    }

    /// Whether the ratio of the kinder valuation is at least the bound; nil where the average decides.
    ///
    /// With c the margin less the funding, E(N) = ±(N − open notional) + c the equity at a notional N, + for a long,
    /// and M what the ratio is of, N itself or in v1 the open notional, the ratio is E · 10¹⁸ / M toward zero, M > 0.
    /// Let g(N) = E(N) · 10¹⁸ − bound · M. Where g ≥ 0 so is E, and the ratio is at least the bound; where g < 0 and
    /// the bound is not 0 the ratio is below it (for E < 0 it is at most 0).
    ///
    /// The kinder notional lies between spot and what the average is at most (long) or at least (short), as the larger
    /// profit is the larger notional of a long and the smaller one of a short. Towards there g does not fall: a long's
    /// rises by 10¹⁸ − bound ≥ 0 a wei, with margin above the open notional too, a short's by 10¹⁸ + bound; in v1 by
    /// 10¹⁸ each. So g ≥ 0 at spot decides, and so does g < 0 at the other end. M > 0: spot is, and every price of a
    /// short on the way is 1 wei or more.
    func kinderRatioIsAtLeast(margin c: Int256, ofOpenNotional: Bool) -> Bool? {
        func isMet(_ notional: UInt256) -> Bool {
            let basis = ofOpenNotional ? openNotional.bitPattern : notional
            return !((profit(notional) &+ c) &* one &- Int256(bitPattern: basis &* bound)).isNegative
        }
        if isMet(spot) { return true }
        if bound.isZero { return nil }
        let end = isLong ? mostNotional : leastNotional
        guard let end, !isMet(end) else { return nil }
        return false
    }

    /// Whether the collateral that the harsher valuation leaves free is not negative; nil where the average decides.
    ///
    /// It is c + min(profit, 0) − ⌊M · initial ratio / 10¹⁸⌋ with c the margin, M the open notional of a long and the
    /// notional of a short; not negative exactly where (c + min(profit, 0) + 1) · 10¹⁸ > M · initial ratio. The harsher
    /// notional lies between spot and what the average is at least (long) or at most (short), and towards there it
    /// does not rise. So too little at spot decides, and so does enough at the other end.
    func harsherCollateralIsFree(margin c: Int256) -> Bool? {
        func isFree(_ notional: UInt256) -> Bool {
            let basis = isLong ? openNotional.bitPattern : notional
            let profit = profit(notional)
            let collateral = profit.isNegative ? c &+ profit : c
            return (Int256(bitPattern: basis &* bound) &- (collateral &+ .one) &* one).isNegative
        }
        if !isFree(spot) { return false }
        let end = isLong ? leastNotional : mostNotional
        guard let end, isFree(end) else { return nil }
        return true
    }

    /// Profit at a notional (SPEC C4).
    private func profit(_ notional: UInt256) -> Int256 {
        let notional = Int256(bitPattern: notional)
        return isLong ? notional &- openNotional : openNotional &- notional
    }

    private var one: Int256 { SignedDecimal18.oneInWei }

    /// The least that spot or average may be.
    private var leastNotional: UInt256? {
        bounds.leastOutput(direction, baseAssetAmount: size).map { min($0, spot) }
    }

    /// The most that spot or average may be.
    private var mostNotional: UInt256? {
        bounds.mostOutput(direction, baseAssetAmount: size).map { max($0, spot) }
    }
}

public import Clearing
public import FixedPoint
public import VirtualAMM
internal import WideIntegers

// What agents look at. Where the core can't compute a figure, it is nil, and whoever wanted it does not act.

extension SimulatedMarket {
    /// The state of a pool. Traps for a pool that there is not, as all of these do.
    public func state(_ pool: PoolID) -> PoolState { house.markets[pool.rawValue].pool.state }

    /// The pool's price.
    public func spotPrice(_ pool: PoolID) -> Decimal18? { try? state(pool).spotPrice() }

    /// The index price in this block.
    public func indexPrice(_ pool: PoolID) -> Decimal18 { indexPrices[pool.rawValue] }

    /// What the oracle reported last.
    public func oraclePrice(_ pool: PoolID) -> Decimal18 {
        house.markets[pool.rawValue].feed.entries.last?.price ?? .zero
    }

    /// Toll and spread together.
    public func feeRatio(_ pool: PoolID) -> Decimal18 {
        state(pool).tollRatio.addingSaturated(state(pool).spreadRatio)
    }

    /// Quote that an account holds outside positions.
    public func balance(_ account: Account) -> Decimal18 {
        (try? house.ledger.decimalBalance(of: account)) ?? .zero
    }

    /// An amount cut to token units, which is what can be transferred.
    func wholeUnits(_ amount: Decimal18) -> Decimal18 { setup.tokenDecimals.wholeUnits(of: amount) }

    /// A position, in v1 carried to the newest curve.
    public func position(_ pool: PoolID, of account: Account) -> Position? {
        if house.revision == .v2 { return house.storedPosition(pool, of: account) }
        return try? house.position(pool, of: account)
    }

    /// Margin, profit at the pool's price and funding owed, together (signed); 0 without a position.
    public func equity(_ pool: PoolID, of account: Account) -> SignedDecimal18? {
        guard let position = position(pool, of: account) else { return nil }
        if position.size.isZero { return SignedDecimal18(wrapping: position.margin) }
        guard let value = try? house.value(pool, of: account, by: .spot, now: block.timestamp),
            let funding = fundingOwed(pool, by: position)
        else { return nil }
        return value.unrealizedPnl.subtractingWrapped(funding).addingWrapped(SignedDecimal18(wrapping: position.margin))
    }

    /// What a position owes for funding since it was last touched (SPEC C2).
    func fundingOwed(_ pool: PoolID, by position: Position) -> SignedDecimal18? {
        let fraction = house.markets[pool.rawValue].cumulativePremiumFraction
            .subtractingWrapped(position.lastUpdatedCumulativePremiumFraction)
        return try? fraction.multiplied(by: position.size)
    }

    /// The pool's √K: the side of the square with the same product.
    func rootOfK(_ pool: PoolID) -> Decimal18 {
        state(pool).quoteAssetReserve.geometricMean(with: state(pool).baseAssetReserve) ?? .zero
    }

    /// The sum of the open notional of all positions.
    func openInterest(_ pool: PoolID) -> Decimal18 { sums(pool).openInterest }

    /// The base of all longs and of all shorts. In v1 positions of older curves count as what they are on the newest.
    func sides(_ pool: PoolID) -> (longs: Decimal18, shorts: Decimal18) {
        let holders = setup.holders[pool.rawValue]
        var sums = sums(pool)
        if house.markets[pool.rawValue].pool.liquiditySnapshots.count > 1, house.revision == .v1 {
            sums = PositionSums(holders: holders.count)
            for (number, account) in holders.enumerated() {
                if let position = position(pool, of: account) { sums.note(position, of: number) }
            }
        }
        return (sums.longs, sums.shorts)
    }

    /// Balance, margin, the position's base at the index less what it was opened for, and funding (signed).
    func worth(_ pool: PoolID, of account: Account, _ position: Position) -> SignedDecimal18 {
        let means = SignedDecimal18(wrapping: balance(account))
            .addingWrapped(SignedDecimal18(wrapping: position.margin))
        guard !position.size.isZero, let value = try? position.size.multiplied(byUnsigned: indexPrice(pool)),
            let funding = fundingOwed(pool, by: position)
        else { return means }
        let open = SignedDecimal18(wrapping: position.openNotional, isNegative: position.size.isNegative)
        return means.addingWrapped(value).subtractingWrapped(open).subtractingWrapped(funding)
    }
}

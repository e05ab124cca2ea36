public import FixedPoint
public import VirtualAMM

// SPEC C22: revision v1 carries positions to the newest liquidity curve.

extension ClearingHouse {
    /// Carries the sender's position to the newest curve and stores it (SPEC C22). Asks for neither an open pool nor an
    /// unpaused house.
    ///
    /// - Returns: `PositionAdjusted` where the position had a size and an older curve.
    /// - Throws: `amm not found` for a pool that there is not; what the size adjustment throws (P18); a revert without
    ///   data in revision v2, which has no such call.
    public mutating func adjustPosition(_ pool: PoolID, context: CallContext) throws(Revert) -> [Event] {
        try transact(pool) { house throws(Revert) in
            guard house.revision.rules.positionsFollowLiquidity else { throw .withoutData }
            try house.requireKnown(pool)
            try house.adjustAndStore(pool, of: context.sender)
            return house.events
        }
    }

    /// Stores the adjusted position where it differs; an empty one stays as it is.
    mutating func adjustAndStore(_ pool: PoolID, of trader: Account) throws(Revert) {
        let old = storedPosition(pool, of: trader)
        let new = try adjusted(pool, old)
        guard new.liquidityHistoryIndex != old.liquidityHistoryIndex, !old.size.isZero else { return }
        store(new, pool, of: trader)
        // As recorded, both indices are the new one.
        events.append(
            .positionAdjusted(
                pool, trader: trader, newPositionSize: new.size, oldLiquidityIndex: new.liquidityHistoryIndex,
                newLiquidityIndex: new.liquidityHistoryIndex))
    }

    /// The position as it is on the newest curve; itself where positions stay on theirs.
    func adjusted(_ pool: PoolID, _ position: Position) throws(Revert) -> Position {
        let curve = markets[pool.rawValue].pool
        let latest = curve.liquiditySnapshots.count - 1
        guard revision.rules.positionsFollowLiquidity, position.liquidityHistoryIndex != latest else { return position }
        var adjusted = position
        adjusted.liquidityHistoryIndex = latest
        if !position.size.isZero {
            let (quote, base) = try curve.oldCurveToday(at: position.liquidityHistoryIndex)
            adjusted.size = try curve.adjustedSize(
                position.size, oldQuoteAssetReserve: quote, oldBaseAssetReserve: base)
        }
        return adjusted
    }
}

extension Pool {
    /// Where the reserves would be, had the curve of a liquidity snapshot stayed through all trades since.
    fileprivate func oldCurveToday(at index: Int) throws(Revert) -> (quote: Decimal18, base: Decimal18) {
        let snapshot = liquiditySnapshots[index]
        let delta = try state.cumulativeNotional.subtracting(snapshot.cumulativeNotional)
        if delta.isZero { return (snapshot.quoteAssetReserve, snapshot.baseAssetReserve) }
        let base = try Curve.inputPrice(
            delta.isPositive ? .addToAmm : .removeFromAmm, quoteAssetAmount: delta.magnitude,
            quoteAssetReserve: snapshot.quoteAssetReserve, baseAssetReserve: snapshot.baseAssetReserve)
        return (
            try delta.adding(unsigned: snapshot.quoteAssetReserve).magnitude,
            delta.isPositive
                ? try snapshot.baseAssetReserve.subtracting(base) : try snapshot.baseAssetReserve.adding(base)
        )
    }
}

internal import FixedPoint

/// A priced trade: both amounts, and which way the quote moves; the base moves the other way.
struct Trade {
    var quoteDirection: Direction
    var quoteAssetAmount: Decimal18
    var baseAssetAmount: Decimal18
}

/// The part of a pool's state that a trade changes.
struct ReserveUpdate {
    var quoteAssetReserve: Decimal18
    var baseAssetReserve: Decimal18
    var baseAssetDelta: SignedDecimal18
    var totalPositionSize: SignedDecimal18
    var cumulativeNotional: SignedDecimal18
}

extension Pool {
    /// The state after a trade (SPEC P7).
    @inline(__always)
    private func reserves(after trade: Trade) throws(Revert) -> ReserveUpdate {
        let (quote, base) = (trade.quoteAssetAmount, trade.baseAssetAmount)
        return switch trade.quoteDirection {
        case .addToAmm:
            ReserveUpdate(
                quoteAssetReserve: try state.quoteAssetReserve.adding(quote),
                baseAssetReserve: try state.baseAssetReserve.subtracting(base),
                baseAssetDelta: try state.baseAssetDeltaThisFundingPeriod.subtracting(unsigned: base),
                totalPositionSize: try state.totalPositionSize.adding(unsigned: base),
                cumulativeNotional: try state.cumulativeNotional.adding(unsigned: quote))
        case .removeFromAmm:
            ReserveUpdate(
                quoteAssetReserve: try state.quoteAssetReserve.subtracting(quote),
                baseAssetReserve: try state.baseAssetReserve.adding(base),
                baseAssetDelta: try state.baseAssetDeltaThisFundingPeriod.adding(unsigned: base),
                totalPositionSize: try state.totalPositionSize.subtracting(unsigned: base),
                cumulativeNotional: try state.cumulativeNotional.subtracting(unsigned: quote))
        }
    }

    /// Checks the price band, moves the reserves and records them (SPEC P7, P8, and in v1 SPEC P19). Throws before any
    /// change.
    ///
    /// The revisions differ in when they look at the band: v2 before the reserves are touched, v1 after.
    mutating func updateReserve(_ trade: Trade, rule: FluctuationRule, block: Block) throws(Revert) -> PoolEvent {
        var reference: Decimal18?
        if revision == .v2 { reference = try checkBandBeforeTrade(trade, rule: rule, block: block) }
        let update = try reserves(after: trade)
        if revision == .v1 { try checkBandAfterTrade(update, rule: rule, block: block) }
        state.quoteAssetReserve = update.quoteAssetReserve
        state.baseAssetReserve = update.baseAssetReserve
        state.totalPositionSize = update.totalPositionSize
        state.cumulativeNotional = update.cumulativeNotional
        state.baseAssetDeltaThisFundingPeriod = update.baseAssetDelta
        return recordReserves(block: block, reference: reference)
    }

    /// Overwrites the latest reserve snapshot if it is of this block, whose time stays, else appends one (SPEC P8).
    ///
    /// - Parameter reference: The price that the band was around, where it is known: that of the latest snapshot unless
    ///   this one is of the same block.
    @inline(__always)
    mutating func recordReserves(block: Block, reference: Decimal18?) -> PoolEvent {
        let last = reserveSnapshots.endIndex - 1
        if reserveSnapshots[last].blockNumber == block.number {
            reserveSnapshots[last].quoteAssetReserve = state.quoteAssetReserve
            reserveSnapshots[last].baseAssetReserve = state.baseAssetReserve
            recentReserves.overwrite(quote: state.quoteAssetReserve, base: state.baseAssetReserve)
        } else {
            recentReserves.append(
                quote: state.quoteAssetReserve, base: state.baseAssetReserve, timestamp: block.timestamp,
                after: reserveSnapshots[last].timestamp)
            priceSums.append(
                after: reserveSnapshots[last], price: reference ?? knownPrice.ifKnown(reserveSnapshots[last]),
                timestamp: block.timestamp)
            reserveSnapshots.append(
                ReserveSnapshot(
                    quoteAssetReserve: state.quoteAssetReserve, baseAssetReserve: state.baseAssetReserve,
                    timestamp: block.timestamp, blockNumber: block.number))
        }
        return .reserveSnapshotted(
            quoteAssetReserve: state.quoteAssetReserve, baseAssetReserve: state.baseAssetReserve,
            timestamp: block.timestamp)
    }
}

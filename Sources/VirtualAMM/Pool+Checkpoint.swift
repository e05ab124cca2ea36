public import FixedPoint
public import WideIntegers

extension Pool {
    /// Enough of a pool to undo what calls do to it, without its histories.
    public struct Checkpoint: Sendable {
        let state: PoolState
        let reserveSnapshotCount: Int
        let lastReserveSnapshot: ReserveSnapshot
        let recentReserves: RecentReserves
        let liquiditySnapshotCount: Int
        let lastLiquiditySnapshot: LiquiditySnapshot
    }

    /// Notes the pool as it is now. Costs the same however long its history is.
    public func checkpoint() -> Checkpoint {
        Checkpoint(
            state: state, reserveSnapshotCount: reserveSnapshots.count,
            lastReserveSnapshot: reserveSnapshots[reserveSnapshots.count - 1], recentReserves: recentReserves,
            liquiditySnapshotCount: liquiditySnapshots.count,
            lastLiquiditySnapshot: liquiditySnapshots[liquiditySnapshots.count - 1])
    }

    /// Undoes every call since a checkpoint of this pool. A checkpoint of another pool traps or makes a mixture.
    public mutating func restore(_ checkpoint: Checkpoint) {
        precondition(
            checkpoint.reserveSnapshotCount <= reserveSnapshots.count
                && checkpoint.liquiditySnapshotCount <= liquiditySnapshots.count, "A checkpoint of another pool")
        state = checkpoint.state
        // Calls only append, and overwrite what was the last snapshot then.
        priceSums.removeLast(reserveSnapshots.count - checkpoint.reserveSnapshotCount)
        reserveSnapshots.removeLast(reserveSnapshots.count - checkpoint.reserveSnapshotCount)
        reserveSnapshots[checkpoint.reserveSnapshotCount - 1] = checkpoint.lastReserveSnapshot
        recentReserves = checkpoint.recentReserves
        liquiditySnapshots.removeLast(liquiditySnapshots.count - checkpoint.liquiditySnapshotCount)
        liquiditySnapshots[checkpoint.liquiditySnapshotCount - 1] = checkpoint.lastLiquiditySnapshot
    }
}

extension Pool {
    /// What trades and funding change in a pool, as it was before a call of the clearing house: all that such a call
    /// changes.
    @frozen @usableFromInline
    package struct CallCheckpoint: Sendable, BitwiseCopyable {
        @usableFromInline let quoteAssetReserve: Decimal18
        @usableFromInline let baseAssetReserve: Decimal18
        @usableFromInline let totalPositionSize: SignedDecimal18
        @usableFromInline let cumulativeNotional: SignedDecimal18
        @usableFromInline let baseAssetDeltaThisFundingPeriod: SignedDecimal18
        @usableFromInline let nextFundingTime: UInt256
        @usableFromInline let fundingRate: SignedDecimal18
        @usableFromInline let snapshotCount: Int
        @usableFromInline let lastSnapshot: ReserveSnapshot
        @usableFromInline let recentReserves: RecentReserves

        @inlinable @inline(__always)
        init(_ pool: borrowing Pool) {
            quoteAssetReserve = pool.state.quoteAssetReserve
            baseAssetReserve = pool.state.baseAssetReserve
            totalPositionSize = pool.state.totalPositionSize
            cumulativeNotional = pool.state.cumulativeNotional
            baseAssetDeltaThisFundingPeriod = pool.state.baseAssetDeltaThisFundingPeriod
            nextFundingTime = pool.state.nextFundingTime
            fundingRate = pool.state.fundingRate
            snapshotCount = pool.reserveSnapshots.count
            lastSnapshot = pool.reserveSnapshots[snapshotCount - 1]
            recentReserves = pool.recentReserves
        }
    }

    /// Notes what a call of the clearing house may change.
    @inlinable @inline(__always)
    package func callCheckpoint() -> CallCheckpoint { CallCheckpoint(self) }

    /// Undoes one call of the clearing house.
    package mutating func restore(_ checkpoint: CallCheckpoint) {
        state.quoteAssetReserve = checkpoint.quoteAssetReserve
        state.baseAssetReserve = checkpoint.baseAssetReserve
        state.totalPositionSize = checkpoint.totalPositionSize
        state.cumulativeNotional = checkpoint.cumulativeNotional
        state.baseAssetDeltaThisFundingPeriod = checkpoint.baseAssetDeltaThisFundingPeriod
        state.nextFundingTime = checkpoint.nextFundingTime
        state.fundingRate = checkpoint.fundingRate
        priceSums.removeLast(reserveSnapshots.count - checkpoint.snapshotCount)
        reserveSnapshots.removeLast(reserveSnapshots.count - checkpoint.snapshotCount)
        reserveSnapshots[checkpoint.snapshotCount - 1] = checkpoint.lastSnapshot
        recentReserves = checkpoint.recentReserves
    }
}

extension Pool {
    /// Enough of a pool to undo what calls do to it, without its histories.
    public struct Checkpoint: Sendable {
        let state: PoolState
        let reserveSnapshotCount: Int
        let lastReserveSnapshot: ReserveSnapshot
        let liquiditySnapshotCount: Int
        let lastLiquiditySnapshot: LiquiditySnapshot
    }

    /// Notes the pool as it is now. Costs the same however long its history is.
    public func checkpoint() -> Checkpoint {
        Checkpoint(
            state: state, reserveSnapshotCount: reserveSnapshots.count,
            lastReserveSnapshot: reserveSnapshots[reserveSnapshots.count - 1],
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
        liquiditySnapshots.removeLast(liquiditySnapshots.count - checkpoint.liquiditySnapshotCount)
        liquiditySnapshots[checkpoint.liquiditySnapshotCount - 1] = checkpoint.lastLiquiditySnapshot
    }
}

extension Pool {
    /// Puts histories in place, for a pool that starts from a given state. Traps for an empty one.
    ///
    /// - Parameters:
    ///   - reserveSnapshots: Earliest first, as SPEC P8 leaves them.
    ///   - liquiditySnapshots: Earliest first, as SPEC P20 leaves them.
    package mutating func restore(reserveSnapshots: [ReserveSnapshot], liquiditySnapshots: [LiquiditySnapshot]) {
        precondition(!reserveSnapshots.isEmpty && !liquiditySnapshots.isEmpty, "A pool has snapshots")
        self.reserveSnapshots = reserveSnapshots
        self.liquiditySnapshots = liquiditySnapshots
        priceSums = PriceSums()
        recentReserves = RecentReserves(
            quote: reserveSnapshots[0].quoteAssetReserve, base: reserveSnapshots[0].baseAssetReserve)
        var previous: ReserveSnapshot?
        for snapshot in reserveSnapshots {
            priceSums.append(after: previous, timestamp: snapshot.timestamp)
            if let previous {
                recentReserves.append(
                    quote: snapshot.quoteAssetReserve, base: snapshot.baseAssetReserve, timestamp: snapshot.timestamp,
                    after: previous.timestamp)
            }
            previous = snapshot
        }
    }
}

package import FixedPoint

// What a simulation does to a pool and no contract can. None of it is called by any rule of the contracts.

extension Pool {
    /// Extension, not in the contracts: puts other reserves in place while positions stay (SPEC K10).
    ///
    /// The reserves are recorded as after a swap (SPEC P8), and the latest liquidity snapshot becomes the new curve, so
    /// that positions that refer to it stay as they are and later changes of K start from it. A position that refers to
    /// an older curve has to be adjusted first (SPEC C22). Neither reserve may be 0.
    package mutating func setReservesForSimulation(
        quoteAssetReserve: Decimal18, baseAssetReserve: Decimal18, block: Block
    ) {
        state.quoteAssetReserve = quoteAssetReserve
        state.baseAssetReserve = baseAssetReserve
        _ = recordReserves(block: block, reference: nil)
        liquiditySnapshots[liquiditySnapshots.count - 1] = LiquiditySnapshot(
            cumulativeNotional: state.cumulativeNotional, quoteAssetReserve: quoteAssetReserve,
            baseAssetReserve: baseAssetReserve, totalPositionSize: state.totalPositionSize)
    }

    /// Extension, not in the contracts: opens a pool, whoever owns it, and takes its price band away, for a look at
    /// what closing everything would bring.
    package mutating func openWithoutBandForSimulation() {
        state.isOpen = true
        state.fluctuationLimitRatio = .zero
    }

    /// Extension, not in the contracts: drops the reserve snapshots that no average of an interval from `time` on looks
    /// at, and no band either (SPEC P6, P9). What calls at or after that time compute stays the same.
    package mutating func forgetHistory(before time: UInt64) {
        let count = forgettable(reserveSnapshots, before: time)
        reserveSnapshots.removeFirst(count)
        priceSums.removeFirst(count)
    }
}

/// How many of the earliest entries lie before one that is itself not later than a time; two entries always stay.
func forgettable(_ history: [some Timestamped], before time: UInt64) -> Int {
    let later = history.firstIndex { $0.timestamp > time } ?? history.count
    return max(0, min(later - 1, history.count - 2))
}

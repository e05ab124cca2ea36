public import FixedPoint
public import WideIntegers

extension Pool {
    /// The time-weighted average price of the reserves over the last `interval` seconds (SPEC P9).
    ///
    /// - Throws: `SafeMath: subtraction overflow` for an interval longer than time itself; `SafeMath: division by zero`
    ///   where every snapshot carries the current time, or has no base.
    public func twapPrice(interval: UInt256, now: UInt64) throws(Revert) -> Decimal18 {
        try twapPrice(interval: interval, now: now, fromSums: true)
    }

    /// The same, either from the sums where they can tell or by the rule as written, from snapshot to snapshot.
    package func twapPrice(interval: UInt256, now: UInt64, fromSums: Bool) throws(Revert) -> Decimal18 {
        try average(interval: interval, now: now, fromSums: fromSums) { snapshot throws(Revert) in
            try snapshot.averagedPrice()
        }
    }

    /// The time-weighted average over 900 seconds of the base amount for a quote amount (SPEC P9, P2).
    public func inputTwap(
        _ direction: Direction, quoteAssetAmount: Decimal18, now: UInt64
    ) throws(Revert) -> Decimal18 {
        try average(interval: 900, now: now) { snapshot throws(Revert) in
            try Curve.inputPrice(
                direction, quoteAssetAmount: quoteAssetAmount, quoteAssetReserve: snapshot.quoteAssetReserve,
                baseAssetReserve: snapshot.baseAssetReserve)
        }
    }

    /// The time-weighted average over 900 seconds of the quote amount for a base amount (SPEC P9, P3).
    public func outputTwap(
        _ direction: Direction, baseAssetAmount: Decimal18, now: UInt64
    ) throws(Revert) -> Decimal18 {
        try average(interval: 900, now: now) { snapshot throws(Revert) in
            try Curve.outputPrice(
                direction, baseAssetAmount: baseAssetAmount, quoteAssetReserve: snapshot.quoteAssetReserve,
                baseAssetReserve: snapshot.baseAssetReserve)
        }
    }

    private func average(
        interval: UInt256, now: UInt64, fromSums: Bool = false, value: (ReserveSnapshot) throws(Revert) -> Decimal18
    ) throws(Revert) -> Decimal18 {
        let latest = reserveSnapshots[reserveSnapshots.endIndex - 1]
        let latestValue = try value(latest)
        if interval.isZero { return latestValue }
        let start = try startOfInterval(interval, now: now)
        if reserveSnapshots.count == 1 || latest.timestamp <= start { return latestValue }
        if fromSums,
            let average = priceSums.average(
                reserveSnapshots, latest: latestValue, start: start, now: now, interval: interval)
        {
            return average
        }
        return try TimeWeightedAverage(history: reserveSnapshots, now: now, start: start, interval: interval)
            .average(latest: latestValue, value: value)
    }
}

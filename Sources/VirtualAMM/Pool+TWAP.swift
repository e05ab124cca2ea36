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
        let latest = try reserveSnapshots[reserveSnapshots.endIndex - 1].averagedPrice()
        guard let start = try reserveSnapshots.startOfAverage(interval, now: now) else { return latest }
        if fromSums,
            let average = priceSums.average(
                reserveSnapshots, latest: latest, start: start, now: now, interval: interval)
        {
            return average
        }
        return try TimeWeightedAverage(history: reserveSnapshots, now: now, start: start, interval: interval)
            .average(latest: latest) { index throws(Revert) in try reserveSnapshots[index].averagedPrice() }
    }

    /// The time-weighted average over 900 seconds of the base amount for a quote amount (SPEC P9, P2).
    @inlinable @inline(__always)
    public func inputTwap(
        _ direction: Direction, quoteAssetAmount: Decimal18, now: UInt64
    ) throws(Revert) -> Decimal18 {
        try HistoricQuotes(history: reserveSnapshots, direction: direction, amount: quoteAssetAmount, isInput: true)
            .average(now: now)
    }

    /// The time-weighted average over 900 seconds of the quote amount for a base amount (SPEC P9, P3).
    @inlinable @inline(__always)
    public func outputTwap(
        _ direction: Direction, baseAssetAmount: Decimal18, now: UInt64
    ) throws(Revert) -> Decimal18 {
        try reserveSnapshots.outputTwap(direction, baseAssetAmount: baseAssetAmount, now: now)
    }

}

extension [ReserveSnapshot] {
    /// `Pool.outputTwap` of a history.
    @inlinable
    package func outputTwap(
        _ direction: Direction, baseAssetAmount: Decimal18, now: UInt64
    ) throws(Revert) -> Decimal18 {
        try HistoricQuotes(history: self, direction: direction, amount: baseAssetAmount, isInput: false)
            .average(now: now)
    }

    /// The start of an interval that is averaged over; nil where the latest value counts alone.
    func startOfAverage(_ interval: UInt256, now: UInt64) throws(Revert) -> UInt64? {
        if interval.isZero { return nil }
        let start = try startOfInterval(interval, now: now)
        return count == 1 || self[count - 1].timestamp <= start ? nil : start
    }
}

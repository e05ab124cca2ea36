public import FixedPoint
public import WideIntegers

/// The oracle of the contracts: a list of prices with times (SPEC O).
public struct PriceFeed: PriceSource, Hashable, Sendable {
    /// One price and when it was reported.
    public struct Entry: Timestamped, Hashable, Sendable {
        /// Quote per base.
        public var price: Decimal18
        /// Seconds since 1970.
        public var timestamp: UInt64
        /// The round it was reported in, counted from 1.
        public var roundID: UInt64

        func averagedPrice() -> Decimal18 { price }
    }

    /// What was reported, earliest first.
    public private(set) var entries: [Entry] = []
    private var priceSums = PriceSums()

    /// A feed without a price yet.
    public init() {}

    /// Appends a price as the next round (SPEC O1).
    ///
    /// - Throws: `incorrect timestamp` unless the time is later than the last entry's.
    public mutating func setLatestData(price: Decimal18, timestamp: UInt64) throws(Revert) {
        if let last = entries.last, timestamp <= last.timestamp { throw .incorrectTimestamp }
        priceSums.append(after: entries.last, timestamp: timestamp)
        entries.append(Entry(price: price, timestamp: timestamp, roundID: (entries.last?.roundID ?? 0) + 1))
    }

    /// The last price (SPEC O2); 0 for a feed without one.
    public func price() throws(Revert) -> Decimal18 { entries.last?.price ?? .zero }

    /// The time-weighted average price over the last `interval` seconds (SPEC O3).
    ///
    /// - Throws: `interval can't be 0`; `SafeMath: subtraction overflow` for an interval longer than `now` and for an
    ///   entry later than `now`; `SafeMath: division by zero` where every entry carries the time `now`.
    public func twapPrice(interval: UInt256, now: UInt64) throws(Revert) -> Decimal18 {
        try twapPrice(interval: interval, now: now, fromSums: true)
    }

    /// The same, either from the sums where they can tell or by the rule as written, from entry to entry.
    package func twapPrice(interval: UInt256, now: UInt64, fromSums: Bool) throws(Revert) -> Decimal18 {
        if interval.isZero { throw .intervalCannotBeZero }
        let start = try startOfInterval(interval, now: now)
        guard let last = entries.last else { return .zero }
        if last.timestamp < start || entries.count == 1 { return last.price }
        if fromSums,
            let average = priceSums.average(entries, latest: last.price, start: start, now: now, interval: interval)
        {
            return average
        }
        return try TimeWeightedAverage(history: entries, now: now, start: start, interval: interval)
            .average(latest: last.price) { index throws(Revert) in entries[index].price }
    }

    /// Puts reports in place of all that there are, for an oracle that starts from a given state.
    ///
    /// - Parameters:
    ///   - reports: Earliest first, each later than the one before.
    ///   - rounds: How many rounds there were before the first of them.
    package mutating func restore(_ reports: [(price: Decimal18, timestamp: UInt64)], after rounds: UInt64) {
        (entries, priceSums) = ([], PriceSums())
        for (index, report) in reports.enumerated() {
            priceSums.append(after: entries.last, timestamp: report.timestamp)
            let roundID = rounds + UInt64(index) + 1
            entries.append(Entry(price: report.price, timestamp: report.timestamp, roundID: roundID))
        }
    }

    /// Extension, not in the contracts: drops the entries that no average of an interval from `time` on looks at.
    package mutating func forgetHistory(before time: UInt64) {
        let count = forgettable(entries, before: time)
        entries.removeFirst(count)
        priceSums.removeFirst(count)
    }
}

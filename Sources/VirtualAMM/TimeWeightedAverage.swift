internal import FixedPoint
internal import WideIntegers

/// An entry of a history that is ordered by time.
protocol Timestamped {
    /// Seconds since 1970.
    var timestamp: UInt64 { get }
    /// The price that an average over the history counts.
    func averagedPrice() throws(Revert) -> Decimal18
}

/// The walk back through a history that pool and oracle share (SPEC P9, O3).
///
/// Entries count from their own timestamp to the next one's, the latest to `now`; the one at or before `start` counts
/// from `start`. Where the history ends before that, the average is over the time it covers.
struct TimeWeightedAverage<Entry: Timestamped> {
    let history: [Entry]
    let now: UInt64
    let start: UInt64
    let interval: UInt256

    /// The average of `value`, given an index, over the entries, the latest of which has the value `latest`.
    ///
    /// Every value on the way is computed even where its weight is 0, so a value that reverts makes the whole revert.
    func average(
        latest: Decimal18, value: (Int) throws(Revert) -> Decimal18
    ) throws(Revert) -> Decimal18 {
        var index = history.endIndex - 1
        var next = history[index].timestamp
        var sum = try latest.multiplied(byScalar: seconds(from: next, to: now))
        while index > history.startIndex {
            index -= 1
            let entry = history[index]
            let entryValue = try value(index)
            if entry.timestamp <= start {
                let weight = try seconds(from: start, to: next)
                return try sum.adding(entryValue.multiplied(byScalar: weight)).divided(byScalar: interval)
            }
            let weight = try seconds(from: entry.timestamp, to: next)
            sum = try sum.adding(entryValue.multiplied(byScalar: weight))
            next = entry.timestamp
        }
        // All weights together are the time since the first entry.
        return try sum.divided(byScalar: seconds(from: next, to: now))
    }
}

/// The seconds from one time to another.
///
/// - Throws: `SafeMath: subtraction overflow` where time runs back.
func seconds(from earlier: UInt64, to later: UInt64) throws(Revert) -> UInt256 {
    let (value, overflow) = later.subtractingReportingOverflow(earlier)
    if overflow { throw .subtractionOverflow }
    return UInt256(high: 0, low: UInt128(value))
}

/// The start of an interval that ends now.
///
/// - Throws: `SafeMath: subtraction overflow` where the interval is longer than time itself.
func startOfInterval(_ interval: UInt256, now: UInt64) throws(Revert) -> UInt64 {
    UInt64(truncatingIfNeeded: try UInt256(high: 0, low: UInt128(now)).subtracting(interval).low)
}

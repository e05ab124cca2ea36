internal import FixedPoint
internal import WideIntegers

/// The sums Σ price · seconds over a history, so that a time-weighted average need not walk it (SPEC P9, O3).
///
/// For each entry but the latest, which may still change, its price and how long it lasted are known for good. Sum i is
/// that of those products from an entry `cleanSince` up to entry i. Wherever the walk could revert (a price that does,
/// time that runs back, a sum of 2²⁵⁶), the sums begin anew behind that place, and an average that reaches over it is
/// left to the walk.
struct PriceSums: Hashable, Sendable {
    private struct Entry: Hashable, Sendable {
        var sum: UInt256
        /// The first entry of the history that the sum counts; from it on, nothing can revert.
        var cleanSince: Int
    }

    /// One for each entry of the history.
    private var entries: [Entry] = []

    /// Goes on to an entry that follows `previous`, which from now on stays as it is; nil for the first.
    ///
    /// - Parameter price: The price of `previous`, where it is known already.
    mutating func append(after previous: (some Timestamped)?, price: Decimal18? = nil, timestamp: UInt64) {
        guard let previous, let last = entries.last else {
            entries.append(Entry(sum: .zero, cleanSince: entries.count))
            return
        }
        do throws(Revert) {
            let weight = try seconds(from: previous.timestamp, to: timestamp)
            let price = if let price { price } else { try previous.averagedPrice() }
            let product = try price.multiplied(byScalar: weight)
            entries.append(Entry(sum: try last.sum.adding(product.raw), cleanSince: last.cleanSince))
        } catch {
            entries.append(Entry(sum: .zero, cleanSince: entries.count))
        }
    }

    /// Forgets the latest entries.
    mutating func removeLast(_ count: Int) { entries.removeLast(count) }

    /// Forgets the earliest entries, but not all of them; the sums that go on begin at the first that is left.
    mutating func removeFirst(_ count: Int) {
        entries.removeFirst(count)
        guard let first = entries.first else { return }
        for index in entries.indices {
            if entries[index].cleanSince <= count { entries[index].sum = entries[index].sum &- first.sum }
            entries[index].cleanSince = max(0, entries[index].cleanSince - count)
        }
    }

    /// The average price of an interval that does not begin after the latest entry; nil where only the walk can tell.
    ///
    /// - Parameters:
    ///   - history: The entries that these sums belong to, at least two.
    ///   - latest: The price of the latest of them.
    func average(
        _ history: [some Timestamped], latest: Decimal18, start: UInt64, now: UInt64, interval: UInt256
    ) -> Decimal18? {
        let last = history.count - 1
        let end = entries[last]
        do throws(Revert) {
            let open = try latest.multiplied(byScalar: seconds(from: history[last].timestamp, to: now))
            // From `cleanSince` on, time never runs back: the entries at or before the start are the first ones.
            let inside = firstIndex(in: history, from: end.cleanSince, to: last, after: start)
            guard inside > end.cleanSince else {
                // History ends within the interval; or what lies before can't be told from here.
                let covered = try seconds(from: history[0].timestamp, to: now)
                guard end.cleanSince == 0, !covered.isZero else { return nil }
                return try Decimal18(raw: end.sum).adding(open).divided(byScalar: covered)
            }
            let atStart = history[inside - 1]
            let part = try atStart.averagedPrice().multiplied(
                byScalar: seconds(from: start, to: history[inside].timestamp))
            // Both are of one run, in which sums never fall.
            let whole = end.sum &- entries[inside].sum
            return try Decimal18(raw: whole).adding(open).adding(part).divided(byScalar: interval)
        } catch {
            return nil
        }
    }

    /// The first of the entries `lower..<upper` later than a time; `upper` where none is.
    private func firstIndex(
        in history: [some Timestamped], from lower: Int, to upper: Int, after time: UInt64
    ) -> Int {
        // What is asked for lies mostly near the end: strides that double from there, then halves.
        var (lower, upper, stride) = (lower, upper, 1)
        while upper - stride > lower, history[upper - stride].timestamp > time {
            upper -= stride
            stride *= 2
        }
        lower = max(lower, upper - stride)
        while lower < upper {
            let middle = lower + (upper - lower) / 2
            if history[middle].timestamp > time { upper = middle } else { lower = middle + 1 }
        }
        return lower
    }
}

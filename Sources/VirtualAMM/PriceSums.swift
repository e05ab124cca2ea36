internal import FixedPoint
internal import WideIntegers

/// The sums Σ price · seconds over a history, so that a time-weighted average need not walk it (SPEC P9, O3).
///
/// For each entry but the latest, which may still change, its price and how long it lasted are known for good. Sum i is
/// that of those products from the latest of the `starts` up to entry i. Wherever the walk could revert (a price that
/// does, time that runs back, a sum of 2²⁵⁶), the sums begin anew behind that place, and an average that reaches over
/// it is left to the walk.
struct PriceSums: Hashable, Sendable {
    /// One for each entry of the history.
    private var sums: [UInt256] = []
    /// The entries whose sums begin anew, earliest first; the first entry is one. From each to the next nothing can
    /// revert.
    private var starts: [Int] = []

    /// Goes on to an entry that follows `previous`, which from now on stays as it is; nil for the first.
    ///
    /// - Parameter price: The price of `previous`, where it is known already.
    mutating func append(after previous: (some Timestamped)?, price: Decimal18? = nil, timestamp: UInt64) {
        guard let previous, let last = sums.last else { return begin() }
        do throws(Revert) {
            let weight = try seconds(from: previous.timestamp, to: timestamp)
            let price = if let price { price } else { try previous.averagedPrice() }
            let product = try price.multiplied(byScalar: weight)
            sums.append(try last.adding(product.raw))
        } catch {
            begin()
        }
    }

    /// The sums begin anew.
    private mutating func begin() {
        starts.append(sums.count)
        sums.append(.zero)
    }

    /// Forgets the latest entries.
    mutating func removeLast(_ count: Int) {
        if count == 0 { return }
        sums.removeLast(count)
        while let start = starts.last, start >= sums.count { starts.removeLast() }
    }

    /// Forgets the earliest entries, but not all of them; the sums that go on begin at the first that is left.
    mutating func removeFirst(_ count: Int) {
        if count == 0 { return }
        sums.removeFirst(count)
        let later = starts.filter { $0 > count }.map { $0 - count }
        starts = sums.isEmpty ? [] : [0] + later
        guard let first = sums.first else { return }
        for index in 0..<(later.first ?? sums.count) { sums[index] = sums[index] &- first }
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
        let (end, cleanSince) = (sums[last], starts.last ?? 0)
        do throws(Revert) {
            let open = try latest.multiplied(byScalar: seconds(from: history[last].timestamp, to: now))
            // From `cleanSince` on, time never runs back: the entries at or before the start are the first ones.
            let inside = firstIndex(in: history, from: cleanSince, to: last, after: start)
            guard inside > cleanSince else {
                // History ends within the interval; or what lies before can't be told from here.
                let covered = try seconds(from: history[0].timestamp, to: now)
                guard cleanSince == 0, !covered.isZero else { return nil }
                return try Decimal18(raw: end).adding(open).divided(byScalar: covered)
            }
            let atStart = history[inside - 1]
            let part = try atStart.averagedPrice().multiplied(
                byScalar: seconds(from: start, to: history[inside].timestamp))
            // Both are of one run, in which sums never fall.
            let whole = end &- sums[inside]
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

internal import CVectorQuotes
public import FixedPoint
internal import WideIntegers

/// The prices of one trade on the snapshots of a history (SPEC P9).
///
/// On processors with the vector units for it, snapshots are priced by the chunk. Where anything is out of the ordinary
/// there (a price that the units can't compute, time that runs back), the walk as written decides.
@usableFromInline
struct HistoricQuotes {
    let history: [ReserveSnapshot]
    let direction: Direction
    let amount: Decimal18
    /// Whether the amount is one of quote (SPEC P2) or one of base (SPEC P3).
    let isInput: Bool

    @usableFromInline
    init(history: [ReserveSnapshot], direction: Direction, amount: Decimal18, isInput: Bool) {
        self.history = history
        self.direction = direction
        self.amount = amount
        self.isInput = isInput
    }

    /// The average over 900 seconds.
    @usableFromInline
    func average(now: UInt64) throws(Revert) -> Decimal18 {
        let latest = try price(history.endIndex - 1)
        guard let start = try history.startOfAverage(900, now: now) else { return latest }
        return try average(latest: latest, start: start, now: now, interval: 900)
    }

    /// The average over an interval that the latest snapshot lies in, whose price is `latest`.
    private func average(
        latest: Decimal18, start: UInt64, now: UInt64, interval: UInt256
    ) throws(Revert) -> Decimal18 {
        // With fewer snapshots in the interval than a block, vector units have nothing to gain.
        let eighth = history.endIndex - 8
        if eighth > 0, history[eighth].timestamp > start, cvectorquotes_available() != 0,
            let average = averageByChunks(latest: latest, start: start, now: now, interval: interval)
        {
            return average
        }
        return try TimeWeightedAverage(history: history, now: now, start: start, interval: interval)
            .average(latest: latest) { index throws(Revert) in try price(index) }
    }

    /// The same from chunks, or nil where the walk has to decide.
    private func averageByChunks(latest: Decimal18, start: UInt64, now: UInt64, interval: UInt256) -> Decimal18? {
        // 1,024 bytes is what a temporary allocation may have on the stack.
        withUnsafeTemporaryAllocation(of: Decimal18.self, capacity: Self.chunk) { prices in
            var (end, next, sum) = (history.endIndex - 1, history[history.endIndex - 1].timestamp, UInt256.zero)
            do throws(Revert) {
                let open = try latest.multiplied(byScalar: seconds(from: next, to: now))
                while end > 0 {
                    let count = min(Self.chunk, end)
                    guard fill(prices, with: end - count..<end) else { return nil }
                    for place in stride(from: count - 1, through: 0, by: -1) {
                        let (price, timestamp) = (prices[place].raw, history[end - count + place].timestamp)
                        // Below 2¹²⁸ · 2⁶⁴ each: no sum of as many as there can be is 2²⁵⁶.
                        guard price.high == 0, timestamp <= next else { return nil }
                        if timestamp <= start {
                            sum = sum &+ price.low.times(next &- start)
                            return try open.adding(Decimal18(raw: sum)).divided(byScalar: interval)
                        }
                        sum = sum &+ price.low.times(next &- timestamp)
                        next = timestamp
                    }
                    end -= count
                }
                return try open.adding(Decimal18(raw: sum)).divided(byScalar: seconds(from: next, to: now))
            } catch {
                return nil
            }
        }
    }

    /// The price on one snapshot.
    private func price(_ index: Int) throws(Revert) -> Decimal18 {
        let (quote, base) = (history[index].quoteAssetReserve, history[index].baseAssetReserve)
        return isInput
            ? try Curve.inputPrice(
                direction, quoteAssetAmount: amount, quoteAssetReserve: quote, baseAssetReserve: base)
            : try Curve.outputPrice(
                direction, baseAssetAmount: amount, quoteAssetReserve: quote, baseAssetReserve: base)
    }

    private static let chunk = 32

    /// Prices some snapshots; false where one of them is left to the rule.
    private func fill(_ prices: UnsafeMutableBufferPointer<Decimal18>, with indices: Range<Int>) -> Bool {
        // Whole blocks end where the range ends; what is left at its beginning is priced one by one.
        let rest = indices.count % 8
        do throws(Revert) {
            for place in 0..<rest { prices[place] = try price(indices.lowerBound + place) }
        } catch {
            return false
        }
        let (stride, first) = (MemoryLayout<ReserveSnapshot>.stride, indices.lowerBound + rest)
        var (undone, removing) = (UInt32.zero, UInt8(direction == .removeFromAmm ? 1 : 0))
        history.withUnsafeBytes { history in
            withUnsafeBytes(of: amount) { amount in
                // The reserves come first in a snapshot, quote before base.
                let quote = history.baseAddress.map { $0 + first * stride }
                let base = quote.map { $0 + MemoryLayout<Decimal18>.stride }
                cvectorquotes_price(
                    cvectorquotes_numbers(first: amount.baseAddress, stride: 0),
                    cvectorquotes_numbers(first: isInput ? quote : base, stride: stride),
                    cvectorquotes_numbers(first: isInput ? base : quote, stride: stride), &removing, 0,
                    indices.count - rest, prices.baseAddress.map { $0 + rest }, &undone)
            }
        }
        return undone == 0
    }
}

extension UInt128 {
    /// The product with a limb, below 2¹⁹².
    @inline(__always)
    fileprivate func times(_ other: UInt64) -> UInt256 {
        let low = UInt64(truncatingIfNeeded: self).times(other)
        let high = UInt64(truncatingIfNeeded: self &>> 64).times(other) &+ low &>> 64
        return UInt256(
            high: high &>> 64, low: high &<< 64 | UInt128(truncatingIfNeeded: UInt64(truncatingIfNeeded: low)))
    }
}

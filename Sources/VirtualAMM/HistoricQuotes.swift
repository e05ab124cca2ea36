internal import CVectorQuotes
internal import FixedPoint
internal import WideIntegers

/// The prices of one trade on the snapshots of a history, looked at from the latest to the earliest (SPEC P9).
///
/// On processors with the vector units for it, prices are computed for a chunk of snapshots at a time. One that would
/// revert does so only when it is asked for, as the walk would.
struct HistoricQuotes {
    let history: [ReserveSnapshot]
    let direction: Direction
    let amount: Decimal18
    /// Whether the amount is one of quote (SPEC P2) or one of base (SPEC P3).
    let isInput: Bool

    /// The average over an interval that the latest snapshot lies in, whose price is `latest`.
    func average(
        latest: Decimal18, start: UInt64, now: UInt64, interval: UInt256
    ) throws(Revert) -> Decimal18 {
        let average = TimeWeightedAverage(history: history, now: now, start: start, interval: interval)
        // With fewer snapshots in the interval than a block, vector units have nothing to gain.
        let eighth = history.endIndex - 8
        guard cvectorquotes_available() != 0, eighth > 0, history[eighth].timestamp > start else {
            return try average.average(latest: latest) { index throws(Revert) in try price(index) }
        }
        var result: Result<Decimal18, Revert> = .failure(.withoutData)
        // 1,024 bytes is what a temporary allocation may have on the stack.
        withUnsafeTemporaryAllocation(of: Decimal18.self, capacity: Self.chunk) { prices in
            var chunk = Chunk(prices: prices)
            do throws(Revert) {
                result = .success(
                    try average.average(latest: latest) { index throws(Revert) in
                        if !chunk.indices.contains(index) { fill(&chunk, upTo: index) }
                        if let known = chunk.price(index) { return known }
                        return try price(index)
                    })
            } catch {
                result = .failure(error)
            }
        }
        return try result.get()
    }

    /// The price on one snapshot.
    func price(_ index: Int) throws(Revert) -> Decimal18 {
        let (quote, base) = (history[index].quoteAssetReserve, history[index].baseAssetReserve)
        return isInput
            ? try Curve.inputPrice(
                direction, quoteAssetAmount: amount, quoteAssetReserve: quote, baseAssetReserve: base)
            : try Curve.outputPrice(
                direction, baseAssetAmount: amount, quoteAssetReserve: quote, baseAssetReserve: base)
    }

    private static let chunk = 32

    /// The prices on up to 32 snapshots, where they could be computed.
    private struct Chunk {
        let prices: UnsafeMutableBufferPointer<Decimal18>
        var indices = 0..<0
        /// A bit for each that is left to the rule.
        var undone: UInt32 = 0

        func price(_ index: Int) -> Decimal18? {
            let place = index - indices.lowerBound
            return indices.contains(index) && undone &>> UInt32(place) & 1 == 0 ? prices[place] : nil
        }
    }

    /// Prices the 32 snapshots that end with `last`, or as many blocks of eight as there are.
    private func fill(_ chunk: inout Chunk, upTo last: Int) {
        let count = min(Self.chunk, last + 1) / 8 * 8
        chunk.indices = last + 1 - count..<last + 1
        var (undone, removing) = (UInt32.zero, UInt8(direction == .removeFromAmm ? 1 : 0))
        history.withUnsafeBytes { history in
            withUnsafeBytes(of: amount) { amount in
                let first = history.baseAddress.map {
                    $0 + chunk.indices.lowerBound * MemoryLayout<ReserveSnapshot>.stride
                }
                let stride = MemoryLayout<ReserveSnapshot>.stride
                // The reserves come first in a snapshot, quote before base.
                let quote = cvectorquotes_numbers(first: first, stride: stride)
                let base = cvectorquotes_numbers(
                    first: first.map { $0 + MemoryLayout<Decimal18>.stride }, stride: stride)
                cvectorquotes_price(
                    cvectorquotes_numbers(first: amount.baseAddress, stride: 0), isInput ? quote : base,
                    isInput ? base : quote, &removing, 0, count, chunk.prices.baseAddress, &undone)
            }
        }
        chunk.undone = undone
    }
}

package import FixedPoint
package import WideIntegers

/// Between which numbers the reserves of some snapshots lie, in wei.
///
/// A reserve of 2¹²⁸ and more counts as 2¹²⁸ − 1, of which nothing is told.
@frozen @usableFromInline
package struct ReserveBounds: Sendable, BitwiseCopyable {
    private var leastQuote: UInt128
    private var mostQuote: UInt128
    private var leastBase: UInt128
    private var mostBase: UInt128

    init(quote: Decimal18, base: Decimal18) {
        (leastQuote, leastBase) = (quote.clamped, base.clamped)
        (mostQuote, mostBase) = (leastQuote, leastBase)
    }

    /// Whether the reserves of another snapshot lie within.
    func contains(quote: Decimal18, base: Decimal18) -> Bool {
        let (quote, base) = (quote.clamped, base.clamped)
        return leastQuote <= quote && quote <= mostQuote && leastBase <= base && base <= mostBase
    }

    /// Takes in the reserves of another snapshot.
    mutating func widen(quote: Decimal18, base: Decimal18) {
        let (quote, base) = (quote.clamped, base.clamped)
        (leastQuote, mostQuote) = (min(leastQuote, quote), max(mostQuote, quote))
        (leastBase, mostBase) = (min(leastBase, base), max(mostBase, base))
    }

    /// Whether the output price (SPEC P3) of a base amount on any reserves within is a number below 2¹⁸², and where
    /// base is removed one of at least 1 wei.
    ///
    /// With Q, B and a below 2¹²⁰ no product or sum of P3 overflows: Q · B < 2²⁴⁰. What is left are the two reverts of
    /// a base reserve that does not outlast a removal (H2). The reserve after the trade, D = B ± a, is asked to be 10¹⁸
    /// or more, so that r / D < 1 for the r of the difference form; and Q · a to be 10¹⁸ or more where a is removed, so
    /// that Q · a > r. Then the price is ⌊(Q·a + r) / D⌋ ≤ Q + 1, or ⌈(Q·a − r) / D⌉, from 1 to 2²⁴⁰ / 2⁵⁹ + 1.
    package func canPriceOutput(_ direction: Direction, baseAssetAmount: Decimal18) -> Bool {
        let amount = baseAssetAmount.clamped
        guard amount != 0, (amount | mostQuote | mostBase) &>> 120 == 0 else { return false }
        switch direction {
        case .addToAmm: return leastBase &+ amount >= Self.one
        case .removeFromAmm:
            let (high, low) = leastQuote.fullProduct(amount)
            return amount < leastBase && leastBase &- amount >= Self.one && (high != 0 || low >= Self.one)
        }
    }

    /// A number that no output price on reserves within is below, and so no average of such prices.
    ///
    /// By the exact Q · a / (B ± a), which rises with Q and falls with B, the least is at the least Q and the most B;
    /// the rounding of P3 and its r, of which r / D < 1, move the price there by less than 1 wei each way, and the
    /// result is a whole number. For a base amount that `canPriceOutput`.
    package func leastOutput(_ direction: Direction, baseAssetAmount: Decimal18) -> UInt256? {
        guard let price = price(direction, baseAssetAmount, quote: leastQuote, base: mostBase) else { return nil }
        return price.isZero ? .zero : price &- .one
    }

    /// A number that no output price on reserves within is above, and so no average of such prices; see `leastOutput`.
    package func mostOutput(_ direction: Direction, baseAssetAmount: Decimal18) -> UInt256? {
        guard let price = price(direction, baseAssetAmount, quote: mostQuote, base: leastBase) else { return nil }
        return price &+ .one
    }

    private func price(_ direction: Direction, _ amount: Decimal18, quote: UInt128, base: UInt128) -> UInt256? {
        try? Curve.outputPrice(
            direction, baseAssetAmount: amount, quoteAssetReserve: Decimal18(raw: UInt256(high: 0, low: quote)),
            baseAssetReserve: Decimal18(raw: UInt256(high: 0, low: base))
        ).raw
    }

    private static let one: UInt128 = 1_000_000_000_000_000_000
}

/// Bounds of the reserves in the latest 900 seconds of a history, and of up to as many before: two runs of snapshots,
/// each begun when the one before it had lasted for 900 seconds. Takes constant time and room, however many there are.
///
/// What only makes answers faster is not part of what a pool is: two of these are always equal.
@frozen @usableFromInline
struct RecentReserves: Hashable, Sendable, BitwiseCopyable {
    /// The bounds of both runs.
    @usableFromInline var bounds: ReserveBounds
    /// When the first snapshot of both was taken; 0 where the history has none before it.
    @usableFromInline var since: UInt64
    /// The bounds of the later run, which lie within those of both.
    private var later: ReserveBounds
    private var laterSince: UInt64

    /// Of a history's first snapshot.
    init(quote: Decimal18, base: Decimal18) {
        bounds = ReserveBounds(quote: quote, base: base)
        (later, since, laterSince) = (bounds, 0, 0)
    }

    /// Takes in the reserves that the latest snapshot has now.
    mutating func overwrite(quote: Decimal18, base: Decimal18) {
        if later.contains(quote: quote, base: base) { return }
        bounds.widen(quote: quote, base: base)
        later.widen(quote: quote, base: base)
    }

    /// Takes in a snapshot that is appended.
    ///
    /// - Parameters:
    ///   - quote: Its quote reserve.
    ///   - base: Its base reserve.
    ///   - timestamp: Its time.
    ///   - previous: The time of the snapshot before it. What lies before a time that ran back is forgotten.
    mutating func append(quote: Decimal18, base: Decimal18, timestamp: UInt64, after previous: UInt64) {
        if timestamp < previous {
            bounds = ReserveBounds(quote: quote, base: base)
            (later, since, laterSince) = (bounds, timestamp, timestamp)
        } else if timestamp &- laterSince >= 900 {
            (bounds, since) = (later, laterSince)
            bounds.widen(quote: quote, base: base)
            (later, laterSince) = (ReserveBounds(quote: quote, base: base), timestamp)
        } else {
            overwrite(quote: quote, base: base)
        }
    }

    /// Bounds of the snapshots from the latest one at or before a time on; nil where they may not all be known.
    @inlinable @inline(__always)
    func from(_ start: UInt64) -> ReserveBounds? { since <= start ? bounds : nil }

    @usableFromInline
    static func == (lhs: RecentReserves, rhs: RecentReserves) -> Bool { true }

    @usableFromInline
    func hash(into hasher: inout Hasher) {}
}

extension Pool {
    /// Bounds of the reserves of every snapshot that an average over 900 seconds looks at (SPEC P9); nil where they are
    /// not known, or where time alone might make the average revert: one before 900, one that runs back, or none that
    /// has passed (H1).
    @inlinable @inline(__always)
    package func reservesOfAverage(now: UInt64) -> ReserveBounds? {
        guard now >= 900, reserveSnapshots[reserveSnapshots.count - 1].timestamp <= now,
            reserveSnapshots.count == 1 || reserveSnapshots[0].timestamp < now
        else { return nil }
        return recentReserves.from(now - 900)
    }
}

extension Decimal18 {
    /// The number of wei, or 2¹²⁸ − 1 where that is too small for it.
    fileprivate var clamped: UInt128 { raw.high == 0 ? raw.low : .max }
}

internal import FixedPoint
internal import WideIntegers

/// How often ratios were how large, in steps of 10⁻⁵ up to 1: quantiles at that resolution in a fixed amount of memory
/// (SPEC K12).
struct RatioHistogram: Sendable {
    /// The width of a step in wei.
    private static let width: UInt128 = 10_000_000_000_000
    private static let steps = 100_000

    /// One for each step, and one for all that is larger.
    private var counts = [UInt32](repeating: 0, count: steps + 1)
    private(set) var count: UInt64 = 0
    private var sum = UInt256.zero
    /// The largest ratio.
    private(set) var largest = Decimal18.zero

    mutating func insert(_ ratio: Decimal18) {
        let step =
            ratio.raw.high == 0 && ratio.raw.low < Self.width * UInt128(Self.steps)
            ? Int(ratio.raw.low / Self.width) : Self.steps
        counts[step] += 1
        count += 1
        sum = sum &+ ratio.raw
        largest = max(largest, ratio)
    }

    /// The mean, truncated; 0 without ratios.
    var mean: Decimal18 { count == 0 ? .zero : Decimal18(raw: sum / UInt256(count)) }

    /// The upper end of the step that holds the quantile, but no more than the largest; 0 without ratios.
    ///
    /// - Parameter percent: 50 for the median: the least ratio that at least so many hundredths don't exceed.
    func quantile(percent: UInt64) -> Decimal18 {
        guard count > 0 else { return .zero }
        let rank = max(1, (count * percent + 99) / 100)
        var seen: UInt64 = 0
        for (step, count) in counts.enumerated() where count > 0 {
            seen += UInt64(count)
            if seen >= rank {
                let end = Decimal18(raw: UInt256(high: 0, low: UInt128(step + 1) * Self.width))
                return step == Self.steps ? largest : min(end, largest)
            }
        }
        return largest
    }

    /// The part of the ratios that are as large as a number of steps or larger.
    func share(fromStep step: Int) -> Decimal18 {
        guard count > 0 else { return .zero }
        let outside = counts[step...].reduce(UInt64.zero) { $0 + UInt64($1) }
        return Decimal18(raw: Decimal18(whole: outside).raw / UInt256(count))
    }
}

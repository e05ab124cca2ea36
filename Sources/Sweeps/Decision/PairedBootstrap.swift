internal import Simulation

/// Differences between candidates that were run with the same seeds, resampled by seed.
///
/// A resample draws as many seeds as there are, with replacement, the same for all candidates and circumstances. The
/// draws come from a stream of their own, so that the same runs give the same intervals everywhere.
struct PairedBootstrap: Sendable {
    /// How often seeds are drawn.
    static let resamples = 4000

    private let draws: [[Int32]]

    /// - Parameter seeds: How many seeds there are.
    init(seeds: Int) {
        var stream = RandomStream(state: (0x6b, 0x2d, 0x63, 0x68))
        // The first numbers of a state with few bits are few bits.
        for _ in 0..<64 { _ = stream.next() }
        draws = (0..<Self.resamples).map { _ in
            (0..<seeds).map { _ in Int32(stream.uniform(below: UInt64(seeds))) }
        }
    }

    /// The values of a figure in every resample.
    ///
    /// - Parameters:
    ///   - values: By circumstance and seed.
    ///   - across: How circumstances become one figure.
    func values(_ values: [[Double]], _ across: Across) -> [Double] {
        draws.map { draw in
            across.figure(
                values.map { circumstance in
                    draw.reduce(0) { $0 + circumstance[Int($1)] } / Double(max(1, draw.count))
                })
        }
    }

    /// The percentile interval of the difference of two figures, resample by resample.
    ///
    /// - Parameter comparisons: How many intervals are to hold at once, with 95 % together (Bonferroni).
    static func interval(_ first: [Double], less second: [Double], comparisons: Int) -> ClosedRange<Double> {
        let sorted = zip(first, second).map { $0 - $1 }.sorted()
        let outside = Int(Double(sorted.count) * 0.025 / Double(max(1, comparisons)))
        let place = min(outside, sorted.count - 1)
        return sorted[place]...max(sorted[place], sorted[sorted.count - 1 - place])
    }
}

/// How figures of several circumstances become one.
public enum Across: String, Hashable, Sendable, CaseIterable {
    /// Their mean.
    case mean
    /// The worst of them.
    case worst
    /// Each by itself: a choice for every circumstance.
    case each

    func figure(_ values: [Double]) -> Double {
        switch self {
        case .mean, .each: values.reduce(0, +) / Double(max(1, values.count))
        case .worst: values.min() ?? 0
        }
    }
}

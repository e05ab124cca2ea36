/// A mark on an axis.
public struct Tick: Hashable, Sendable {
    /// Where.
    public let value: Double
    /// What stands beside it: exactly its value.
    public let label: String
}

/// What an axis counts in.
public enum AxisUnit: Hashable, Sendable {
    /// Numbers as they are.
    case number
    /// Parts of one, shown as percent.
    case percent
    /// Seconds, shown in the unit that fits.
    case duration
}

/// Chooses round values for an axis.
public enum Ticks {
    /// Round values within a range, about as many as wanted; none for a range that is empty or not finite.
    public static func choose(_ range: ClosedRange<Double>, about count: Int, unit: AxisUnit = .number) -> [Tick] {
        let span = range.upperBound - range.lowerBound
        let size = max(abs(range.lowerBound), abs(range.upperBound))
        guard span.isFinite, count > 0, span > size * 1e-12, size < 1e100, span > 1e-100 else { return [] }
        if unit == .duration { return durations(range, atLeast: span / Double(count)) }
        let (mantissa, exponent) = roundStep(atLeast: span / Double(count))
        let step = Double(mantissa) * power(exponent)
        return multiples(of: step, in: range).map { number in
            let label = NumberText.scaled(
                number * mantissa, exponent: unit == .percent ? exponent + 2 : exponent,
                finest: unit == .percent ? exponent + 2 : exponent)
            return Tick(value: Double(number) * step, label: unit == .percent ? label + " %" : label)
        }
    }

    private static func multiples(of step: Double, in range: ClosedRange<Double>) -> ClosedRange<Int> {
        let slack = 1e-9
        let first = (range.lowerBound / step - slack).rounded(.up)
        let last = (range.upperBound / step + slack).rounded(.down)
        return Int(first)...Int(max(first, last))
    }

    /// The least of 1, 2 and 5 times a power of ten that is at least a distance.
    static func roundStep(atLeast distance: Double) -> (mantissa: Int, exponent: Int) {
        var exponent = 0
        while power(exponent) > distance { exponent -= 1 }
        while power(exponent + 1) <= distance { exponent += 1 }
        for mantissa in [1, 2, 5] where Double(mantissa) * power(exponent) >= distance * (1 - 1e-9) {
            return (mantissa, exponent)
        }
        return (1, exponent + 1)
    }

    static func power(_ exponent: Int) -> Double {
        let magnitude = (0..<abs(exponent)).reduce(1.0) { product, _ in product * 10 }
        return exponent < 0 ? 1 / magnitude : magnitude
    }

    private static let units: [(name: String, seconds: Int, steps: [Int])] = [
        ("s", 1, [1, 2, 5, 10, 15, 30]), ("min", 60, [1, 2, 5, 10, 15, 30]), ("h", 3600, [1, 2, 3, 6, 12]),
    ]

    private static func durations(_ range: ClosedRange<Double>, atLeast distance: Double) -> [Tick] {
        for (name, seconds, steps) in units {
            for step in steps where Double(step * seconds) >= distance {
                return multiples(of: Double(step * seconds), in: range).map {
                    Tick(value: Double($0 * step * seconds), label: $0 == 0 ? "0" : "\($0 * step) \(name)")
                }
            }
        }
        let day = 86400.0
        return choose(
            range.lowerBound / day...range.upperBound / day,
            about: max(1, Int((range.upperBound - range.lowerBound) / distance))
        )
        .map { Tick(value: $0.value * day, label: $0.label == "0" ? "0" : $0.label + " d") }
    }
}

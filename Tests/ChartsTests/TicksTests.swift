import Charts
import Testing

/// The marks of an axis.
@Suite struct TicksTests {
    @Test(arguments: [
        (0.0...10, ["0", "2", "4", "6", "8", "10"]), (-1...1, ["−1.0", "−0.5", "0", "0.5", "1.0"]),
        (39_000...46_100, ["40 000", "42 000", "44 000", "46 000"]),
        (0...2.1e-9, ["0", "5×10⁻¹⁰", "1×10⁻⁹", "1.5×10⁻⁹", "2×10⁻⁹"]),
        (1e15...3e15, ["1×10¹⁵", "1.5×10¹⁵", "2×10¹⁵", "2.5×10¹⁵", "3×10¹⁵"]),
    ])
    func areRoundAndSayWhatTheyAre(range: ClosedRange<Double>, labels: [String]) {
        #expect(Ticks.choose(range, about: 5).map { $0.label.replacing("\u{202F}", with: " ") } == labels)
    }

    @Test func percentAndTime() {
        #expect(Ticks.choose(0...0.5, about: 5, unit: .percent).map(\.label).last == "50 %")
        #expect(Ticks.choose(0...0.01, about: 4, unit: .percent).map(\.label).dropFirst().first == "0.5 %")
        #expect(
            Ticks.choose(0...8000, about: 5, unit: .duration).map(\.label)
                == ["0", "30 min", "60 min", "90 min", "120 min"])
        #expect(Ticks.choose(0...86400 * 30, about: 4, unit: .duration).map(\.label) == ["0", "10 d", "20 d", "30 d"])
        #expect(Ticks.choose(0...40, about: 5, unit: .duration).map(\.label).last == "40 s")
    }

    /// Whatever the range: ticks lie in it, rise, are not many more than wanted, and none stands twice.
    @Test func laws() {
        var generator = SystemIndependentGenerator(seed: 7)
        for _ in 0..<2000 {
            let low = Double.random(in: -1...1, using: &generator) * power(Int.random(in: -20...40, using: &generator))
            let span = Double.random(in: 0.1...1, using: &generator) * max(abs(low) * 1e-8, 1e-20)
            for unit in [AxisUnit.number, .percent, .duration] {
                let ticks = Ticks.choose(low...(low + span), about: 6, unit: unit)
                #expect(ticks.count <= 14, "\(low) \(span)")
                #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value }, "\(low) \(span)")
            }
        }
    }

    @Test func impossibleRangesHaveNone() {
        #expect(Ticks.choose(1...1, about: 5).isEmpty)
        #expect(Ticks.choose(0...Double.infinity, about: 5).isEmpty)
        #expect(Ticks.choose(0...1, about: 0).isEmpty)
    }

    private func power(_ exponent: Int) -> Double {
        (0..<abs(exponent)).reduce(1.0) { value, _ in exponent < 0 ? value / 10 : value * 10 }
    }
}

/// SplitMix64: the same numbers on every machine.
struct SystemIndependentGenerator: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

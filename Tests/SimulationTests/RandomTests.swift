import FixedPoint
import Simulation
import Testing
import WideIntegers

/// Random numbers on integers alone (SPEC K2).
@Suite struct RandomTests {
    private static func stream(_ seed: UInt64, agent: Int = 0) -> RandomStream {
        RandomStream(seed: seed, purpose: .order, pool: 0, agent: agent)
    }

    @Test func streamsAreRepeatableAndApart() {
        var (first, again, other) = (Self.stream(1), Self.stream(1), Self.stream(1, agent: 1))
        let numbers = (0..<100).map { _ in first.next() }
        #expect(numbers == (0..<100).map { _ in again.next() })
        #expect(Set(numbers).isDisjoint(with: (0..<100).map { _ in other.next() }))
        #expect(Set(numbers).count == 100)
    }

    /// The reference outputs of xoshiro256** for the state 1, 2, 3, 4.
    @Test func xoshiroIsTheReferenceOne() {
        var stream = RandomStream(state: (1, 2, 3, 4))
        let expected: [UInt64] = [11520, 0, 1_509_978_240, 1_215_971_899_390_074_240]
        #expect(expected == (0..<4).map { _ in stream.next() })
    }

    @Test func logarithmsAreRight() {
        // ln 2, ln 10, −ln 3 to 18 digits.
        #expect(abs(naturalLogarithm(2, over: 1) - 693_147_180_559_945_309) <= 4)
        #expect(abs(naturalLogarithm(10, over: 1) - 2_302_585_092_994_045_684) <= 8)
        #expect(abs(naturalLogarithm(1, over: 3) + 1_098_612_288_668_109_691) <= 8)
        #expect(naturalLogarithm(7, over: 7) == 0)
        #expect(negativeLogarithm(ofUniform: .max) == 0)
        #expect(abs(negativeLogarithm(ofUniform: 0) - 64 * 693_147_180_559_945_309) <= 64)
    }

    @Test func exponentialsAreRight() {
        let bounds = UInt256.one...Decimal18(whole: 1_000_000_000).raw
        func exponential(_ exponent: Int128) -> UInt256 {
            scaled(Decimal18(whole: 1).raw, byExponentialOf: exponent, within: bounds)
        }
        func isNear(_ value: UInt256, _ expected: UInt256, within wei: UInt256) -> Bool {
            (value > expected ? value - expected : expected - value) <= wei
        }
        #expect(exponential(0) == Decimal18.oneInWei)
        #expect(isNear(exponential(one18), 2_718_281_828_459_045_235, within: 30))
        #expect(isNear(exponential(-one18), 367_879_441_171_442_321, within: 30))
        #expect(isNear(exponential(10 * one18), 22_026_465_794_806_716_516_957, within: 1_000_000))
        #expect(exponential(88 * one18) == bounds.upperBound)
        #expect(exponential(-88 * one18) == bounds.lowerBound)
        #expect(exponential(.max) == bounds.upperBound)
        #expect(exponential(.min) == bounds.lowerBound)
    }

    /// Mean, variance and tails of 200,000 normals; the bounds are five standard errors.
    @Test func normalsAreNormal() {
        var stream = Self.stream(7)
        let count = 200_000
        var (sum, squares, beyondTwo, beyondThree) = (0.0, 0.0, 0, 0)
        for _ in 0..<count {
            let z = Double(stream.normal()) / 1e18
            sum += z
            squares += z * z
            if abs(z) > 2 { beyondTwo += 1 }
            if abs(z) > 3 { beyondThree += 1 }
        }
        #expect(abs(sum / Double(count)) < 5 / Double(count).squareRoot())
        #expect(abs(squares / Double(count) - 1) < 5 * (2 / Double(count)).squareRoot())
        #expect(abs(Double(beyondTwo) / Double(count) - 0.0455) < 0.0025)
        #expect(abs(Double(beyondThree) / Double(count) - 0.0027) < 0.0006)
    }

    @Test func exponentialWaitsHaveTheirMean() {
        var stream = Self.stream(9)
        let sum = (0..<100_000).reduce(0.0) { sum, _ in sum + Double(stream.exponential(mean: 86400)) }
        #expect(abs(sum / 100_000 / 86400 - 1) < 0.016)
    }

    @Test func bernoulliAndUniformKeepTheirBounds() {
        var stream = Self.stream(11)
        #expect((0..<1000).allSatisfy { _ in !stream.bernoulli(.zero) })
        #expect((0..<1000).allSatisfy { _ in stream.bernoulli(.one) })
        let hits = (0..<100_000).count { _ in stream.bernoulli(.percent(30)) }
        #expect(abs(hits - 30_000) < 725)
        let (low, high) = (Decimal18.percent(150), Decimal18.percent(500))
        let draws = (0..<1000).map { _ in stream.uniform(from: low, to: high) }
        #expect(draws.allSatisfy { low <= $0 && $0 <= high })
        #expect(draws.contains { $0 < .percent(160) } && draws.contains { $0 > .percent(490) })
        #expect(stream.uniform(from: low, to: low) == low)
        #expect((0..<1000).allSatisfy { _ in stream.uniform(below: 3) < 3 })
    }
}

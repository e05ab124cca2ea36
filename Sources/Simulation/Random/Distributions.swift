package import FixedPoint
internal import WideIntegers

// SPEC K2: every distribution that agents and the index draw from, on integers alone.

extension RandomStream {
    /// A whole number below a bound above 0, all with the same probability (multiply and reject).
    package mutating func uniform(below bound: UInt64) -> UInt64 {
        while true {
            let (high, low) = next().multipliedFullWidth(by: bound)
            if low >= bound || low >= (0 &- bound) % bound { return high }
        }
    }

    /// Whether something of a probability from 0 to 1 happens.
    package mutating func bernoulli(_ probability: Decimal18) -> Bool {
        let draw = uniform(below: 1_000_000_000_000_000_000)
        return UInt256(high: 0, low: UInt128(draw)) < probability.raw
    }

    /// A decimal from `low` to `high`, both at most 2⁶⁴ wei apart, all wei with the same probability.
    package mutating func uniform(from low: Decimal18, to high: Decimal18) -> Decimal18 {
        guard high > low else { return low }
        let width = high.raw &- low.raw
        let (product, _) = UInt256(high: 0, low: UInt128(next())).multipliedReportingOverflow(by: width &+ .one)
        return Decimal18(raw: low.raw &+ (product &>> 64))
    }

    /// Seconds until an event that comes once in `mean` seconds on average: −mean · ln u, at least 1, truncated.
    package mutating func exponential(mean: UInt64) -> UInt64 {
        let scaled = UInt256(negativeLogarithm(ofUniform: next())) &* UInt256(mean) / Decimal18.oneInWei
        // Means are at most 2⁶⁰ · 10⁻³ and −ln u at most 45.
        return max(1, UInt64(truncatingIfNeeded: scaled.low))
    }

    /// What an order may cost, a part of its notional: −mean · ln u; nil for any cost, which a mean of 0 stands for.
    mutating func tolerance(mean: Decimal18) -> Decimal18? {
        if mean.isZero { return nil }
        let scaled = UInt256(negativeLogarithm(ofUniform: next())) &* mean.raw
        return Decimal18(raw: scaled / Decimal18.oneInWei)
    }

    /// A standard normal in units of 10⁻¹⁸, by Marsaglia's polar method; the second number of a pair is not used.
    ///
    /// u and v are uniform in (−1, 1) with 62 fraction bits; with s = u² + v² in (0, 1), z = u · √(−2 ln s / s).
    package mutating func normal() -> Int128 {
        while true {
            let (u, v) = (Int64(bitPattern: next()) >> 1, Int64(bitPattern: next()) >> 1)
            let (a, b) = (UInt128(u.magnitude), UInt128(v.magnitude))
            let square = a &* a &+ b &* b
            // 2¹²⁴ is 1; s is taken with 64 fraction bits.
            let s = square &>> 60
            guard s > 0, s < 1 &<< 64 else { continue }
            let logarithm = naturalLogarithm(1 &<< 64, over: s) * 2
            let scaledLogarithm = UInt256(logarithm) &* Decimal18.oneInWei << 64
            let factor = (scaledLogarithm / UInt256(high: 0, low: s)).squareRoot()
            let magnitude = (UInt256(high: 0, low: a) &* factor) &>> 62
            let value = Int128(truncatingIfNeeded: magnitude.low)
            return u < 0 ? -value : value
        }
    }
}

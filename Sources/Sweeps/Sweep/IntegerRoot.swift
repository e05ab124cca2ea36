internal import WideIntegers

/// Exact roots, for grids whose steps are geometric: products of any size, compared exactly.
enum IntegerRoot {
    /// The largest whole v with vⁿ ≤ fromⁿ⁻ⁱ · toⁱ: step i of n from one number to another, cut to a whole.
    ///
    /// - Parameters:
    ///   - from: Above 0.
    ///   - to: Above 0.
    ///   - step: i, from 0 to n.
    ///   - count: n, above 0.
    static func geometricStep(from: UInt256, to: UInt256, step: Int, of count: Int) -> UInt256 {
        let divisor = greatestCommonDivisor(step, count)
        let (i, n) = (step / divisor, count / divisor)
        let target = power(from, n - i) * power(to, i)
        // What is looked for lies between the two ends; `low` always is small enough.
        var (low, high) = (min(from, to), max(from, to))
        while low < high {
            let middle = low &+ (high &- low &+ 1) >> 1
            if power(middle, n) > target { high = middle &- 1 } else { low = middle }
        }
        return low
    }

    private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
        b == 0 ? a : greatestCommonDivisor(b, a % b)
    }

    private static func power(_ base: UInt256, _ exponent: Int) -> Rational {
        var (result, square, rest) = (Rational(UInt256.one), Rational(base), exponent)
        while rest > 0 {
            if rest & 1 == 1 { result = result * square }
            rest >>= 1
            if rest > 0 { square = square * square }
        }
        return result
    }
}

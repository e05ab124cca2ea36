internal import WideIntegers

/// Exact roots, for grids whose steps are geometric: products of any size, compared digit by digit.
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
        let target = power(from, n - i).multiplied(by: power(to, i))
        // What is looked for lies between the two ends; `low` always is small enough.
        var (low, high) = (min(from, to), max(from, to))
        while low < high {
            let middle = low &+ (high &- low &+ 1) >> 1
            if power(middle, n).isGreater(than: target) { high = middle &- 1 } else { low = middle }
        }
        return low
    }

    private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
        b == 0 ? a : greatestCommonDivisor(b, a % b)
    }

    private static func power(_ base: UInt256, _ exponent: Int) -> Natural {
        var (result, square, rest) = (Natural(.one), Natural(base), exponent)
        while rest > 0 {
            if rest & 1 == 1 { result = result.multiplied(by: square) }
            rest >>= 1
            if rest > 0 { square = square.multiplied(by: square) }
        }
        return result
    }
}

/// A natural number of any size: limbs from the lowest, none of them 0 at the top.
private struct Natural {
    var limbs: [UInt64]

    init(_ number: UInt256) {
        let (a, b, c, d) = number.limbs
        limbs = [a, b, c, d]
        trim()
    }

    private init(limbs: [UInt64]) {
        self.limbs = limbs
        trim()
    }

    private mutating func trim() { while limbs.last == 0 { limbs.removeLast() } }

    func multiplied(by other: Natural) -> Natural {
        var product = [UInt64](repeating: 0, count: limbs.count + other.limbs.count)
        for (i, left) in limbs.enumerated() {
            var carry: UInt64 = 0
            for (j, right) in other.limbs.enumerated() {
                // (2⁶⁴ − 1)² + 2 · (2⁶⁴ − 1) = 2¹²⁸ − 1: the sum always fits.
                let sum = UInt128(left) * UInt128(right) + UInt128(product[i + j]) + UInt128(carry)
                product[i + j] = UInt64(truncatingIfNeeded: sum)
                carry = UInt64(truncatingIfNeeded: sum >> 64)
            }
            product[i + other.limbs.count] = carry
        }
        return Natural(limbs: product)
    }

    func isGreater(than other: Natural) -> Bool {
        if limbs.count != other.limbs.count { return limbs.count > other.limbs.count }
        for index in limbs.indices.reversed() where limbs[index] != other.limbs[index] {
            return limbs[index] > other.limbs[index]
        }
        return false
    }
}

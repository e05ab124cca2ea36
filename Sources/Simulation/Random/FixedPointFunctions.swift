internal import FixedPoint
package import WideIntegers

// Logarithm and exponential on integers alone, so that they are the same bits everywhere (SPEC K2). Arguments and
// results count units of 10⁻¹⁸.

/// 10¹⁸ in the integers that random numbers are computed with.
package let one18: Int128 = 1_000_000_000_000_000_000

/// ln 2 in units of 10⁻¹⁸, truncated.
private let ln2: Int128 = 693_147_180_559_945_309

/// log₂ of a whole number above 0, with 60 fraction bits, found bit by bit: squaring doubles a logarithm.
private func binaryLogarithm(_ number: UInt128) -> Int128 {
    let exponent = 127 - number.leadingZeroBitCount
    if number.nonzeroBitCount == 1 { return Int128(exponent) &<< 60 }
    // From 2⁶³ up to 2⁶⁴, which stands for 1 up to 2.
    var mantissa = UInt64(truncatingIfNeeded: exponent >= 63 ? number &>> (exponent - 63) : number &<< (63 - exponent))
    var fraction: Int128 = 0
    for _ in 0..<60 {
        let square = UInt128(mantissa) &* UInt128(mantissa)
        let bit = square &>> 127
        mantissa = UInt64(truncatingIfNeeded: bit == 1 ? square &>> 64 : square &>> 63)
        fraction = fraction &<< 1 | Int128(bit)
    }
    return Int128(exponent) &<< 60 | fraction
}

/// ln of a quotient of two whole numbers above 0.
package func naturalLogarithm(_ numerator: UInt128, over denominator: UInt128) -> Int128 {
    let binary = binaryLogarithm(numerator) - binaryLogarithm(denominator)
    return (binary * ln2) >> 60
}

/// −ln u for u = (bits + 1) / 2⁶⁴, which is above 0 and at most 1.
package func negativeLogarithm(ofUniform bits: UInt64) -> Int128 {
    naturalLogarithm(1 &<< 64, over: UInt128(bits) + 1)
}

/// An amount times e^exponent, truncated, and kept within bounds.
///
/// e^x = 2ⁿ · e^r with 0 ≤ r < ln 2; e^r is the sum of its series until a term is 0.
package func scaled(
    _ amount: UInt256, byExponentialOf exponent: Int128, within bounds: ClosedRange<UInt256>
) -> UInt256 {
    // e⁸⁸ is about 2¹²⁷. Amounts are below 2¹²⁰, so that products with 10¹⁸ · 2 stay below 2¹⁸².
    let exponent = max(-88 * one18, min(88 * one18, exponent))
    var shift = exponent / ln2
    if exponent < shift * ln2 { shift -= 1 }
    let rest = exponent - shift * ln2
    var (term, sum, count): (Int128, Int128, Int128) = (one18, one18, 1)
    while term > 0 {
        term = term * rest / (one18 * count)
        sum += term
        count += 1
    }
    let product = amount &* UInt256(sum) / Decimal18.oneInWei
    if shift <= 0 { return max(bounds.lowerBound, min(bounds.upperBound, product >> Int(-shift))) }
    let limit = bounds.upperBound >> Int(shift)
    return product > limit ? bounds.upperBound : max(bounds.lowerBound, product << Int(shift))
}

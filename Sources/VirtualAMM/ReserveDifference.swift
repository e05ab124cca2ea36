public import WideIntegers

/// The difference form of SPEC P2: the same number as step by step, from one shorter division.
///
/// With x the reserve that moves, y the one that answers, both below 2¹²⁸, and r = x·y mod 10¹⁸:
///
///     adding a:    ⌊(y·a + r) / (x + a)⌋
///     removing a:  ⌈(y·a − r) / (x − a)⌉                          where y·a ≥ r
///                  ⌈(r − y·a) / (x − a)⌉ + (1 if inexact)         otherwise
///
/// SPEC P2 has the proof. Whatever could revert is left to the rule as written.
@usableFromInline
package enum ReserveDifference {
    /// The distance that the answering reserve moves, or nil where the rule may revert or 128 bits are not enough.
    ///
    /// `amount` must not be 0.
    @inlinable
    package static func distance(
        _ direction: Direction, amount a: UInt128, moved x: UInt128, answering y: UInt128
    ) -> UInt256? {
        let product = wide(x.multipliedFullWidth(by: y))
        let r = product.remainderByOne
        // K · 10¹⁸ = x·y − r must be a positive int256: that takes in every other conversion on the way.
        guard product.high &>> 127 == 0 else { return nil }
        let dividend = wide(y.multipliedFullWidth(by: a))
        let rest = UInt256(high: 0, low: UInt128(truncatingIfNeeded: r))
        if direction == .addToAmm {
            let (divisor, overflow) = x.addingReportingOverflow(a)
            guard !overflow else { return nil }
            return (dividend &+ rest).divided(byHalf: divisor).quotient
        }
        guard a < x else { return nil }
        let (shortened, below) = dividend.subtractingReportingOverflow(rest)
        let (quotient, remainder) = (below ? rest &- dividend : shortened).divided(byHalf: x &- a)
        if remainder == 0 { return quotient }
        return quotient &+ UInt256(high: 0, low: below ? 2 : 1)
    }

    @inlinable
    static func wide(_ product: (high: UInt128, low: UInt128)) -> UInt256 {
        UInt256(high: product.high, low: product.low)
    }
}

extension UInt256 {
    /// The remainder by 10¹⁸, from one reciprocal step.
    ///
    /// The upper limbs are folded with 2⁶⁴, 2¹²⁸ and 2¹⁹² mod 10¹⁸, each below 2⁵⁹: the sum stays below 2¹²⁵. Folding
    /// its upper limb once more leaves less than 2¹²¹, whose upper limb is less than 10¹⁸ as the step requires.
    @inlinable
    var remainderByOne: UInt64 {
        let (l0, l1, l2, l3) = limbs
        let power1: UInt64 = 0x0633_275e_3af8_0000
        let power2: UInt64 = 0x0532_df79_74c4_0000
        let power3: UInt64 = 0x04ee_cadb_5828_0000
        let folded = l3.times(power3) &+ l2.times(power2) &+ l1.times(power1) &+ UInt128(truncatingIfNeeded: l0)
        let upper = UInt64(truncatingIfNeeded: folded &>> 64)
        let twice = upper.times(power1) &+ UInt128(truncatingIfNeeded: UInt64(truncatingIfNeeded: folded))
        let divisor = Reciprocal64(1_000_000_000_000_000_000)
        return divisor.divide(twice &<< 4).remainder &>> 4
    }
}

extension UInt64 {
    @inlinable
    func times(_ other: UInt64) -> UInt128 {
        UInt128(truncatingIfNeeded: self) &* UInt128(truncatingIfNeeded: other)
    }
}

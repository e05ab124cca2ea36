package import FixedPoint
internal import WideIntegers

extension Decimal18 {
    /// Whole hundredths.
    package static func percent(_ count: UInt64) -> Decimal18 { basisPoints(count * 100) }

    /// Whole ten-thousandths.
    package static func basisPoints(_ count: UInt64) -> Decimal18 {
        Decimal18(raw: UInt256(high: 0, low: UInt128(count) * 100_000_000_000_000))
    }

    /// The half, truncated.
    var half: Decimal18 { Decimal18(raw: raw &>> 1) }

    /// The sum; the largest decimal where it would be larger. For sums that only report.
    func addingSaturated(_ other: Decimal18) -> Decimal18 {
        let (sum, overflow) = raw.addingReportingOverflow(other.raw)
        return Decimal18(raw: overflow ? .max : sum)
    }

    /// The difference; 0 where it would be negative.
    func subtractingFloored(_ other: Decimal18) -> Decimal18 {
        self > other ? Decimal18(raw: raw &- other.raw) : .zero
    }

    /// √(self · other), truncated; nil where the product is 2²⁵⁶ wei² or more.
    func geometricMean(with other: Decimal18) -> Decimal18? {
        let (product, overflow) = raw.multipliedReportingOverflow(by: other.raw)
        return overflow ? nil : Decimal18(raw: product.squareRoot())
    }

    /// |self − other| ⊘ other; nil where it can't be computed.
    package func relativeDistance(from other: Decimal18) -> Decimal18? {
        let distance = self > other ? raw &- other.raw : other.raw &- raw
        return try? Decimal18(raw: distance).divided(by: other)
    }
}

extension SignedDecimal18 {
    /// The sum, which wraps around beyond 2²⁵⁵ wei. For sums that only report, of amounts far below.
    func addingWrapped(_ other: SignedDecimal18) -> SignedDecimal18 {
        SignedDecimal18(raw: raw &+ other.raw)
    }

    /// The difference, in the same way.
    func subtractingWrapped(_ other: SignedDecimal18) -> SignedDecimal18 {
        SignedDecimal18(raw: raw &- other.raw)
    }

    /// A decimal below 2²⁵⁵ wei with a sign.
    init(wrapping magnitude: Decimal18, isNegative: Bool = false) {
        let value = Int256(bitPattern: magnitude.raw)
        self.init(raw: isNegative ? .zero &- value : value)
    }
}

extension TokenDecimals {
    /// An amount cut to token units, which is what can be transferred.
    func wholeUnits(of amount: Decimal18) -> Decimal18 { (try? decimal(ofUnits: units(of: amount))) ?? .zero }
}

internal import Charts
internal import FixedPoint
internal import WideIntegers

extension Decimal18 {
    /// The nearest floating-point number, for drawing only.
    var drawn: Double {
        let (a, b, c, d) = raw.limbs
        let limb = 18_446_744_073_709_551_616.0
        return (((Double(d) * limb + Double(c)) * limb + Double(b)) * limb + Double(a)) / 1e18
    }
}

extension SignedDecimal18 {
    /// The nearest floating-point number, for drawing only.
    var drawn: Double { isNegative ? -magnitude.drawn : magnitude.drawn }
}

extension NumberText {
    /// A ratio as percent, cut to two digits behind the point.
    static func percent(_ ratio: SignedDecimal18) -> String {
        guard let hundredfold = try? ratio.multiplied(byScalar: 100) else { return ratio.description }
        return short(hundredfold.description, digits: 2) + " %"
    }
}

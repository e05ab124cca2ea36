public import FixedPoint
public import WideIntegers

// SPEC KC2. Extension, not in the contracts: both reserves are multiplied by a scale p, positions stay, and the fund
// pays or receives by how much the closing value of the net position changes.

extension CurveExposure {
    /// Extension, not in the contracts. What scaling both reserves by p costs the fund before any rounding:
    /// p·y·d / (p·x + d) − y·d / (x + d), in wei of quote; negative for earned. It never falls as p grows.
    ///
    /// - Throws: `scaleIsTooSmall` for p·x + d ≤ 0 and for p = 0.
    public func cost(ofScale scale: Decimal18) throws(KChangeError) -> Rational {
        let p = Rational(wei: scale).over(.oneInWei)
        guard !scale.isZero, p * x + d > .zero else {
            throw .scaleIsTooSmall(scale: scale, netPosition: netPosition)
        }
        return (p * y * d).over(p * x + d) - closingValue
    }

    /// Extension, not in the contracts. What no scale costs more than, and large ones come ever closer to:
    /// y·d² / (x·(x + d)), in wei of quote.
    public var maximumCost: Rational { (y * d * d).over(x * (x + d)) }

    /// Extension, not in the contracts. The curve with both reserves scaled, each truncated to wei (⊗, SPEC N4) as
    /// `migrateLiquidity` does.
    ///
    /// - Throws: `scaleIsTooSmall` where nothing is left of a reserve or d ≤ −x afterwards; `outOfRange`.
    public func scaled(by scale: Decimal18) throws(KChangeError) -> CurveExposure {
        let quote: Decimal18
        let base: Decimal18
        do throws(Revert) {
            quote = try quoteAssetReserve.multiplied(by: scale)
            base = try baseAssetReserve.multiplied(by: scale)
        } catch {
            throw .outOfRange("a reserve scaled by \(scale)")
        }
        do throws(KChangeError) {
            return try CurveExposure(quoteAssetReserve: quote, baseAssetReserve: base, netPosition: netPosition)
        } catch {
            throw .scaleIsTooSmall(scale: scale, netPosition: netPosition)
        }
    }

    /// Extension, not in the contracts. The scale that a budget buys, the inverse of the cost:
    /// p(B) = [y·d² + B·d·(x + d)] / [y·d² − B·x·(x + d)], rounded down, and then lowered by as many wei as it takes
    /// for the payment on reserves in whole wei not to exceed the budget.
    ///
    /// - Parameter budget: B, quote; negative for an amount that is to be earned.
    /// - Throws: `noNetPosition`; `budgetCoversEveryScale` for B ≥ `maximumCost`; `budgetIsOutOfReach` for B ≤ −y·d /
    ///   (x + d) with d > 0, what scaling to nothing would earn; `outOfRange`.
    public func scale(forBudget budget: SignedDecimal18) throws(KChangeError) -> Decimal18 {
        guard !netPosition.isZero else { throw .noNetPosition }
        let (b, maximum) = (Rational(wei: budget), maximumCost)
        guard b < maximum else {
            throw .budgetCoversEveryScale(budget: budget, maximum: maximum.roundedUp.decimal ?? .zero)
        }
        let unreachable = KChangeError.budgetIsOutOfReach(
            budget: budget, least: (Rational.zero - closingValue).roundedUp.signedDecimal ?? .zero)
        if netPosition.isPositive, b + closingValue <= .zero { throw unreachable }
        let numerator = y * d * d + b * d * (x + d)
        let scale = (numerator * .oneInWei).over(y * d * d - b * x * (x + d)).roundedDown
        guard let start = scale.decimal else { throw .outOfRange("the scale that \(budget) buys") }
        return try affordable(start, budget: budget, unreachable: unreachable)
    }

    /// A scale at or just below another whose payment the budget covers. What the truncated reserves add to the cost
    /// is some wei, and each attempt lowers the scale by twice as much as the one before.
    private func affordable(
        _ start: Decimal18, budget: SignedDecimal18, unreachable: KChangeError
    ) throws(KChangeError) -> Decimal18 {
        var (scale, step) = (start, UInt256.one)
        while try payment(to: scaled(by: scale)) > budget {
            guard scale.raw > step else { throw unreachable }
            scale.raw = scale.raw &- step
            step = step &+ step
        }
        return scale
    }
}

internal import FixedPoint
internal import WideIntegers

/// What the policies that spend a budget share.
enum BudgetRule {
    /// The scale that a budget buys, p(B), within limits; nil where nobody holds anything net, as every scale is free
    /// then, and where the curve is none.
    ///
    /// A budget that covers every scale buys the upper limit, one that can't be earned the lower limit.
    static func scale(
        buying budget: SignedDecimal18, within limits: ClosedRange<Decimal18>, on observation: KObservation
    ) -> Decimal18? {
        if budget.isZero { return nil }
        do throws(KChangeError) {
            let scale = try CurveExposure(observation).scale(forBudget: budget)
            return min(max(scale, limits.lowerBound), limits.upperBound)
        } catch {
            switch error {
            case .budgetCoversEveryScale: return limits.upperBound
            case .budgetIsOutOfReach: return limits.lowerBound
            default: return nil
            }
        }
    }

    /// A scale, reduced or raised to what keeps the quote reserve within bounds, of which 0 means none; nil where the
    /// reserve is outside already and the scale would take it further away.
    static func bounded(
        _ scale: Decimal18, lower: Decimal18, upper: Decimal18, on observation: KObservation
    ) -> Decimal18? {
        let reserve = observation.quoteAssetReserve
        var scale = scale
        if scale > .one, !upper.isZero {
            guard reserve < upper, let most = try? upper.divided(by: reserve) else { return nil }
            scale = min(scale, most)
        } else if scale < .one, !lower.isZero {
            guard reserve > lower, let least = try? lower.divided(by: reserve).adding(Decimal18(raw: 1)) else {
                return nil
            }
            scale = max(scale, min(least, .one))
        }
        return scale
    }
}

extension CurveExposure {
    /// The curve that a policy sees.
    init(_ observation: KObservation) throws(KChangeError) {
        try self.init(
            quoteAssetReserve: observation.quoteAssetReserve, baseAssetReserve: observation.baseAssetReserve,
            netPosition: observation.netPosition)
    }
}

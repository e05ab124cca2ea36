public import FixedPoint
internal import WideIntegers

// SPEC KC3. Extension, not in the contracts: K stays, the price moves, positions stay, and the fund pays or receives
// by how much the closing value of the net position changes.

extension CurveExposure {
    /// The price y / x, quote per base, rounded down.
    ///
    /// - Throws: `outOfRange`.
    public func spotPrice() throws(KChangeError) -> Decimal18 {
        guard let price = (y * .oneInWei).over(x).roundedDown.decimal else { throw .outOfRange("the price") }
        return price
    }

    /// Extension, not in the contracts. The curve with the same K at another price: x' = √(x·y / P*) = x·√(P / P*) and
    /// y' = √(x·y·P*) = y·√(P* / P), each rounded down to wei, so that K never grows.
    ///
    /// - Parameter price: P*, quote per base.
    /// - Throws: `priceIsZero`; `outOfRange`; `emptyReserve`; `shortExceedsReserve` for d ≤ −x'.
    public func repegged(to price: Decimal18) throws(KChangeError) -> CurveExposure {
        guard !price.isZero else { throw .priceIsZero }
        let target = Rational(wei: price).over(.oneInWei)
        // The root of a number and that of its whole part have the same whole part.
        guard let baseSquared = product.over(target).roundedDown.decimal,
            let quoteSquared = (product * target).roundedDown.decimal
        else { throw .outOfRange("a squared reserve at a price of \(price)") }
        return try CurveExposure(
            quoteAssetReserve: Decimal18(raw: quoteSquared.raw.squareRoot()),
            baseAssetReserve: Decimal18(raw: baseSquared.raw.squareRoot()), netPosition: netPosition)
    }

    /// Extension, not in the contracts. The price nearest to a target that a budget can move the pool to, the inverse
    /// of the cost: the target itself where the budget covers it. What moving costs grows with the price for longs and
    /// falls with it for shorts, so that bisection finds the place.
    ///
    /// - Parameters:
    ///   - target: P*, quote per base.
    ///   - budget: Quote; negative for an amount that is to be earned.
    /// - Throws: `budgetIsOutOfReach` where moving to the target earns less than asked for; as `repegged`.
    public func repegPrice(toward target: Decimal18, budget: SignedDecimal18) throws(KChangeError) -> Decimal18 {
        let full = try payment(to: repegged(to: target))
        if full <= budget { return target }
        // Between a price that can be paid for and one that can't.
        var (near, far) = (try spotPrice(), target)
        let least = min(full, try payment(to: repegged(to: near)))
        guard least <= budget else { throw .budgetIsOutOfReach(budget: budget, least: least) }
        while true {
            let (low, high) = (min(near.raw, far.raw), max(near.raw, far.raw))
            if high &- low <= .one { return near }
            let middle = Decimal18(raw: low &+ (high &- low) / 2)
            if try payment(to: repegged(to: middle)) <= budget { near = middle } else { far = middle }
        }
    }
}

internal import Clearing
internal import FixedPoint
internal import VirtualAMM

// SPEC P6, P7, P12, P19: the price band.

extension ExactEvaluator {
    private struct Band {
        var lower: Amount
        var upper: Amount

        func contains(_ price: Amount) -> Bool { lower.kept <= price.kept && price.kept <= upper.kept }
    }

    /// The band of a ratio around the price of a snapshot.
    private func band(_ pool: Int, at index: Int, ratio: Decimal18) throws(Revert) -> Band {
        let snapshot = markets[pool].snapshot(index)
        note(.note("the reference is snapshot \(index + 1), of block \(snapshot.blockNumber)"))
        let reference = try divide(
            "reference price", Amount("Q", snapshot.quoteAssetReserve), Amount("B", snapshot.baseAssetReserve), .p6)
        let ratio = Amount("ratio", ratio)
        let upper = try multiply("upper", reference, add("ONE + ratio", .one, ratio, .p6), .p6)
        let lower = try multiply("lower", reference, subtract("ONE − ratio", .one, ratio, .p6), .p6)
        return Band(lower: lower, upper: upper)
    }

    /// The snapshot of the price before this block.
    private func referenceIndex(_ pool: Int) -> Int {
        let last = markets[pool].snapshotCount - 1
        return markets[pool].snapshot(last).blockNumber == context.block.number && last > 0 ? last - 1 : last
    }

    private func require(
        _ price: Amount, in band: Band, _ rule: Rule, else revert: Revert
    ) throws(Revert) {
        try check(
            "lower ≤ \(price.name) ≤ upper", rule, .number(price.kept),
            .text("\(band.lower.kept) to \(band.upper.kept)"), band.contains(price), else: revert)
    }

    private func priceAfter(_ pool: Int, _ swap: ShadowedSwap, _ rule: Rule) throws(Revert) -> Amount {
        let (quote, base) = (markets[pool].quote, markets[pool].base)
        let adds = swap.quoteDirection == .addToAmm
        let quoteAfter =
            adds ? try add("Q after", quote, swap.quote, rule) : try subtract("Q after", quote, swap.quote, rule)
        let baseAfter =
            adds ? try subtract("B after", base, swap.base, rule) : try add("B after", base, swap.base, rule)
        return try divide("price after", quoteAfter, baseAfter, rule)
    }

    /// SPEC P7, revision v2.
    func requireBandBefore(_ pool: Int, _ swap: ShadowedSwap, _ rule: BandRule) throws(Revert) {
        let ratio = markets[pool].before.pool.state.fluctuationLimitRatio
        if ratio.isZero {
            note(.note("a fluctuation limit of 0 checks nothing"))
            return
        }
        let band = try band(pool, at: referenceIndex(pool), ratio: ratio)
        try require(spotPrice(pool), in: band, .p7, else: .priceIsAlreadyOverFluctuationLimit)
        if rule == .mayCrossOnce {
            note(.note("this trade may leave the band"))
            return
        }
        try require(priceAfter(pool, swap, .p7), in: band, .p7, else: .priceIsOverFluctuationLimit)
    }

    /// SPEC P19 and P20: the price of given reserves in the band of a ratio.
    func requireInBand(
        _ pool: Int, quote: Amount, base: Amount, ratio: Decimal18, _ rule: Rule
    ) throws(Revert) {
        if ratio.isZero {
            note(.note("a fluctuation limit of 0 checks nothing"))
            return
        }
        let price = try divide("price", quote, base, rule)
        try require(
            price, in: band(pool, at: referenceIndex(pool), ratio: ratio), rule, else: .priceIsOverFluctuationLimit)
    }

    /// SPEC P5, in v1 the single-trade test of P19.
    func outputRule(_ pool: Int, _ swap: ShadowedSwap, skipsBand: Bool) throws(Revert) -> BandRule {
        if !isV1 { return .mayCrossOnce }
        if skipsBand {
            note(.note("the call leaves the band out"))
            return .unchecked
        }
        return try group(.p19, "does this trade alone leave the band of the latest snapshot?") { () throws(Revert) in
            let price = try priceAfter(pool, swap, .p19)
            let band = try band(
                pool, at: markets[pool].snapshotCount - 1,
                ratio: markets[pool].before.pool.state.fluctuationLimitRatio)
            let isInside = band.contains(price)
            note(.note(isInside ? "no: the band is checked" : "yes: the band is not checked"))
            return isInside ? .mustStayInside : .unchecked
        }
    }

    /// SPEC P12.
    func isOverFluctuationLimit(_ pool: Int, _ direction: Direction, _ amount: Amount) throws(Revert) -> Bool {
        try group(.p12, "would the whole leave the band?") { () throws(Revert) in
            let ratio = markets[pool].before.pool.state.fluctuationLimitRatio
            if ratio.isZero {
                note(.note("no: a fluctuation limit of 0 has no band"))
                return false
            }
            let band = try band(pool, at: referenceIndex(pool), ratio: ratio)
            let quote = try price("quote", .output, direction, amount, on: pool)
            let swap = ShadowedSwap(
                quoteDirection: direction == .addToAmm ? .removeFromAmm : .addToAmm, quote: quote, base: amount)
            let isOver = try !band.contains(priceAfter(pool, swap, .p12))
            note(.note(isOver ? "yes" : "no"))
            return isOver
        }
    }
}

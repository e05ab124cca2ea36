public import FixedPoint
internal import WideIntegers

extension Pool {
    /// Multiplies both reserves, so that K changes and the price stays (SPEC P20). Revision v1, owner only.
    ///
    /// - Parameters:
    ///   - liquidityMultiplier: What the reserves are multiplied with; not 1.
    ///   - fluctuationLimitRatio: The band that the price has to be in; 0 for any price.
    ///   - context: A call by the owner.
    /// - Returns: Nothing, with `LiquidityChanged`.
    /// - Throws: `multiplier can't be 1`, `illegal liquidity multiplier`, `price is over fluctuation limit`, and what
    ///   the size adjustment throws (P18). In revision v2, which has no such call, a revert without data.
    public mutating func migrateLiquidity(
        liquidityMultiplier: Decimal18, fluctuationLimitRatio: Decimal18, context: CallContext
    ) throws(Revert) -> PoolReceipt<Void> {
        guard revision == .v1 else { throw .withoutData }
        try requireOwner(context)
        if liquidityMultiplier == .one { throw .multiplierCannotBeOne }
        try requireLegalMultiplier(liquidityMultiplier, positionSize: state.totalPositionSize)
        try requireLegalMultiplier(liquidityMultiplier, positionSize: state.baseAssetDeltaThisFundingPeriod)
        let (oldQuote, oldBase) = (state.quoteAssetReserve, state.baseAssetReserve)
        try requirePriceInBand(oldQuote, oldBase, ratio: fluctuationLimitRatio, block: context.block)

        let quote = try oldQuote.multiplied(by: liquidityMultiplier)
        let base = try oldBase.multiplied(by: liquidityMultiplier)
        func adjusted(_ size: SignedDecimal18) throws(Revert) -> SignedDecimal18 {
            try Self.adjustedSize(
                size, oldQuoteAssetReserve: oldQuote, oldBaseAssetReserve: oldBase, quoteAssetReserve: quote,
                baseAssetReserve: base)
        }
        let delta = try adjusted(state.baseAssetDeltaThisFundingPeriod.negated()).negated()
        let totalPositionSize = try adjusted(state.totalPositionSize)

        state.quoteAssetReserve = quote
        state.baseAssetReserve = base
        state.baseAssetDeltaThisFundingPeriod = delta
        state.totalPositionSize = totalPositionSize
        liquiditySnapshots.append(
            LiquiditySnapshot(
                cumulativeNotional: state.cumulativeNotional, quoteAssetReserve: quote, baseAssetReserve: base,
                totalPositionSize: totalPositionSize))
        let event = PoolEvent.liquidityChanged(
            quoteReserve: quote, baseReserve: base, cumulativeNotional: state.cumulativeNotional)
        return PoolReceipt((), PoolEvents(event))
    }

    /// A net long size has to be coverable by the base that is left: m ≥ |(size + 10⁹ wei) ⊘ B|.
    private func requireLegalMultiplier(_ multiplier: Decimal18, positionSize: SignedDecimal18) throws(Revert) {
        guard positionSize.isPositive else { return }
        let margin = SignedDecimal18(raw: 1_000_000_000)
        let least = try positionSize.adding(margin).divided(byUnsigned: state.baseAssetReserve).magnitude
        guard multiplier >= least else { throw .illegalLiquidityMultiplier }
    }

    /// The size that is worth on the current curve what a size was worth on an old one (SPEC P18).
    ///
    /// - Parameters:
    ///   - size: Base, signed, positive for long; 0 stays 0.
    ///   - oldQuoteAssetReserve: Quote reserve of the old curve.
    ///   - oldBaseAssetReserve: Base reserve of the old curve.
    public func adjustedSize(
        _ size: SignedDecimal18, oldQuoteAssetReserve: Decimal18, oldBaseAssetReserve: Decimal18
    ) throws(Revert) -> SignedDecimal18 {
        try Self.adjustedSize(
            size, oldQuoteAssetReserve: oldQuoteAssetReserve, oldBaseAssetReserve: oldBaseAssetReserve,
            quoteAssetReserve: state.quoteAssetReserve, baseAssetReserve: state.baseAssetReserve)
    }

    private static func adjustedSize(
        _ size: SignedDecimal18, oldQuoteAssetReserve: Decimal18, oldBaseAssetReserve: Decimal18,
        quoteAssetReserve: Decimal18, baseAssetReserve: Decimal18
    ) throws(Revert) -> SignedDecimal18 {
        if size.isZero { return .zero }
        let notional = try Curve.outputPrice(
            size.isPositive ? .addToAmm : .removeFromAmm, baseAssetAmount: size.magnitude,
            quoteAssetReserve: oldQuoteAssetReserve, baseAssetReserve: oldBaseAssetReserve)
        let newSize = try SignedDecimal18(
            Curve.inputPrice(
                size.isPositive ? .removeFromAmm : .addToAmm, quoteAssetAmount: notional,
                quoteAssetReserve: quoteAssetReserve, baseAssetReserve: baseAssetReserve))
        return size.isPositive ? newSize : try newSize.negated()
    }
}

public import FixedPoint
internal import WideIntegers

extension Pool {
    /// Settles funding (SPEC P10). Only the counter party may.
    ///
    /// - Returns: The premium fraction, in quote per base of position (signed), with `FundingRateUpdated`.
    /// - Throws: `settle funding too early`, what the TWAPs throw, and `SignedSafeMath: division by zero` for an index
    ///   of 0.
    public mutating func settleFunding(
        oracle: some PriceSource, context: CallContext
    ) throws(Revert) -> PoolReceipt<SignedDecimal18> {
        try requireOpen()
        try requireCounterParty(context)
        let now = UInt256(high: 0, low: UInt128(context.block.timestamp))
        guard now >= state.nextFundingTime else { throw .settleFundingTooEarly }
        let interval = state.spotPriceTwapInterval
        let underlyingPrice = try oracle.twapPrice(interval: interval, now: context.block.timestamp)
        let premium = try SignedDecimal18(twapPrice(interval: interval, now: context.block.timestamp))
            .subtracting(unsigned: underlyingPrice)
        let premiumFraction =
            try premium.multiplied(byUnsignedScalar: state.fundingPeriod).divided(byScalar: 86400)
        let rate = try premiumFraction.divided(byUnsigned: underlyingPrice)
        let onTheHour = try Self.wholeHours(state.nextFundingTime.adding(state.fundingPeriod))
        let nextFundingTime = max(onTheHour, try now.adding(state.fundingBufferPeriod))
        state.fundingRate = rate
        state.nextFundingTime = nextFundingTime
        state.baseAssetDeltaThisFundingPeriod = .zero
        return PoolReceipt(
            premiumFraction, PoolEvents(.fundingRateUpdated(rate: rate, underlyingPrice: underlyingPrice)))
    }

    /// ⌊seconds / 3600⌋ · 3600.
    static func wholeHours(_ seconds: UInt256) -> UInt256 { seconds / 3600 * 3600 }

    /// Whether the price is a tenth or more away from the index price (SPEC P13).
    ///
    /// - Throws: `underlying price is 0`; in revision v1, which has no such call, a revert without data.
    public func isOverSpreadLimit(oracle: some PriceSource) throws(Revert) -> Bool {
        guard revision == .v2 else { throw .withoutData }
        let oraclePrice = try oracle.price()
        if oraclePrice.isZero { throw .underlyingPriceIsZero }
        let price = try knownPrice.of(quote: state.quoteAssetReserve, base: state.baseAssetReserve)
        let distance = try SignedDecimal18(price).subtracting(unsigned: oraclePrice)
        let ratio = try distance.divided(byUnsigned: oraclePrice).magnitude
        return ratio.raw >= 100_000_000_000_000_000
    }
}

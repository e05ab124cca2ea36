internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// SPEC P10, P14 to P18, P20, O1: what a pool is asked for besides swaps.

extension ExactEvaluator {
    func key(_ pool: Int, _ name: String) -> String { "amm.\(names.pool(pool)).\(name)" }

    /// SPEC P10. Returns the premium fraction.
    func settleFunding(_ pool: Int, sender: Account) throws(Revert) -> Amount {
        try group(.p10, "settleFunding on \(names.pool(pool))") { () throws(Revert) in
            let state = markets[pool].before.pool.state
            try requirePoolOpen(pool, .p10)
            try requireCounterParty(pool, .p10, sender)
            let next = Amount("next funding time", Rational(state.nextFundingTime))
            try require("now ≥ next funding time", .p10, Amount("now", now), next, else: .settleFundingTooEarly) {
                $0 >= $1
            }
            let index = try oracleTwap(pool, interval: state.spotPriceTwapInterval)
            let mark = try signed(reserveTwap(pool, interval: state.spotPriceTwapInterval))
            let premium = try subtract("premium", mark, signed(index), .p10, .signed)
            let period = try signed(Amount("funding period", Rational(state.fundingPeriod)))
            let product = try multiply("premium · period", premium, byScalar: period, .p10, .signed)
            let fraction = try divide(
                "premium fraction", product, byScalar: Amount("86400", Rational(86400 as UInt256)), .p10, .signed)
            let rate = try divide("funding rate", fraction, signed(index), .p10, .signed)
            let following = try add("next + period", next, Amount("period", Rational(state.fundingPeriod)), .p10)
            let buffered = try add(
                "now + buffer", Amount("now", now), Amount("buffer", Rational(state.fundingBufferPeriod)), .p10)
            let nextTime = max(Self.wholeHours(following.kept), buffered.kept)
            note(.note("the next funding time is max(⌊(next + period) / 3600⌋ · 3600, now + buffer) = \(nextTime)"))
            markets[pool].baseAssetDelta = Amount("base delta", Rational.zero)
            store(key(pool, "fundingRate"), rate)
            store(key(pool, "nextFundingTime"), .number(nextTime))
            store(key(pool, "baseAssetDeltaThisFundingPeriod"), .number(.zero))
            emit(
                .pool(
                    PoolID(rawValue: pool), .fundingRateUpdated(rate: rate.signed, underlyingPrice: index.unsigned)),
                ["rate": rate, "underlyingPrice": index])
            return fraction
        }
    }

    private static func wholeHours(_ seconds: Rational) -> Rational {
        let hour = Rational(3600 as UInt256)
        return quotient(seconds, hour).truncated * hour
    }

    /// SPEC P14.
    func setOpen(_ pool: Int, _ isOpen: Bool) throws(Revert) {
        try requirePoolOwner(pool, .p14)
        let state = markets[pool].before.pool.state
        if isOpen == state.isOpen {
            note(.note("the pool is \(isOpen ? "open" : "closed") already"))
            return
        }
        if isOpen {
            let following = try add(
                "now + period", Amount("now", now), Amount("period", Rational(state.fundingPeriod)), .p14)
            let next = Self.wholeHours(following.kept)
            note(.note("the next funding time is ⌊(now + period) / 3600⌋ · 3600 = \(next)"))
            store(key(pool, "nextFundingTime"), .number(next))
        }
        store(key(pool, "open"), .flag(isOpen))
    }

    /// SPEC P17.
    func shutdown(_ pool: Int) throws(Revert) {
        let before = markets[pool].before.pool
        let state = before.state
        try require(
            "the sender is the owner or the global-shutdown account", .p17,
            context.sender == state.owner || context.sender == state.globalShutdown,
            found: names.account(context.sender), wanted: names.account(state.owner),
            else: .notOwnerNorGlobalShutdown)
        let curve = before.liquiditySnapshots[before.liquiditySnapshots.endIndex - 1]
        let (quote0, base0) = (Amount("Q0", curve.quoteAssetReserve), Amount("B0", curve.baseAssetReserve))
        let product = try multiply("K", base0, quote0, .p17)
        let base = try add("b", Amount("size0", curve.totalPositionSize), signed(base0), .p17, .signed)
        let quote = try divide("q", signed(product), base, .p17, .signed)
        let notional = try subtract("notional", quote, signed(markets[pool].quote), .p17, .signed).magnitude
        let size = markets[pool].totalPositionSize.magnitude
        var price = Amount("settlement price", state.settlementPrice)
        if size.kept > Rational(100 as UInt256) {
            price = try divide("settlement price", notional, size, .p17)
        } else {
            note(.note("a total size of at most 100 wei leaves the settlement price as it is"))
        }
        store(key(pool, "settlementPrice"), price)
        store(key(pool, "open"), .flag(false))
        emit(.pool(PoolID(rawValue: pool), .shutdown(settlementPrice: price.unsigned)), ["settlementPrice": price])
    }

    /// SPEC P18.
    func adjustedSize(
        _ name: String, _ size: Amount, oldQuote: Amount, oldBase: Amount, quote: Amount, base: Amount, pool: Int
    ) throws(Revert) -> Amount {
        if size.isZero { return Amount(name, Rational.zero) }
        return try group(.p18, "\(name): the size that is worth the same on the new curve") { () throws(Revert) in
            let isLong = size.isPositive
            let notional = try price(
                "worth", .output, isLong ? .addToAmm : .removeFromAmm, size.magnitude, quote: oldQuote, base: oldBase,
                pool: pool)
            let new = try signed(
                price(
                    name, .input, isLong ? .removeFromAmm : .addToAmm, notional, quote: quote, base: base, pool: pool))
            return isLong ? new : try negated(new).named(name)
        }
    }

    /// SPEC P20.
    func migrateLiquidity(_ pool: Int, multiplier: Decimal18, fluctuationLimitRatio: Decimal18) throws(Revert) {
        if !isV1 { throw .withoutData }
        try requirePoolOwner(pool, .p20)
        let multiplier = Amount("m", multiplier)
        try require("m ≠ ONE", .p20, multiplier, .one, else: .multiplierCannotBeOne) { $0 != $1 }
        let market = markets[pool]
        try requireLegalMultiplier(pool, multiplier, market.totalPositionSize)
        try requireLegalMultiplier(pool, multiplier, market.baseAssetDelta)
        let (oldQuote, oldBase) = (market.quote.named("Qo"), market.base.named("Bo"))
        try requireInBand(pool, quote: oldQuote, base: oldBase, ratio: fluctuationLimitRatio, .p20)
        let quote = try multiply("Q", oldQuote, multiplier, .p20)
        let base = try multiply("B", oldBase, multiplier, .p20)
        func adjusted(_ size: Amount) throws(Revert) -> Amount {
            try adjustedSize(
                size.name, size, oldQuote: oldQuote, oldBase: oldBase, quote: quote, base: base, pool: pool)
        }
        let delta = try negated(adjusted(negated(market.baseAssetDelta)))
        let total = try adjusted(market.totalPositionSize)
        store(key(pool, "quoteAssetReserve"), quote)
        store(key(pool, "baseAssetReserve"), base)
        store(key(pool, "baseAssetDeltaThisFundingPeriod"), delta)
        store(key(pool, "totalPositionSize"), total)
        store(
            key(pool, "liquidityHistoryCount"),
            .number(Rational(UInt256(market.before.pool.liquiditySnapshots.count + 1))))
        result("quote reserve", of: names.pool(pool), quote)
        result("base reserve", of: names.pool(pool), base, .base)
        result("total position size", of: names.pool(pool), total, .base)
        emit(
            .pool(
                PoolID(rawValue: pool),
                .liquidityChanged(
                    quoteReserve: quote.unsigned, baseReserve: base.unsigned,
                    cumulativeNotional: market.cumulativeNotional.signed)),
            ["quoteReserve": quote, "baseReserve": base])
    }

    private func requireLegalMultiplier(_ pool: Int, _ multiplier: Amount, _ size: Amount) throws(Revert) {
        guard size.isPositive else { return }
        let margin = Amount("10^9", Rational(1_000_000_000 as UInt256))
        let sum = try add("\(size.name) + 10^9", size, margin, .p20, .signed)
        let least = try divide("least m", sum, signed(markets[pool].base), .p20, .signed).magnitude
        try require("m ≥ least m", .p20, multiplier, least, else: .illegalLiquidityMultiplier) { $0 >= $1 }
    }

    /// SPEC O1.
    func setLatestData(_ pool: Int, timestamp: UInt64) throws(Revert) {
        try require(
            "the sender is the owner's bridge", .o1, context.sender == house.accounts.owner,
            found: names.account(context.sender), wanted: names.account(house.accounts.owner),
            else: .callerIsNotTheBridge)
        guard let last = markets[pool].before.feed.entries.last else { return }
        try require(
            "the time is later than the last entry's", .o1, Amount("timestamp", Rational(seconds: timestamp)),
            Amount("last timestamp", Rational(seconds: last.timestamp)), else: .incorrectTimestamp
        ) { $0 > $1 }
    }
}

internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// A priced trade: which way the quote moves; the base moves the other way.
struct ShadowedSwap {
    var quoteDirection: Direction
    var quote: Amount
    var base: Amount
}

/// What a trade may do to the price band.
enum BandRule {
    case mustStayInside
    case mayCrossOnce
    case unchecked
}

extension ExactEvaluator {
    /// SPEC P4.
    func swapInput(
        _ pool: Int, _ direction: Direction, _ amount: Amount, limit: Decimal18, mayCross: Bool, sender: Account,
        trader: Party
    ) throws(Revert) -> Amount {
        try group(.p4, "swapInput on \(names.pool(pool)): \(direction.rawValue)") { () throws(Revert) in
            try requireTradable(pool, .p4, sender)
            if amount.isZero {
                note(.note("an amount of 0 swaps nothing"))
                return Amount.zero
            }
            if direction == .removeFromAmm {
                try requireTradeLimit(pool, .p4, amount, of: markets[pool].quote)
            }
            let base = try price("base", .input, direction, amount, on: pool, trader: trader)
            try requireLimit(
                base, limit, atLeast: direction == .addToAmm, .p4,
                direction == .addToAmm ? .lessThanMinimalBaseToken : .moreThanMaximalBaseToken)
            let swap = ShadowedSwap(quoteDirection: direction, quote: amount, base: base)
            try updateReserve(pool, swap, mayCross && !isV1 ? .mayCrossOnce : .mustStayInside)
            emit(
                .pool(
                    PoolID(rawValue: pool),
                    .swapInput(
                        direction: direction, quoteAssetAmount: amount.unsigned, baseAssetAmount: base.unsigned)),
                ["quoteAssetAmount": amount, "baseAssetAmount": base])
            return base
        }
    }

    /// SPEC P5.
    func swapOutput(
        _ pool: Int, _ direction: Direction, _ amount: Amount, limit: Decimal18, skipsBand: Bool, sender: Account,
        trader: Party
    ) throws(Revert) -> Amount {
        try group(.p5, "swapOutput on \(names.pool(pool)): \(direction.rawValue)") { () throws(Revert) in
            try requireTradable(pool, .p5, sender)
            if amount.isZero {
                note(.note("an amount of 0 swaps nothing"))
                return Amount.zero
            }
            if direction == .removeFromAmm { try requireTradeLimit(pool, .p5, amount, of: markets[pool].base) }
            let quote = try price("quote", .output, direction, amount, on: pool, trader: trader)
            try requireLimit(
                quote, limit, atLeast: direction == .addToAmm, .p5,
                direction == .addToAmm ? .lessThanMinimalQuoteToken : .moreThanMaximalQuoteToken)
            let swap = ShadowedSwap(
                quoteDirection: direction == .addToAmm ? .removeFromAmm : .addToAmm, quote: quote, base: amount)
            try updateReserve(pool, swap, outputRule(pool, swap, skipsBand: skipsBand))
            emit(
                .pool(
                    PoolID(rawValue: pool),
                    .swapOutput(
                        direction: direction, quoteAssetAmount: quote.unsigned, baseAssetAmount: amount.unsigned)),
                ["quoteAssetAmount": quote, "baseAssetAmount": amount])
            return quote
        }
    }

    private func requireTradable(_ pool: Int, _ rule: Rule, _ sender: Account) throws(Revert) {
        try requirePoolOpen(pool, rule)
        try requireCounterParty(pool, rule, sender)
    }

    func requirePoolOpen(_ pool: Int, _ rule: Rule) throws(Revert) {
        let isOpen = markets[pool].before.pool.state.isOpen
        try require(
            "the pool is open", rule, isOpen, found: isOpen ? "open" : "closed", wanted: "open", else: .ammWasClosed)
    }

    func requireCounterParty(_ pool: Int, _ rule: Rule, _ sender: Account) throws(Revert) {
        let counterParty = markets[pool].before.pool.state.counterParty
        try require(
            "the sender is the counter party", rule, sender == counterParty, found: names.account(sender),
            wanted: counterParty.map { names.account($0) } ?? "nobody", else: .callerIsNotCounterParty)
    }

    private func requireTradeLimit(
        _ pool: Int, _ rule: Rule, _ amount: Amount, of reserve: Amount
    ) throws(Revert) {
        let ratio = Amount("trade-limit ratio", markets[pool].before.pool.state.tradeLimitRatio)
        let limit = try multiply("trade limit", reserve, ratio, rule)
        try require("amount ≤ trade limit", rule, amount, limit, else: .overTradingLimit) { $0 <= $1 }
    }

    private func requireLimit(
        _ amount: Amount, _ limit: Decimal18, atLeast: Bool, _ rule: Rule, _ revert: Revert
    ) throws(Revert) {
        if limit.isZero { return }
        let limit = Amount("limit", limit)
        try require("\(amount.name) \(atLeast ? "≥" : "≤") limit", rule, amount, limit, else: revert) {
            atLeast ? $0 >= $1 : $0 <= $1
        }
    }

    // MARK: Reserves

    /// SPEC P7 and P8, in v1 P19.
    private func updateReserve(_ pool: Int, _ swap: ShadowedSwap, _ rule: BandRule) throws(Revert) {
        try group(isV1 ? .p19 : .p7, "update the reserves") { () throws(Revert) in
            if !isV1 { try requireBandBefore(pool, swap, rule) }
            var market = markets[pool]
            let adds = swap.quoteDirection == .addToAmm
            market.quote =
                adds
                ? try add("Q", market.quote, swap.quote, .p7) : try subtract("Q", market.quote, swap.quote, .p7)
            market.base =
                adds ? try subtract("B", market.base, swap.base, .p7) : try add("B", market.base, swap.base, .p7)
            let base = try signed(swap.base)
            market.baseAssetDelta = try moved(market.baseAssetDelta, by: base, up: !adds)
            market.totalPositionSize = try moved(market.totalPositionSize, by: base, up: adds)
            market.cumulativeNotional = try moved(market.cumulativeNotional, by: signed(swap.quote), up: adds)
            if isV1, rule != .unchecked {
                try requireInBand(
                    pool, quote: market.quote, base: market.base,
                    ratio: market.before.pool.state.fluctuationLimitRatio, .p19)
            }
            market.recordReserves(block: context.block)
            markets[pool] = market
            let prefix = "amm.\(names.pool(pool))"
            store("\(prefix).quoteAssetReserve", market.quote)
            store("\(prefix).baseAssetReserve", market.base)
            store("\(prefix).baseAssetDeltaThisFundingPeriod", market.baseAssetDelta)
            store("\(prefix).totalPositionSize", market.totalPositionSize)
            store("\(prefix).cumulativeNotional", market.cumulativeNotional)
            store("\(prefix).snapshotCount", .number(Rational(UInt256(market.snapshotCount))))
            emit(
                .pool(
                    PoolID(rawValue: pool),
                    .reserveSnapshotted(
                        quoteAssetReserve: market.quote.unsigned, baseAssetReserve: market.base.unsigned,
                        timestamp: context.block.timestamp)),
                ["quoteAssetReserve": market.quote, "baseAssetReserve": market.base])
        }
    }

    private func moved(_ total: Amount, by amount: Amount, up: Bool) throws(Revert) -> Amount {
        up
            ? try add(total.name, total, amount, .p7, .signed)
            : try subtract(total.name, total, amount, .p7, .signed)
    }
}

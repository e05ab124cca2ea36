public import FixedPoint
public import VirtualAMM

/// What a call that went through returned and emitted.
public struct Receipt: Hashable, Sendable {
    /// What it returned; nil where the function returns nothing.
    public var returned: ReturnValue?
    /// What it emitted, in order.
    public var events: [Event]

    /// A receipt, of a call that returns nothing unless it is said.
    public init(_ events: [Event] = [], returned: ReturnValue? = nil) {
        (self.events, self.returned) = (events, returned)
    }
}

extension ClearingHouse {
    /// Makes a call: the one place where calls become what they do.
    ///
    /// - Throws: What the call reverts with; nothing has changed then (SPEC A1). `amm not found` for a pool that is not
    ///   registered.
    public mutating func execute(_ call: Call, context: CallContext) throws(Revert) -> Receipt {
        events.removeAll(keepingCapacity: true)
        journal.begin(prepaidBadDebt: prepaidBadDebt)
        switch call {
        case .openPosition(let pool, let side, let amount, let leverage, let limit):
            return Receipt(
                try openPosition(
                    pool, side: side, quoteAssetAmount: amount, leverage: leverage, baseAssetAmountLimit: limit,
                    context: context))
        case .closePosition(let pool, let limit):
            return Receipt(try closePosition(pool, quoteAssetAmountLimit: limit, context: context))
        case .addMargin(let pool, let margin):
            return Receipt(try addMargin(pool, addedMargin: margin, context: context))
        case .removeMargin(let pool, let margin):
            return Receipt(try removeMargin(pool, removedMargin: margin, context: context))
        case .liquidate(let pool, let trader): return Receipt(try liquidate(pool, trader: trader, context: context))
        case .liquidateWithSlippage(let pool, let trader, let limit):
            let (liquidation, events) = try liquidateWithSlippage(
                pool, trader: trader, quoteAssetAmountLimit: limit, context: context)
            return Receipt(events, returned: liquidation.returned)
        case .payFunding(let pool): return Receipt(try payFunding(pool, context: context))
        case .settlePosition(let pool): return Receipt(try settlePosition(pool, context: context))
        case .adjustPosition(let pool): return Receipt(try adjustPosition(pool, context: context))
        case .setMaintenanceMarginRatio(let ratio):
            return Receipt(try setMaintenanceMarginRatio(ratio, context: context))
        case .setLiquidationFeeRatio(let ratio): return Receipt(try setLiquidationFeeRatio(ratio, context: context))
        case .setPartialLiquidationRatio(let ratio):
            return Receipt(try setPartialLiquidationRatio(ratio, context: context))
        case .setWhitelist(let account): return Receipt(try setWhitelist(account, context: context))
        case .setBackstopLiquidityProvider(let account, let isProvider):
            return Receipt(try setBackstopLiquidityProvider(account, isProvider: isProvider, context: context))
        case .pause: return Receipt(try pause(context: context))
        case .unpause: return Receipt(try unpause(context: context))
        case .swapInput(let pool, _, _, _, _), .swapOutput(let pool, _, _, _, _), .migrateLiquidity(let pool, _, _),
            .settleFunding(let pool), .shutdown(let pool), .setOpen(let pool, _), .setCap(let pool, _, _),
            .setTollRatio(let pool, _), .setSpreadRatio(let pool, _), .setFluctuationLimitRatio(let pool, _),
            .setSpotPriceTwapInterval(let pool, _):
            try requireRegistered(pool)
            let feed = markets[pool.rawValue].feed
            return try self[pool].execute(call, oracle: feed, as: pool, context: context)
        case .setLatestData(let pool, let price, let timestamp):
            try requireRegistered(pool)
            try self[feed: pool].setLatestData(price: price, timestamp: timestamp)
            return Receipt()
        }
    }
}

extension Pool {
    /// Makes a call on the pool, which is `pool` in its events.
    fileprivate mutating func execute(
        _ call: Call, oracle: PriceFeed, as pool: PoolID, context: CallContext
    ) throws(Revert) -> Receipt {
        func receipt<Value>(_ receipt: PoolReceipt<Value>, _ returned: ReturnValue? = nil) -> Receipt {
            Receipt(receipt.events.map { .pool(pool, $0) }, returned: returned)
        }
        switch call {
        case .swapInput(_, let direction, let amount, let limit, let canOver):
            let swap = try swapInput(
                direction, quoteAssetAmount: amount, baseAssetAmountLimit: limit, canOverFluctuationLimit: canOver,
                context: context)
            return receipt(swap, .amount(swap.value))
        case .swapOutput(_, let direction, let amount, let limit, let skips):
            let swap = try swapOutput(
                direction, baseAssetAmount: amount, quoteAssetAmountLimit: limit, skipFluctuationCheck: skips,
                context: context)
            return receipt(swap, .amount(swap.value))
        case .settleFunding:
            let settled = try settleFunding(oracle: oracle, context: context)
            return receipt(settled, .signedAmount(settled.value))
        case .migrateLiquidity(_, let multiplier, let ratio):
            return receipt(
                try migrateLiquidity(
                    liquidityMultiplier: multiplier, fluctuationLimitRatio: ratio, context: context))
        case .shutdown: return receipt(try shutdown(context: context))
        case .setCap(_, let maxHolding, let openInterest):
            return receipt(
                try setCap(
                    maxHoldingBaseAsset: maxHolding, openInterestNotionalCap: openInterest, context: context))
        case .setOpen(_, let isOpen): try setOpen(isOpen, context: context)
        case .setTollRatio(_, let ratio): try setTollRatio(ratio, context: context)
        case .setSpreadRatio(_, let ratio): try setSpreadRatio(ratio, context: context)
        case .setFluctuationLimitRatio(_, let ratio): try setFluctuationLimitRatio(ratio, context: context)
        case .setSpotPriceTwapInterval(_, let interval): try setSpotPriceTwapInterval(interval, context: context)
        default: throw .withoutData
        }
        return Receipt()
    }
}

extension Liquidation {
    fileprivate var returned: ReturnValue {
        .fields([
            Field("quoteAssetAmount", .amount(quoteAssetAmount)), Field("isPartialClose", .flag(isPartialClose)),
        ])
    }
}

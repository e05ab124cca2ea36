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
    /// - Throws: What the call reverts with; nothing has changed then (SPEC A1). `amm not found` for a pool that there
    ///   is not.
    public mutating func execute(_ call: Call, context: CallContext) throws(Revert) -> Receipt {
        beginCall()
        switch call {
        case .clearingHouse(let call): return try execute(call, context)
        case .amm(let pool, let call):
            try requireKnown(pool)
            let oracle = markets[pool.rawValue].oracle(at: accounts.priceFeed)
            return try self[pool].execute(call, oracle: oracle, as: pool, context: context)
        case .priceFeed(.setLatestData(let pool, let price, let timestamp)):
            try requireKnown(pool)
            // Only the owner's bridge from the other chain brings prices.
            guard context.sender == accounts.owner else { throw .callerIsNotTheBridge }
            try self[feed: pool].setLatestData(price: price, timestamp: timestamp)
            return Receipt()
        case .insuranceFund(let call): return Receipt(try execute(call, context))
        case .quoteToken(let call): return Receipt(try execute(call, context))
        }
    }

    private mutating func execute(_ call: ClearingHouseCall, _ context: CallContext) throws(Revert) -> Receipt {
        switch call {
        case .openPosition(let pool, let side, let amount, let leverage, let limit):
            return Receipt(
                try openPosition(
                    pool, side: side, quoteAssetAmount: amount, leverage: leverage, baseAssetAmountLimit: limit,
                    context: context))
        case .openPositionWithReferral(let pool, let side, let amount, let leverage, let limit, _):
            try requireV2()
            return Receipt(
                try openPosition(
                    pool, side: side, quoteAssetAmount: amount, leverage: leverage, baseAssetAmountLimit: limit,
                    context: context))
        case .closePosition(let pool, let limit):
            return Receipt(try closePosition(pool, quoteAssetAmountLimit: limit, context: context))
        case .closePositionWithReferral(let pool, let limit, _):
            try requireV2()
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
        case .setTollPool(let account): return Receipt(try setTollPool(account, context: context))
        case .setFeePool(let account): return Receipt(try setFeePool(account, context: context))
        case .pause: return Receipt(try pause(context: context))
        case .unpause: return Receipt(try unpause(context: context))
        case .setOwner(let newOwner): return Receipt(try setOwner(newOwner, context: context))
        case .updateOwner: return Receipt(try updateOwner(context: context))
        case .renounceOwnership: return Receipt(try renounceOwnership(context: context))
        }
    }

    private mutating func execute(_ call: InsuranceFundCall, _ context: CallContext) throws(Revert) -> [Event] {
        switch call {
        case .addAmm(let pool): try addAmm(pool, context: context)
        case .removeAmm(let pool): try removeAmm(pool, context: context)
        case .setBeneficiary(let account): try setBeneficiary(account, context: context)
        case .withdraw(let amount): try withdrawFromInsuranceFund(amount, context: context)
        case .removeToken: try removeToken(context: context)
        }
    }

    private mutating func execute(_ call: QuoteTokenCall, _ context: CallContext) throws(Revert) -> [Event] {
        switch call {
        case .transfer(let receiver, let amount): try transfer(amount, to: receiver, context: context)
        case .approve(let spender, let amount): try approve(amount, spender: spender, context: context)
        case .pause: try pauseToken(context: context)
        case .unpause: try unpauseToken(context: context)
        }
    }
}

extension Pool {
    /// Makes a call on the pool, which is `pool` in its events.
    fileprivate mutating func execute(
        _ call: AmmCall, oracle: Oracle, as pool: PoolID, context: CallContext
    ) throws(Revert) -> Receipt {
        func receipt<Value>(_ receipt: PoolReceipt<Value>, _ returned: ReturnValue? = nil) -> Receipt {
            Receipt(receipt.events.map { .pool(pool, $0) }, returned: returned)
        }
        switch call {
        case .swapInput(let direction, let amount, let limit, let canOver):
            let swap = try swapInput(
                direction, quoteAssetAmount: amount, baseAssetAmountLimit: limit, canOverFluctuationLimit: canOver,
                context: context)
            return receipt(swap, .amount(swap.value))
        case .swapOutput(let direction, let amount, let limit, let skips):
            let swap = try swapOutput(
                direction, baseAssetAmount: amount, quoteAssetAmountLimit: limit, skipFluctuationCheck: skips,
                context: context)
            return receipt(swap, .amount(swap.value))
        case .settleFunding:
            let settled = try settleFunding(oracle: oracle, context: context)
            return receipt(settled, .signedAmount(settled.value))
        case .migrateLiquidity(let multiplier, let ratio):
            return receipt(
                try migrateLiquidity(
                    liquidityMultiplier: multiplier, fluctuationLimitRatio: ratio, context: context))
        case .shutdown: return receipt(try shutdown(context: context))
        case .setCap(let maxHolding, let openInterest):
            return receipt(
                try setCap(
                    maxHoldingBaseAsset: maxHolding, openInterestNotionalCap: openInterest, context: context))
        case .setOpen(let isOpen): try setOpen(isOpen, context: context)
        case .setTollRatio(let ratio): try setTollRatio(ratio, context: context)
        case .setSpreadRatio(let ratio): try setSpreadRatio(ratio, context: context)
        case .setFluctuationLimitRatio(let ratio): try setFluctuationLimitRatio(ratio, context: context)
        case .setSpotPriceTwapInterval(let interval): try setSpotPriceTwapInterval(interval, context: context)
        case .setCounterParty(let account): try setCounterParty(account, context: context)
        case .setGlobalShutdown(let account): try setGlobalShutdown(account, context: context)
        case .setPriceFeed(let account): return receipt(try setPriceFeed(account, context: context))
        case .setOwner(let newOwner): try setOwner(newOwner, context: context)
        case .updateOwner: return receipt(try updateOwner(context: context))
        case .renounceOwnership: return receipt(try renounceOwnership(context: context))
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

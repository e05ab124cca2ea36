public import Clearing
public import FixedPoint
public import Messages
public import VirtualAMM
internal import WideIntegers

/// Why a call came to what it came to: every check and every operation in order, what was rounded, and for whom.
///
/// A second evaluation of the whole call, on exact rationals and by SPEC.md's rules as written. What it keeps is what
/// the core keeps; whoever explains a call can hold the two against each other.
public struct CallExplanation: Sendable {
    /// The checks and operations in their order. The last check is the one that failed, where one did.
    public let nodes: [DerivationNode]
    /// What the call emitted, or why it reverted.
    public let outcome: Result<[Event], Revert>
    /// What each rounding took from whom; empty where the call reverted.
    public let dust: [Dust]
    /// The amounts that the call came to, beside their exact shadows; empty where it reverted.
    public let amounts: [ShadowedAmount]
    /// The keys of the observable state that the call sets, by the vectors' names, with the values it sets; empty where
    /// it reverted.
    public let stores: [Spelling: StoredValue]
    /// The operations that those values, and what events say, came out of, by their ids: of keys by name, of events as
    /// `event.3.badDebt`, counted from 1. What the call sets as it was given, or to nothing, came out of none.
    public let origins: [Spelling: Int]

    /// Explains a call on a system as it is before the call.
    ///
    /// - Parameters:
    ///   - call: The call with its arguments.
    ///   - house: The system before it.
    ///   - names: What accounts and pools are called.
    ///   - context: Who calls, and in which block.
    ///   - notesTree: Whether to note checks and operations; without them it takes less time, for ledgers.
    public init(
        of call: Call, on house: ClearingHouse, names: EvaluationNames, context: CallContext,
        notesTree: Bool = true
    ) {
        let evaluator = ExactEvaluator(house, names: names, context: context, notesTree: notesTree)
        do throws(Revert) {
            try evaluator.run(call)
            outcome = .success(evaluator.events)
            (dust, amounts, stores) = (evaluator.dust, evaluator.amounts, evaluator.stores)
            origins = evaluator.origins
        } catch {
            outcome = .failure(error)
            (dust, amounts, stores) = ([], [], [:])
            origins = [:]
        }
        nodes = evaluator.tree
    }
}

extension ExactEvaluator {
    fileprivate func run(_ call: Call) throws(Revert) {
        switch call {
        case .clearingHouse(let call): try run(call)
        case .amm(let pool, let call):
            try requireKnown(pool.rawValue)
            try run(call, pool.rawValue)
        case .priceFeed(.setLatestData(let pool, _, let timestamp)):
            try requireKnown(pool.rawValue)
            try setLatestData(pool.rawValue, timestamp: timestamp)
        case .insuranceFund(let call): try run(call)
        case .quoteToken(let call): try run(call)
        }
    }

    private func run(_ call: ClearingHouseCall) throws(Revert) {
        switch call {
        case .openPosition(let pool, let side, let amount, let leverage, let limit):
            try openPosition(pool.rawValue, side: side, quoteAssetAmount: amount, leverage: leverage, limit: limit)
        case .openPositionWithReferral(let pool, let side, let amount, let leverage, let limit, _):
            try requireV2()
            try openPosition(pool.rawValue, side: side, quoteAssetAmount: amount, leverage: leverage, limit: limit)
        case .closePosition(let pool, let limit): try closePosition(pool.rawValue, limit: limit)
        case .closePositionWithReferral(let pool, let limit, _):
            try requireV2()
            try closePosition(pool.rawValue, limit: limit)
        case .addMargin(let pool, let margin): try addMargin(pool.rawValue, margin)
        case .removeMargin(let pool, let margin): try removeMargin(pool.rawValue, margin)
        case .liquidate(let pool, let trader): try liquidate(pool.rawValue, trader: trader)
        case .liquidateWithSlippage(let pool, let trader, let limit):
            try liquidateWithSlippage(pool.rawValue, trader: trader, limit: limit)
        case .payFunding(let pool): try payFunding(pool.rawValue)
        case .settlePosition(let pool): try settlePosition(pool.rawValue)
        case .adjustPosition(let pool): try adjustPosition(pool.rawValue)
        case .setMaintenanceMarginRatio(let ratio): try setMaintenanceMarginRatio(ratio)
        case .setLiquidationFeeRatio(let ratio): try setLiquidationFeeRatio(ratio)
        case .setPartialLiquidationRatio(let ratio): try setPartialLiquidationRatio(ratio)
        case .setWhitelist: try requireHouseOwner(.c21)
        case .setBackstopLiquidityProvider(let account, let isProvider):
            try setBackstopLiquidityProvider(account, isProvider: isProvider)
        case .setTollPool: try setTollPool(of: .v2)
        case .setFeePool: try setTollPool(of: .v1)
        case .pause: try setPaused(true)
        case .unpause: try setPaused(false)
        case .setOwner(let newOwner): try setOwner(newOwner, house.ownership)
        case .updateOwner: emit(.ownershipTransferred(try updateOwner(house.ownership)))
        case .renounceOwnership: emit(.ownershipTransferred(try renounceOwnership(house.ownership)))
        }
    }

    private func run(_ call: AmmCall, _ pool: Int) throws(Revert) {
        let state = markets[pool].before.pool.state
        let trader = party(context.sender)
        switch call {
        case .swapInput(let direction, let amount, let limit, let canOver):
            _ = try swapInput(
                pool, direction, Amount("quote amount", amount), limit: limit, mayCross: canOver,
                sender: context.sender, trader: trader)
        case .swapOutput(let direction, let amount, let limit, let skips):
            _ = try swapOutput(
                pool, direction, Amount("base amount", amount), limit: limit, skipsBand: skips,
                sender: context.sender, trader: trader)
        case .migrateLiquidity(let multiplier, let ratio):
            try migrateLiquidity(pool, multiplier: multiplier, fluctuationLimitRatio: ratio)
        case .settleFunding: _ = try settleFunding(pool, sender: context.sender)
        case .shutdown: try shutdown(pool)
        case .setOpen(let isOpen): try setOpen(pool, isOpen)
        case .setCap(let maxHolding, let cap): try setCap(pool, maxHolding: maxHolding, openInterest: cap)
        case .setTollRatio(let ratio): try set(pool, "tollRatio", ratio)
        case .setSpreadRatio(let ratio): try set(pool, "spreadRatio", ratio)
        case .setFluctuationLimitRatio(let ratio): try set(pool, "fluctuationLimitRatio", ratio)
        case .setSpotPriceTwapInterval(let interval): try setSpotPriceTwapInterval(pool, interval)
        case .setCounterParty, .setGlobalShutdown: try requirePoolOwner(pool, .p15)
        case .setPriceFeed(let account): try setPriceFeed(pool, account)
        case .setOwner(let newOwner): try setOwner(newOwner, state.ownership)
        case .updateOwner:
            emit(.pool(PoolID(rawValue: pool), .ownershipTransferred(try updateOwner(state.ownership))))
        case .renounceOwnership:
            emit(.pool(PoolID(rawValue: pool), .ownershipTransferred(try renounceOwnership(state.ownership))))
        }
    }

    private func run(_ call: InsuranceFundCall) throws(Revert) {
        switch call {
        case .addAmm(let pool): try addAmm(pool)
        case .removeAmm(let pool): try removeAmm(pool)
        case .setBeneficiary: try requireFundOwner()
        case .withdraw(let amount): try withdrawFromInsuranceFund(Amount("amount", amount), to: context.sender)
        case .removeToken: try removeToken()
        }
    }

    private func run(_ call: QuoteTokenCall) throws(Revert) {
        switch call {
        case .transfer(let receiver, let amount): try transferTokens(amount, to: receiver)
        case .approve(let spender, _): try approve(spender)
        case .pause: try setTokenPaused(true)
        case .unpause: try setTokenPaused(false)
        }
    }
}

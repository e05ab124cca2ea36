public import Clearing
public import FixedPoint
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
    public let stores: [String: StoredValue]

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
            outcome = .success(evaluator.events + evaluator.ownEvents(of: call))
            (dust, amounts, stores) = (evaluator.dust, evaluator.amounts, evaluator.stores)
        } catch {
            outcome = .failure(error)
            (dust, amounts, stores) = ([], [], [:])
        }
        nodes = evaluator.tree
    }
}

extension ExactEvaluator {
    fileprivate func run(_ call: Call) throws(Revert) {
        switch call {
        case .openPosition(let pool, let side, let amount, let leverage, let limit):
            try openPosition(pool.rawValue, side: side, quoteAssetAmount: amount, leverage: leverage, limit: limit)
        case .closePosition(let pool, let limit): try closePosition(pool.rawValue, limit: limit)
        case .addMargin(let pool, let margin): try addMargin(pool.rawValue, margin)
        case .removeMargin(let pool, let margin): try removeMargin(pool.rawValue, margin)
        case .liquidate(let pool, let trader): try liquidate(pool.rawValue, trader: trader)
        case .liquidateWithSlippage(let pool, let trader, let limit):
            try liquidateWithSlippage(pool.rawValue, trader: trader, limit: limit)
        case .payFunding(let pool): try payFunding(pool.rawValue)
        case .settlePosition(let pool): try settlePosition(pool.rawValue)
        case .adjustPosition(let pool): try adjustPosition(pool.rawValue)
        case .setMaintenanceMarginRatio(let ratio): try setRatio("maintenanceMarginRatio", ratio)
        case .setLiquidationFeeRatio(let ratio): try setRatio("liquidationFeeRatio", ratio)
        case .setPartialLiquidationRatio(let ratio):
            if isV1 { throw .withoutData }
            try setRatio("partialLiquidationRatio", ratio, atMostOne: true)
        case .setWhitelist: try setList()
        case .setBackstopLiquidityProvider:
            if isV1 { throw .withoutData }
            try setList()
        case .pause: try setPaused(true)
        case .unpause: try setPaused(false)
        default: try runOnPool(call)
        }
    }

    private func runOnPool(_ call: Call) throws(Revert) {
        let trader = party(context.sender)
        switch call {
        case .swapInput(let pool, let direction, let amount, let limit, let canOver):
            _ = try swapInput(
                pool.rawValue, direction, Amount("quote amount", amount), limit: limit, mayCross: canOver,
                sender: context.sender, trader: trader)
        case .swapOutput(let pool, let direction, let amount, let limit, let skips):
            _ = try swapOutput(
                pool.rawValue, direction, Amount("base amount", amount), limit: limit, skipsBand: skips,
                sender: context.sender, trader: trader)
        case .migrateLiquidity(let pool, let multiplier, let ratio):
            try migrateLiquidity(pool.rawValue, multiplier: multiplier, fluctuationLimitRatio: ratio)
        case .settleFunding(let pool): _ = try settleFunding(pool.rawValue, sender: context.sender)
        case .shutdown(let pool): try shutdown(pool.rawValue)
        case .setOpen(let pool, let isOpen): try setOpen(pool.rawValue, isOpen)
        case .setCap(let pool, let maxHolding, let cap):
            try set(
                pool.rawValue,
                [("maxHoldingBaseAsset", Rational(maxHolding.raw)), ("openInterestNotionalCap", Rational(cap.raw))])
        case .setTollRatio(let pool, let ratio): try set(pool.rawValue, [("tollRatio", Rational(ratio.raw))])
        case .setSpreadRatio(let pool, let ratio): try set(pool.rawValue, [("spreadRatio", Rational(ratio.raw))])
        case .setFluctuationLimitRatio(let pool, let ratio):
            try set(pool.rawValue, [("fluctuationLimitRatio", Rational(ratio.raw))])
        case .setSpotPriceTwapInterval(let pool, let interval):
            try set(pool.rawValue, [("spotPriceTwapInterval", Rational(interval))], isInterval: true)
        case .setLatestData(let pool, _, let timestamp): try setLatestData(pool.rawValue, timestamp: timestamp)
        default: break
        }
    }

    /// The events of calls that only set something.
    fileprivate func ownEvents(of call: Call) -> [Event] {
        switch call {
        case .setMaintenanceMarginRatio(let ratio): [.marginRatioChanged(ratio)]
        case .setLiquidationFeeRatio(let ratio): [.liquidationFeeRatioChanged(ratio)]
        case .setBackstopLiquidityProvider(let account, let isProvider):
            [.backstopLiquidityProviderChanged(account, isProvider: isProvider)]
        case .pause: [.paused(context.sender)]
        case .unpause: [.unpaused(context.sender)]
        case .setCap(let pool, let maxHolding, let cap):
            [.pool(pool, .capChanged(maxHoldingBaseAsset: maxHolding, openInterestNotionalCap: cap))]
        default: []
        }
    }
}

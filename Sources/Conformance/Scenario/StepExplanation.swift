internal import Clearing
public import Explanation
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// Why one step of a scenario or a market vector came to what it came to.
public struct StepExplanation: Sendable {
    /// The step, counted from 1.
    public let number: Int
    /// The call with caller and block.
    public let call: String
    /// The arguments, one a line.
    public let arguments: [String]
    /// The second evaluation, with every check and operation.
    public let explanation: CallExplanation
    /// Where the explanation and the core come to different things; empty but for a mistake in one of them.
    public let disagreements: [String]

    /// Explains a step, after the steps before it have been run.
    ///
    /// - Parameter number: Which step, counted from 1.
    /// - Throws: `VectorError` for a setup that reverts or a step that is not there.
    public init(_ scenario: Scenario, step number: Int) throws(VectorError) {
        guard (1...max(1, scenario.steps.count)).contains(number), !scenario.steps.isEmpty else {
            throw VectorError(
                file: scenario.file,
                message: "there is no step \(number); steps count from 1, and it has \(scenario.steps.count)")
        }
        var system = try MarketSystem(of: scenario)
        for step in scenario.steps.prefix(number - 1) {
            let sender = scenario.setup.accounts[step.caller] ?? scenario.setup.accounts.owner
            // A step that reverts changes nothing, as in a run.
            _ = try? system.execute(step.call, caller: sender, block: step.block)
        }
        self.init(scenario.steps[number - 1], number: number, on: &system, setup: scenario.setup, notesTree: true)
    }

    /// Explains a step, and runs it.
    init(
        _ step: Step<MarketSystem>, number: Int, on system: inout MarketSystem, setup: Setup, notesTree: Bool
    ) {
        self.number = number
        call = step.callText
        arguments = step.argumentTexts
        let sender = setup.accounts[step.caller] ?? setup.accounts.owner
        explanation = CallExplanation(
            of: step.call.explained, on: system.house, names: setup.traceNames,
            context: CallContext(sender: sender, block: step.block), notesTree: notesTree)
        let before = system.observe()
        let outcome = Outcome { () throws(Revert) in try system.execute(step.call, caller: sender, block: step.block) }
        let expected: Outcome<StepReceipt> =
            switch explanation.outcome {
            case .success(let events):
                .success(
                    StepReceipt(events: events.map { $0.json(pools: setup.amms.map(\.name), book: setup.accounts) }))
            case .failure(let revert): Outcome(revert)
            }
        disagreements =
            Self.disagreements(expected, outcome)
            + Self.disagreements(explanation.stores, before: before, after: system.observe())
    }

    private static func disagreements(_ explained: Outcome<StepReceipt>, _ core: Outcome<StepReceipt>) -> [String] {
        guard case .success(let explained) = explained, case .success(let core) = core else {
            let (left, right) = (explained.text { _ in "success" }, core.text { _ in "success" })
            return left == right ? [] : ["explained \(left), the core says \(right)"]
        }
        if explained.events == core.events { return [] }
        return ["explained events \(explained.events.map(\.compactText)), the core's \(core.events.map(\.compactText))"]
    }

    private static func disagreements(
        _ stores: [String: StoredValue], before: [StateEntry], after: [StateEntry]
    ) -> [String] {
        zip(before, after).compactMap { before, after in
            let expected = stores[after.key] ?? before.value.stored
            if expected == after.value.stored { return nil }
            return "\(after.key): explained \(expected), the core has \(after.value.stored)"
        }
    }
}

extension StateValue {
    fileprivate var stored: StoredValue {
        switch self {
        case .unsigned(let value): .number(Rational(value))
        case .signed(let value): .number(Rational(value))
        case .flag(let value): .flag(value)
        }
    }
}

extension Setup {
    /// What accounts and pools are called in an explanation.
    var traceNames: TraceNames {
        let names = AccountBook.builtIn + accounts.traders
        return TraceNames(
            accounts: Dictionary(
                names.compactMap { name in accounts[name].map { ($0, name) } },
                uniquingKeysWith: { first, _ in first }),
            pools: amms.map(\.name))
    }
}

extension MarketSystem.Call {
    /// The call as the explanation takes it.
    var explained: ExplainedCall {
        switch self {
        case .house(let call): call.explained
        case .pool(let index, let call): call.explained(PoolID(rawValue: index))
        case .setLatestData(let report):
            .setLatestData(PoolID(rawValue: report.amm), timestamp: report.timestamp)
        }
    }
}

extension HouseCall {
    fileprivate var explained: ExplainedCall {
        switch self {
        case .openPosition(let pool, let side, let amount, let leverage, let limit):
            .openPosition(
                pool, side: side, quoteAssetAmount: amount, leverage: leverage, baseAssetAmountLimit: limit)
        case .closePosition(let pool, let limit): .closePosition(pool, quoteAssetAmountLimit: limit)
        case .addMargin(let pool, let margin): .addMargin(pool, margin)
        case .removeMargin(let pool, let margin): .removeMargin(pool, margin)
        case .liquidate(let pool, let trader): .liquidate(pool, trader: trader)
        case .liquidateWithSlippage(let pool, let trader, let limit):
            .liquidateWithSlippage(pool, trader: trader, quoteAssetAmountLimit: limit)
        case .payFunding(let pool): .payFunding(pool)
        case .settlePosition(let pool): .settlePosition(pool)
        case .adjustPosition(let pool): .adjustPosition(pool)
        case .setMaintenanceMarginRatio(let ratio): .setMaintenanceMarginRatio(ratio)
        case .setLiquidationFeeRatio(let ratio): .setLiquidationFeeRatio(ratio)
        case .setPartialLiquidationRatio(let ratio): .setPartialLiquidationRatio(ratio)
        case .setWhitelist(let account): .setWhitelist(account)
        case .setBackstopLiquidityProvider(let account, let isProvider):
            .setBackstopLiquidityProvider(account, isProvider: isProvider)
        case .pause: .pause
        case .unpause: .unpause
        }
    }
}

extension PoolCall {
    fileprivate func explained(_ pool: PoolID) -> ExplainedCall {
        switch self {
        case .swapInput(let direction, let amount, let limit, let canOver):
            .swapInput(
                pool, direction, quoteAssetAmount: amount, baseAssetAmountLimit: limit,
                canOverFluctuationLimit: canOver)
        case .swapOutput(let direction, let amount, let limit, let skip):
            .swapOutput(
                pool, direction, baseAssetAmount: amount, quoteAssetAmountLimit: limit, skipFluctuationCheck: skip)
        case .migrateLiquidity(let multiplier, let ratio):
            .migrateLiquidity(pool, liquidityMultiplier: multiplier, fluctuationLimitRatio: ratio)
        case .settleFunding: .settleFunding(pool)
        case .shutdown: .shutdown(pool)
        case .setOpen(let isOpen): .setOpen(pool, isOpen)
        case .setCap(let maxHolding, let cap):
            .setCap(pool, maxHoldingBaseAsset: maxHolding, openInterestNotionalCap: cap)
        case .setTollRatio(let ratio): .setPoolRatio(pool, name: "tollRatio", ratio)
        case .setSpreadRatio(let ratio): .setPoolRatio(pool, name: "spreadRatio", ratio)
        case .setFluctuationLimitRatio(let ratio): .setPoolRatio(pool, name: "fluctuationLimitRatio", ratio)
        case .setSpotPriceTwapInterval(let interval): .setSpotPriceTwapInterval(pool, interval)
        }
    }
}

internal import Clearing
public import Explanation
public import Files
internal import FixedPoint
internal import JSON
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

    /// Explains a step of a scenario or of a case of an amm or market vector file; "-" is standard input.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - caseID: Which case of a vector file; may be nil where it has only one.
    ///   - number: Which step, counted from 1; the steps before it are run.
    /// - Throws: `FileError` for a file that is neither, for a setup that reverts, for a case or a step that is not
    ///   there.
    public init(path: String, caseID: String? = nil, step number: Int) throws(FileError) {
        let document = try JSONDocument(path: path)
        if document.value["kind"]?.text == VectorKind.amm.rawValue {
            let vector = try document.reading { value throws(PlacedError) in
                try SequenceCase<PoolSystem>(caseOf: value, caseID: caseID)
            }
            try self.init(PoolSystem.self, file: document.file, vector.setup, vector.steps, step: number)
        } else {
            let scenario = try document.reading { value throws(PlacedError) in
                try value["cases"] == nil
                    ? Scenario(scenario: value, file: document.file, caseID: caseID)
                    : Scenario(vectors: value, file: document.file, caseID: caseID)
            }
            try self.init(MarketSystem.self, file: document.file, scenario.setup, scenario.steps, step: number)
        }
    }

    private init<System: ExplainableSystem>(
        _: System.Type, file: String, _ setup: Setup, _ steps: [Step<System>], step number: Int
    ) throws(FileError) {
        guard steps.indices.contains(number &- 1) else {
            throw FileError(
                file: file, message: "there is no step \(number); steps count from 1, and it has \(steps.count)")
        }
        var system: System
        do throws(Revert) {
            system = try System(setup)
        } catch let refused {
            throw FileError(
                file: file, place: "setup",
                message: "the contracts refuse this setup: " + Outcome<Bool>(refused).text { _ in "" })
        }
        for step in steps.prefix(number - 1) {
            let sender = setup.accounts[step.caller] ?? setup.accounts.owner
            // A step that reverts changes nothing, as in a run.
            _ = try? system.execute(step.call, caller: sender, block: step.block)
        }
        self.init(steps[number - 1], number: number, on: &system, setup: setup, notesTree: true)
    }

    /// Explains a step, and runs it.
    init<System: ExplainableSystem>(
        _ step: Step<System>, number: Int, on system: inout System, setup: Setup, notesTree: Bool
    ) {
        self.number = number
        call = step.callText
        arguments = step.argumentTexts
        let sender = setup.accounts[step.caller] ?? setup.accounts.owner
        explanation = CallExplanation(
            of: System.explained(step.call), on: system.explainedHouse(setup), names: setup.evaluationNames,
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
        _ stores: [String: StoredValue], before: ObservedState, after: ObservedState
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
    var evaluationNames: EvaluationNames {
        let names = AccountBook.builtIn + accounts.traders
        return EvaluationNames(
            accounts: Dictionary(
                names.compactMap { name in accounts[name].map { ($0, name) } },
                uniquingKeysWith: { first, _ in first }),
            pools: amms.map(\.name))
    }
}

/// A system whose calls can be explained.
protocol ExplainableSystem: SequenceSystem {
    /// A call as the explanation takes it.
    static func explained(_ call: Call) -> Clearing.Call

    /// A clearing house with the system's pools.
    func explainedHouse(_ setup: Setup) -> ClearingHouse
}

extension MarketSystem: ExplainableSystem {
    static func explained(_ call: Call) -> Clearing.Call {
        switch call {
        case .house(let call): call.explained
        case .pool(let index, let call): call.explained(PoolID(rawValue: index))
        case .setLatestData(let report): report.explained
        }
    }

    func explainedHouse(_ setup: Setup) -> ClearingHouse { house }
}

extension PoolSystem: ExplainableSystem {
    static func explained(_ call: Call) -> Clearing.Call {
        switch call {
        case .pool(let index, let call): call.explained(PoolID(rawValue: index))
        case .setLatestData(let report): report.explained
        }
    }

    /// One that does nothing but hold the pools, each with the counter party that it has.
    func explainedHouse(_ setup: Setup) -> ClearingHouse {
        let book = setup.accounts
        var house = ClearingHouse(
            revision: setup.revision,
            parameters: ClearingHouseParameters(
                initMarginRatio: .zero, maintenanceMarginRatio: .zero, liquidationFeeRatio: .zero),
            accounts: ClearingHouseAccounts(
                owner: book.owner, vault: book.vault, insuranceFund: book.insuranceFund, tollPool: nil),
            quoteTokenDecimals: setup.quoteTokenDecimals)
        for index in setup.amms.indices {
            let (pool, feed) = pool(index)
            let context = CallContext(sender: pool.state.owner, block: setup.block)
            guard let id = try? house.addPool(pool, feed: feed, context: context) else { continue }
            house[id] = pool
        }
        return house
    }
}

extension PriceReport {
    fileprivate var explained: Clearing.Call {
        .setLatestData(PoolID(rawValue: amm), price: price, timestamp: timestamp)
    }
}

extension HouseCall {
    fileprivate var explained: Clearing.Call {
        switch self {
        case .openPosition(let pool, let side, let amount, let leverage, let limit):
            .openPosition(
                pool, side: side, quoteAssetAmount: amount, leverage: leverage, baseAssetAmountLimit: limit)
        case .closePosition(let pool, let limit): .closePosition(pool, quoteAssetAmountLimit: limit)
        case .addMargin(let pool, let margin): .addMargin(pool, addedMargin: margin)
        case .removeMargin(let pool, let margin): .removeMargin(pool, removedMargin: margin)
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
    fileprivate func explained(_ pool: PoolID) -> Clearing.Call {
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
        case .setTollRatio(let ratio): .setTollRatio(pool, ratio)
        case .setSpreadRatio(let ratio): .setSpreadRatio(pool, ratio)
        case .setFluctuationLimitRatio(let ratio): .setFluctuationLimitRatio(pool, ratio)
        case .setSpotPriceTwapInterval(let interval): .setSpotPriceTwapInterval(pool, interval)
        }
    }
}

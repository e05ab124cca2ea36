internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// A scenario that was run: what every step came to.
public struct ScenarioRun: Sendable {
    let scenario: Scenario
    let initialState: [JSONValue.Member]
    let steps: [StepRecord]

    /// What was not as the scenario expects, step by step; empty where it says nothing or all was met.
    public let failures: [Failure]

    /// Runs a scenario.
    ///
    /// - Throws: `VectorError` where the setup itself reverts.
    public init(_ scenario: Scenario) throws(VectorError) {
        self.scenario = scenario
        var system = try MarketSystem(of: scenario)
        var state = system.observe()
        initialState = state.map { JSONValue.Member($0.key, $0.value.json) }
        var (records, failures) = ([StepRecord](), [Failure]())
        for (index, step) in scenario.steps.enumerated() {
            let run = step.run(on: &system, state: &state, setup: scenario.setup)
            let differences = step.differences(run, on: system)
            if !differences.isEmpty {
                failures.append(
                    Failure(
                        caseID: scenario.name, step: index + 1, call: step.callText, arguments: step.argumentTexts,
                        differences: differences))
            }
            records.append(StepRecord(index: index, step: step, run: run, system: system, setup: scenario.setup))
        }
        (steps, self.failures) = (records, failures)
    }
}

extension MarketSystem {
    /// What a scenario starts from.
    ///
    /// - Throws: `VectorError` where the setup itself reverts.
    init(of scenario: Scenario) throws(VectorError) {
        do throws(Revert) {
            try self.init(scenario.setup)
        } catch {
            throw VectorError(
                file: scenario.file, place: "setup",
                message: "the contracts refuse this setup: "
                    + Outcome<Bool>(error).text { _ in "" } + "; check the reserves, ratios, intervals and prices")
        }
    }
}

/// What a step came to, and what there was to see right after it.
struct StepRecord: Sendable {
    let index: Int
    let step: Step<MarketSystem>
    let run: StepRun
    let views: [(name: String, outcome: Outcome<JSONValue>)]
    let summary: StepSummary

    init(index: Int, step: Step<MarketSystem>, run: StepRun, system: MarketSystem, setup: Setup) {
        self.index = index
        self.step = step
        self.run = run
        let pool = step.call.pool ?? 0
        let subject = step.call.subject.map { setup.accounts.name(of: $0) } ?? step.caller
        views = Self.viewNames(of: setup, pool: setup.amms[pool].name, trader: subject).compactMap { name in
            guard let view = MarketSystem.view(name.split(separator: "."), setup: setup) else { return nil }
            return (name, Outcome { () throws(Revert) in try system.answer(view, block: step.block) })
        }
        summary = StepSummary(
            system.house, pool: PoolID(rawValue: pool), isAboutPool: step.call.pool != nil || setup.amms.count == 1,
            trader: setup.accounts[subject], name: subject,
            block: step.block)
    }

    /// The views that the recorded vectors have, as far as the revision has them.
    private static func viewNames(of setup: Setup, pool: String, trader: String) -> [String] {
        let amm = ["spotPrice", "twapPrice.900", "twapPrice.3600", "underlyingPrice", "underlyingTwapPrice.3600"]
        let ammV2 = setup.revision == .v2 ? ["isOverSpreadLimit"] : []
        let isTrader = setup.accounts.isTrader(trader)
        let position = isTrader ? ["marginRatio", "spot", "twap"] : []
        let positionV2 = isTrader && setup.revision == .v2 ? ["oracle", "freeCollateral", "marginWithFunding"] : []
        return (amm + ammV2).map { "amm.\(pool).\($0)" }
            + (position + positionV2).map { "position.\(pool).\(trader).\($0)" }
    }
}

/// The figures of a step that a person reads first.
struct StepSummary: Sendable {
    let price: Decimal18?
    let trader: String
    let positionSize: SignedDecimal18?
    let marginRatio: SignedDecimal18?
    let vault: Decimal18?
    let insuranceFund: Decimal18?

    init(
        _ house: ClearingHouse, pool: PoolID, isAboutPool: Bool, trader: Account?, name: String, block: Block
    ) {
        price = isAboutPool ? try? house.markets[pool.rawValue].pool.spotPrice() : nil
        self.trader = name
        let trader = isAboutPool ? trader : nil
        let position = trader.flatMap { try? house.position(pool, of: $0) }
        positionSize = position.flatMap { $0.size.isZero ? nil : $0.size }
        marginRatio = trader.flatMap { try? house.marginRatio(pool, of: $0, now: block.timestamp) }
        vault = try? house.ledger.decimalBalance(of: house.accounts.vault)
        insuranceFund = try? house.ledger.decimalBalance(of: house.accounts.insuranceFund)
    }
}

extension MarketSystem.Call {
    /// The pool that the call is about, if it is about one.
    var pool: Int? {
        switch self {
        case .pool(let index, _): index
        case .setLatestData(let report): report.amm
        case .house(let call): call.pool?.rawValue
        }
    }

    /// Whose position the call is about, where that is not the caller's.
    var subject: Account? {
        switch self {
        case .house(.liquidate(_, let trader)), .house(.liquidateWithSlippage(_, let trader, _)): trader
        default: nil
        }
    }
}

extension HouseCall {
    /// The pool that the call is about, if it is about one.
    var pool: PoolID? {
        switch self {
        case .openPosition(let pool, _, _, _, _), .closePosition(let pool, _), .addMargin(let pool, _),
            .removeMargin(let pool, _), .liquidate(let pool, _), .liquidateWithSlippage(let pool, _, _),
            .payFunding(let pool), .settlePosition(let pool), .adjustPosition(let pool):
            pool
        default: nil
        }
    }
}

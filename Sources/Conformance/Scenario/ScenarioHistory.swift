internal import Clearing
public import Files
public import FixedPoint
internal import VirtualAMM

/// A scenario step by step, with the figures of the market after each: what a report is made from.
///
/// The steps are visited, not kept, so that a history of any length needs no more room than the market itself.
public struct ScenarioHistory: Sendable {
    private let scenario: Scenario

    /// A history that has yet to be walked.
    public init(_ scenario: Scenario) { self.scenario = scenario }

    /// What the scenario is called.
    public var name: String { scenario.name }
    /// What it is about.
    public var comment: String? { scenario.comment }
    /// The file it came from, as it was named.
    public var file: String { scenario.file }
    /// Which generation of the contracts: "v1" or "v2".
    public var revision: String { scenario.setup.revision.rawValue }
    /// The pools by name, in the order of the setup.
    public var pools: [String] { scenario.setup.amms.map(\.name) }
    /// The traders by name, in the order of the setup.
    public var traders: [String] { scenario.setup.accounts.traders }
    /// How many steps there are.
    public var stepCount: Int { scenario.steps.count }
    /// The time of the setup's block, seconds since 1970.
    public var startTime: UInt64 { scenario.setup.block.timestamp }
    /// The time of the last step's block, seconds since 1970.
    public var endTime: UInt64 { scenario.steps.last?.block.timestamp ?? startTime }

    /// Runs the scenario, and shows the market at the start and after every step.
    ///
    /// - Returns: What was not as the scenario expects, step by step.
    /// - Throws: `FileError` where the setup itself reverts.
    public func walk(_ visit: (HistoryStep) -> Void) throws(FileError) -> [Failure] {
        let setup = scenario.setup
        var system = try MarketSystem(of: scenario.header)
        var state = system.observe()
        var failures = [Failure]()
        visit(HistoryStep(system, number: 0, block: setup.block, setup: setup, record: nil))
        for (index, step) in scenario.steps.enumerated() {
            let (before, ratio) = (state, system.subjectMarginRatio(step.call, block: step.block))
            let run = step.run(on: &system, state: &state, setup: setup)
            let differences = step.differences(run, on: system)
            if !differences.isEmpty {
                failures.append(
                    Failure(
                        caseID: scenario.name, step: index + 1, call: step.callText, arguments: step.argumentTexts,
                        differences: differences))
            }
            let changes = zip(before, state).filter { $0.value != $1.value }
            let record = HistoryStep.Record(
                step: step, run: run, changes: changes, isAsExpected: differences.isEmpty, subjectMarginRatio: ratio)
            visit(HistoryStep(system, number: index + 1, block: step.block, setup: setup, record: record))
        }
        return failures
    }
}

/// The market after one step, and what the step was. Texts are made when they are asked for.
public struct HistoryStep: Sendable {
    struct Record: Sendable {
        let step: Step<MarketSystem>
        let run: StepRun
        let changes: [(before: StateEntry, after: StateEntry)]
        let isAsExpected: Bool
        let subjectMarginRatio: SignedDecimal18?
    }

    /// Counted from 1; 0 for the start, before any step.
    public let number: Int
    /// The number of its block.
    public let block: UInt64
    /// The time of its block, seconds since 1970.
    public let time: UInt64
    /// The market right after it.
    public let figures: MarketFigures

    let record: Record?
    let tokenDecimals: TokenDecimals

    init(_ system: MarketSystem, number: Int, block: Block, setup: Setup, record: Record?) {
        self.number = number
        self.block = block.number
        time = block.timestamp
        figures = MarketFigures(system.house, block: block, book: setup.accounts)
        self.record = record
        tokenDecimals = setup.quoteTokenDecimals
    }

    /// The pool that the step was about, by its place in the setup; nil for none.
    public var pool: Int? { record?.step.call.pool }

    /// Whether the step liquidated a position, in part or whole.
    public var isLiquidation: Bool {
        switch record?.step.call {
        case .house(.liquidate), .house(.liquidateWithSlippage): isSuccess
        default: false
        }
    }

    /// The margin ratio that a position which the step was to liquidate had in the step's block, right before the call
    /// (signed; SPEC C5); nil for other steps, and where the view reverts.
    public var liquidatedMarginRatio: SignedDecimal18? { record?.subjectMarginRatio }

    /// Whether the step settled funding.
    public var isFundingSettlement: Bool {
        guard case .house(.payFunding) = record?.step.call else { return false }
        return isSuccess
    }

    /// Whether the step changed K.
    public var isLiquidityMigration: Bool {
        guard case .pool(_, .migrateLiquidity) = record?.step.call else { return false }
        return isSuccess
    }

    /// Whether the step went through; true for the start.
    public var isSuccess: Bool {
        guard let record else { return true }
        if case .success = record.run.outcome { return true }
        return false
    }
}

extension MarketSystem {
    /// The margin ratio of somebody else's position that a call is about.
    fileprivate func subjectMarginRatio(_ call: Call, block: Block) -> SignedDecimal18? {
        guard let pool = call.pool, let subject = call.subject else { return nil }
        return try? house.marginRatio(PoolID(rawValue: pool), of: subject, now: block.timestamp)
    }
}

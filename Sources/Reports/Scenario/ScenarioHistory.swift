public import Clearing
public import Files
internal import FixedPoint
public import Scenarios
internal import VirtualAMM

/// A scenario step by step, with the figures of the market after each: what a report is made from.
///
/// The steps are visited, not kept, so that a history of any length needs no more room than the market itself. Of the
/// positions on a pool it follows at most `mostFollowed`: those that came nearest to liquidation, and those that were
/// asked for; of the pools a page draws at most `mostPoolsDrawn`. What a step costs does not depend on how many
/// traders and pools there are.
public struct ScenarioHistory: Sendable {
    /// How many positions are followed on each pool, beside those that were asked for.
    public static let mostFollowed = 40
    /// How many of them are looked at after each step, beside those that it touched; the others after the next ones.
    static let looksEachStep = 10

    /// Up to so many pools are looked at after every step, wherever it was; of more, only that of the step.
    public static let mostPoolsAlways = 8

    /// So many pools have charts of their own; of more, those that most steps are about.
    public static let mostPoolsDrawn = 40

    private let scenario: Scenario
    private let asked: Set<Account>

    /// A history that has yet to be walked.
    ///
    /// - Parameters:
    ///   - scenario: What is run.
    ///   - traders: Whose positions are to be followed in any case.
    public init(_ scenario: Scenario, following traders: [String] = []) {
        self.scenario = scenario
        asked = Set(traders.compactMap { scenario.roster.account(named: $0) })
    }

    /// What the scenario is called.
    public var name: String { scenario.name }
    /// What it is about.
    public var comment: String? { scenario.comment }
    /// The file it came from, as it was named.
    public var file: String { scenario.file }
    /// Which generation of the contracts: "v1" or "v2".
    public var revision: String { scenario.roster.revision.rawValue }
    /// The pools by name, in the order of the setup.
    public var pools: [String] { scenario.roster.pools }
    /// The traders by name, in the order of the setup.
    public var traders: [String] { scenario.roster.traderNames }
    /// How many steps there are.
    public var stepCount: Int { scenario.stepCount }
    /// The time of the setup's block, seconds since 1970.
    public var startTime: UInt64 { scenario.setup.block.timestamp }
    /// The time of the last step's block, seconds since 1970.
    public var endTime: UInt64 { scenario.steps.last?.block.timestamp ?? startTime }

    /// Runs the scenario, and shows the market at the start and after every step.
    ///
    /// - Returns: What was not as the scenario expects, step by step.
    /// - Throws: `FileError` where the setup itself reverts.
    public func walk(_ visit: (HistoryStep) -> Void) throws(FileError) -> [Failure] {
        let roster = scenario.roster
        var replay = try Replay(scenario.setup, of: scenario.file)
        var watches = try watches(replay)
        var failures = [Failure]()
        visit(HistoryStep(replay, watches, looked: Array(watches.indices), record: nil))
        for step in scenario.steps {
            let replayed = replay.run(step)
            let failure = step.failure(replayed, on: replay, name: scenario.name)
            if let failure { failures.append(failure) }
            let looked = looked(step.call.pool)
            for pool in looked { watches[pool].update(replayed, replay) }
            let record = HistoryStep.Record(step: replayed, roster: roster, isAsExpected: failure == nil)
            visit(HistoryStep(replay, watches, looked: looked, record: record))
        }
        return failures
    }

    /// The pools that are looked at after a step on a pool or on none: all of a few, or else its own.
    func looked(_ pool: PoolID?) -> [Int] {
        let all = scenario.roster.pools.indices
        if all.count <= Self.mostPoolsAlways { return Array(all) }
        return pool.map { [$0.rawValue] }?.filter(all.contains) ?? []
    }

    /// The pools that have charts, by their places in the setup, in its order: all of a few, or else those that most
    /// steps are about, the earlier of two that are equal.
    var drawnPools: [Int] {
        let counts = stepsOfPools
        let busiest = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
        return busiest.prefix(Self.mostPoolsDrawn).sorted()
    }

    /// How many steps are about each pool, by its place in the setup.
    var stepsOfPools: [Int] {
        var counts = Array(repeating: 0, count: pools.count)
        for case let pool? in scenario.steps.map(\.call.pool?.rawValue) where counts.indices.contains(pool) {
            counts[pool] += 1
        }
        return counts
    }

    /// What is watched on each pool. Where there may be more positions than are followed, the scenario is run once
    /// before, to find those that come nearest to liquidation.
    private func watches(_ start: Replay) throws(FileError) -> [PoolWatch] {
        let pools = start.house.markets.indices.map { PoolID(rawValue: $0) }
        if scenario.roster.traders.count <= Self.mostFollowed {
            return pools.map { PoolWatch($0, start, following: nil) }
        }
        var (replay, scouts) = (start, pools.map { LiquidationScout($0) })
        for step in scenario.steps {
            let replayed = replay.run(step)
            guard let pool = step.call.pool, scouts.indices.contains(pool.rawValue) else { continue }
            scouts[pool.rawValue].look(replayed, replay)
        }
        return zip(pools, scouts).map { pool, scout in
            PoolWatch(pool, start, following: scout.nearest(Self.mostFollowed).union(asked))
        }
    }
}

/// The market after one step, and what the step was. Texts are made when they are asked for.
public struct HistoryStep: Sendable {
    struct Record: Sendable {
        let step: ReplayedStep
        let roster: Roster
        let isAsExpected: Bool
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
    /// The pools that were looked at after it, by their places in the setup.
    let lookedPools: [Int]
    let tokenDecimals: TokenDecimals

    init(_ replay: Replay, _ watches: [PoolWatch], looked: [Int], record: Record?) {
        number = replay.count
        block = replay.block.number
        time = replay.block.timestamp
        figures = MarketFigures(replay, watches)
        (self.record, lookedPools) = (record, looked)
        tokenDecimals = replay.house.ledger.decimals
    }

    /// The pool that the step was about, by its place in the setup; nil for none.
    public var pool: Int? { record?.step.call.pool?.rawValue }

    /// Whether the step liquidated a position, in part or whole.
    public var isLiquidation: Bool { isSuccess && record?.step.call.subject != nil }

    /// Whose position the step liquidated or tried to; nil for other steps.
    public var liquidatedTrader: String? {
        record.flatMap { record in record.step.call.subject.map(record.roster.name) }
    }

    /// The margin ratio that decides about a position which the step was to liquidate, in the step's block right before
    /// the call, and the price that it is taken by (SPEC C17); nil for other steps, and where valuing reverts.
    public var decidingRatio: DecidingRatio? { record?.step.decidingRatio }

    /// Whether the step settled funding.
    public var isFundingSettlement: Bool {
        guard case .clearingHouse(.payFunding) = record?.step.call else { return false }
        return isSuccess
    }

    /// Whether the step changed K.
    public var isLiquidityMigration: Bool {
        guard case .amm(_, .migrateLiquidity) = record?.step.call else { return false }
        return isSuccess
    }

    /// Whether the step went through; true for the start.
    public var isSuccess: Bool { record?.step.isSuccess ?? true }
}

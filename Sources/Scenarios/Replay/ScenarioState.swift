public import Clearing
public import Files
internal import Messages
public import VirtualAMM
internal import WideIntegers

/// The clearing house as a scenario, or the beginning of one, leaves it.
public struct ScenarioState: Sendable {
    /// The clearing house with all its pools.
    public let house: ClearingHouse
    /// The pool that was asked for.
    public let pool: PoolID
    /// That pool's name.
    public let poolName: String
    /// The block of the last step, or of the setup where no step was run.
    public let block: Block
    /// How many steps were run.
    public let steps: Int
    /// The scenario's name.
    public let scenarioName: String

    /// What makes no sense in the state document that it starts from; nothing where it starts from none.
    public let warnings: [StateWarning]

    private let roster: Roster

    /// Runs a scenario. A step that reverts changes nothing, as in a run.
    ///
    /// - Parameters:
    ///   - scenario: What is run.
    ///   - steps: After how many of its steps; nil for all.
    ///   - amm: Which pool; nil where there is one only.
    /// - Throws: `FileError` for a setup that reverts, and for a step or a pool that is not there.
    public init(_ scenario: Scenario, steps: Int? = nil, amm: String? = nil) throws(FileError) {
        func error(_ message: String) -> FileError { FileError(file: scenario.file, message: message) }
        roster = scenario.roster
        guard
            let pool = amm.map({ scenario.roster.pool(named: $0) })
                ?? (roster.pools.count == 1 ? PoolID(rawValue: 0) : nil)
        else {
            let which =
                amm.map { "there is no pool \"\(shortened($0))\"" } ?? "there are several pools; say which with --amm"
            throw error("\(which); it has \(roster.pools.joined(separator: ", "))")
        }
        let count = steps ?? scenario.steps.count
        guard (0...scenario.steps.count).contains(count) else {
            throw error("there is no step \(count); it has \(scenario.steps.count)")
        }
        var replay = try Replay(scenario.setup, of: scenario.file)
        replay.run(scenario.steps.prefix(count))
        (house, block) = (replay.house, replay.block)
        self.pool = pool
        poolName = roster.name(of: pool)
        self.steps = count
        scenarioName = scenario.name
        warnings = scenario.warnings
    }

    /// The name of an account; "account 17" for one that the scenario does not name.
    public func name(of account: Account) -> String { roster.name(of: account) }

    /// The account of a name; nil for an unknown one.
    public func account(named name: String) -> Account? { roster.account(named: name) }

    /// The names of the accounts that trade.
    public var traderNames: [String] { roster.traderNames }
}

public import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// A market that agents act on block by block (SPEC K5). The core does all arithmetic; agents only decide.
///
/// The same configuration, seed and policy give the same bits everywhere. Not for several threads at once; run as many
/// simulations at the same time as there are processors instead.
public struct Simulation {
    /// The market that is simulated.
    public let configuration: MarketConfiguration
    /// What all random numbers come from.
    public let seed: UInt64
    /// The market as it is now.
    public internal(set) var market: SimulatedMarket
    /// Is given every call that was made, in order, and the clearing house right after it; nil for nobody.
    public var onStep: ((SimulatedStep, ClearingHouse) -> Void)?
    /// Whether snapshots and prices are kept that no call looks at any more: for who observes how many there are.
    public var keepsHistory = false
    /// Is given every pool at the end of every block; nil for nobody.
    public var onBlock: ((BlockRecord) -> Void)?

    var agents: [PoolAgents]
    var recorder: Recorder
    private(set) var blocksDone: UInt64 = 0

    /// A market at its start.
    ///
    /// - Parameters:
    ///   - configuration: The market.
    ///   - seed: What all random numbers come from.
    ///   - policy: The rule that chooses K; each pool has its own copy. Nil leaves K alone.
    ///   - checksLaws: Whether the laws of the core are checked after every call (SPEC K13), which is slow.
    /// - Throws: Where the configuration is not valid, or the policy does not go with it.
    public init(
        _ configuration: MarketConfiguration, seed: UInt64, policy: (any KPolicy)? = nil, checksLaws: Bool = false
    ) throws(SimulationError) {
        do throws(ConfigurationError) {
            try configuration.validate()
            if configuration.revision == .v2, let policy, policy.mayResize {
                throw Self.noResize(policy)
            }
            let prices = (0..<Int(configuration.pool.count)).map {
                IndexProcess(configuration.index, run: configuration.run, seed: seed, pool: $0).price
            }
            let setup = try MarketSetup(configuration, firstPrices: prices)
            market = try Self.market(setup, checksLaws: checksLaws)
            agents = prices.indices.map {
                PoolAgents(configuration, pool: PoolID(rawValue: $0), seed: seed, policy: policy, setup: setup)
            }
        } catch {
            throw .configuration(error)
        }
        self.configuration = configuration
        self.seed = seed
        recorder = Recorder(configuration.statistics, market: market)
        for index in agents.indices { schedule(PoolID(rawValue: index)) }
    }

    private static func market(
        _ setup: MarketSetup, checksLaws: Bool
    ) throws(ConfigurationError) -> SimulatedMarket {
        do throws(Revert) {
            return try SimulatedMarket(setup, checksLaws: checksLaws)
        } catch {
            throw ConfigurationError(
                path: "pool", value: nil, message: "the contracts refuse this market: \(error); check the reserves")
        }
    }

    static func noResize(_ policy: any KPolicy) -> ConfigurationError {
        ConfigurationError(
            path: "policy", value: policy.name,
            message: "revision v2 has no migrateLiquidity, so K can't be changed by resize; take revision v1, or the"
                + " extension pay")
    }

    /// Whether all blocks are done.
    public var isDone: Bool { blocksDone == configuration.run.blocks || hasEnded }

    /// Whether it ended early, as what is owed was no longer covered.
    private var hasEnded: Bool { configuration.run.endsInsolvent == 1 && recorder.insolventFrom != nil }

    /// Goes on by one block; does nothing when all are done.
    ///
    /// - Throws: Where a law is broken, or the policy asks for what the revision does not have.
    public mutating func step() throws(SimulationError) {
        if isDone { return }
        blocksDone += 1
        market.block.number += 1
        market.block.timestamp += configuration.run.secondsPerBlock
        for index in agents.indices {
            (market.indexPrices[index], market.trendPrices[index]) =
                agents[index].advanceIndex(to: market.block.timestamp)
        }
        for index in agents.indices { try act(PoolID(rawValue: index)) }
        observe()
    }

    /// Goes on to the end.
    ///
    /// - Throws: As `step`.
    public mutating func run() throws(SimulationError) -> SimulationResult {
        while !isDone { try step() }
        return result
    }

    /// What there is to say so far.
    public var result: SimulationResult {
        var digest = market.digest
        digest.combine(market.house, setup: market.setup)
        return SimulationResult(
            name: configuration.name, seed: seed, blocks: blocksDone, calls: market.stepCount, digest: digest.value,
            measures: recorder.measures(market, agents))
    }

    private mutating func observe() {
        recorder.observe(market)
        if blocksDone % configuration.statistics.solvencyBlocks == 0 || isDone {
            recorder.note(solvency: market.closingBalance().solvency, block: market.block.number)
        }
        if let onBlock {
            let profit = Recorder.hedgedProfit(market, agents)
            for agents in agents {
                onBlock(
                    BlockRecord(agents.pool, market: market, recorder: recorder, agents: agents, hedgedProfit: profit))
            }
        }
        if blocksDone % 256 == 0, !keepsHistory { market.forgetHistory() }
    }
}

internal import Clearing
internal import FixedPoint
internal import VirtualAMM

/// Everything that acts on one pool.
struct PoolAgents: Sendable {
    let pool: PoolID
    var index: IndexProcess
    var oracle: OracleReporter
    var traders: [OrdinaryTrader]
    var due = DueQueue()
    var flow: ReplayedFlow?
    var arbitrageurs: [Arbitrageur]
    var watch: LiquidationWatch
    var attacker: Attacker?
    var policy: (any KPolicy)?
    var tally: PeriodTally
    var nextDecision: UInt64
    /// The index of as many blocks as trend followers look back, in a ring.
    private var trend: [Decimal18]
    private var trendPlace = 0

    init(_ configuration: MarketConfiguration, pool: PoolID, seed: UInt64, policy: (any KPolicy)?, setup: MarketSetup) {
        self.pool = pool
        self.policy = policy
        index = IndexProcess(configuration.index, run: configuration.run, seed: seed, pool: pool.rawValue)
        oracle = OracleReporter(configuration.oracle, startTime: configuration.run.startTime, price: index.price)
        tally = PeriodTally(price: index.price)
        traders = (0..<Int(configuration.traders.count)).map {
            OrdinaryTrader(configuration.traders, pool: pool, number: $0, seed: seed)
        }
        flow = setup.flow
        arbitrageurs = (0..<Int(configuration.arbitrageurs.count)).map {
            Arbitrageur(configuration.arbitrageurs, pool: pool, number: $0)
        }
        watch = LiquidationWatch(
            configuration.liquidators, pool: pool, holders: setup.holders[pool.rawValue].count)
        attacker = Attacker(configuration.attacker, pool: pool)
        nextDecision = configuration.run.startTime + configuration.operator.period
        trend = Array(repeating: index.price, count: Int(configuration.traders.trendBlocks))
    }

    /// All that arbitrageurs have: balances, margins, positions at the index, hedges, and what is on its way.
    func arbitrageCapital(_ market: SimulatedMarket) -> Decimal18 {
        arbitrageurs.reduce(.zero) { sum, arbitrageur in
            guard let position = market.position(pool, of: arbitrageur.account) else { return sum }
            let worth = arbitrageur.worth(market, position)
            return worth.isPositive ? sum.addingSaturated(worth.magnitude) : sum
        }
    }

    /// The index in the next block, and what it was as long ago as trend followers look back.
    mutating func advanceIndex(to time: UInt64) -> (now: Decimal18, before: Decimal18) {
        index.advance(to: time)
        tally.note(index: index.price)
        let before = trend[trendPlace]
        trend[trendPlace] = index.price
        trendPlace = (trendPlace + 1) % trend.count
        return (index.price, before)
    }
}

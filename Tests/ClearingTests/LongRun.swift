import Clearing
import FixedPoint
import TestSupport
import VirtualAMM
import WideIntegers

/// The laws that hold after every call (SPEC L1 to L4), over any number of calls: many short markets of every shape, so
/// that a state that is rare is met often and a history never gets long.
struct LongRun {
    /// What a run came to.
    struct Outcome {
        var steps = 0
        var markets = 0
        var reverts = 0
        /// A number that every state that was met went into: the same for the same seed and steps.
        var fingerprint: UInt64 = 14_695_981_039_346_656_037
        /// The first law that did not hold, with the seed and shape of its market and the step; nil where all held.
        var violation: String?
    }

    private static let stepsOfAMarket = 250

    /// Makes so many calls, on markets that grow from a seed.
    static func run(steps: Int, seed: UInt64) throws -> Outcome {
        var (outcome, seeds) = (Outcome(), SeededGenerator(seed: seed))
        while outcome.steps < steps, outcome.violation == nil {
            let own = seeds.next()
            let options = options(&seeds)
            var market = try RandomMarket(options, generator: SeededGenerator(seed: own))
            try run(&market, &outcome, most: min(stepsOfAMarket, steps - outcome.steps))
            outcome.markets += 1
            outcome.violation = outcome.violation.map { "\($0), in a market of seed \(own) and \(options)" }
        }
        return outcome
    }

    private static func options(_ seeds: inout SeededGenerator) -> RandomMarket.Options {
        var options = RandomMarket.Options(revision: Bool.random(using: &seeds) ? .v1 : .v2)
        options.pools = Int.random(in: 1...2, using: &seeds)
        options.traders = Int.random(in: 1...8, using: &seeds)
        options.decimals = [18, 6, 0, 8, 24, 19][Int.random(in: 0..<6, using: &seeds)]
        options.withParameters = Bool.random(using: &seeds)
        options.withMarketEvents = Int.random(in: 0..<4, using: &seeds) > 0
        options.withOperator = Bool.random(using: &seeds)
        options.leverage = UInt64.random(in: 1...10, using: &seeds)
        let least = Int.random(in: 62...86, using: &seeds)
        options.reserveBits = least...(least + 16)
        return options
    }

    private static func run(_ market: inout RandomMarket, _ outcome: inout Outcome, most: Int) throws {
        let supply = market.house.ledger.totalSupply
        for step in 0..<most {
            let before = market.house
            let succeeded = market.step()
            outcome.steps += 1
            if !succeeded {
                outcome.reverts += 1
                guard market.house == before else { return outcome.violation = "L2: step \(step) left a trace" }
                continue
            }
            guard let broken = try broken(market, before: before, supply: supply) else {
                note(market, &outcome.fingerprint)
                continue
            }
            return outcome.violation = "\(broken), step \(step)"
        }
    }

    /// The law that does not hold after a call that succeeded; nil where all do.
    private static func broken(
        _ market: RandomMarket, before: ClearingHouse, supply: UInt256
    ) throws -> String? {
        let ledger = market.house.ledger
        let sum = ledger.accounts.reduce(UInt256.zero) { $0 &+ ledger.balance(of: $1) }
        guard sum == supply, ledger.totalSupply == supply else { return "L1: \(sum) units, not \(supply)" }
        for index in 0..<market.options.pools {
            let pool = PoolID(rawValue: index)
            let (old, new) = (before[pool].state, market.house[pool].state)
            // A change of K by the owner is none of a trade.
            if market.options.revision == .v2 || !market.options.withOperator {
                let k = try old.quoteAssetReserve.multiplied(by: old.baseAssetReserve)
                let kAfter = try new.quoteAssetReserve.multiplied(by: new.baseAssetReserve)
                guard kAfter >= k else { return "L4: K fell from \(k) to \(kAfter) on pool \(index)" }
            }
            guard market.options.revision == .v2, !market.settled.contains(pool) else { continue }
            guard try market.sumOfSizes(pool) == new.totalPositionSize.raw else {
                return "L3: sizes on pool \(index) do not add up"
            }
        }
        return nil
    }

    private static func note(_ market: RandomMarket, _ fingerprint: inout UInt64) {
        for index in 0..<market.options.pools {
            let state = market.house[PoolID(rawValue: index)].state
            for limb in [state.quoteAssetReserve.raw.limbs.0, state.baseAssetReserve.raw.limbs.0] {
                fingerprint = (fingerprint ^ limb) &* 1_099_511_628_211
            }
        }
    }
}

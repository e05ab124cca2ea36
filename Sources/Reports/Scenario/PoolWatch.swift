internal import Clearing
internal import FixedPoint
internal import Scenarios
internal import VirtualAMM
internal import WideIntegers

/// What is watched of the positions on a pool while a scenario runs: the open interest, from what each step touched,
/// and some positions, of which a bounded number is looked at after each step.
struct PoolWatch: Sendable {
    private struct Holding {
        var size: SignedDecimal18
        var openNotional: Decimal18
    }

    let pool: PoolID
    /// The positions above 0.
    private(set) var long = OpenInterest()
    /// The positions below 0.
    private(set) var short = OpenInterest()
    /// The positions that were looked at after the last step, by trader; nil for one that is not open.
    private(set) var looked: [(trader: Account, position: PositionFigures?)] = []

    private let followed: Set<Account>?
    /// Those of the followed who had a position, in the order of their first.
    private var known: [Account] = []
    private var isKnown: Set<Account> = []
    private var turn = 0
    private var holdings: [Account: Holding] = [:]

    /// - Parameter followed: Whose positions are looked at; nil for everybody's.
    init(_ pool: PoolID, _ replay: Replay, following followed: Set<Account>?) {
        (self.pool, self.followed) = (pool, followed)
    }

    /// Takes a step on the pool.
    mutating func update(_ step: ReplayedStep, _ replay: Replay) {
        let house = replay.house
        let touched = house.touched.positions.filter { $0.pool == pool }.map(\.trader)
        if case .amm(_, .migrateLiquidity) = step.call, step.isSuccess {
            // Every size refers to the new curve.
            (long, short, holdings) = (OpenInterest(), OpenInterest(), [:])
            for trader in house.markets[pool.rawValue].traders { hold(trader, house) }
        } else {
            for trader in touched { hold(trader, house) }
        }
        for trader in touched where followed?.contains(trader) ?? true {
            if isKnown.insert(trader).inserted { known.append(trader) }
        }
        let others = min(known.count, ScenarioHistory.looksEachStep)
        let next = (0..<others).map { known[(turn + $0) % known.count] }
        turn = known.isEmpty ? 0 : (turn + others) % known.count
        let now = step.block.timestamp
        let seen = Set(next)
        looked = (next + touched.filter { !seen.contains($0) && isKnown.contains($0) }).map { trader in
            (trader, PositionFigures(house, pool, of: trader, name: replay.roster.name(of: trader), now: now))
        }
    }

    private mutating func hold(_ trader: Account, _ house: ClearingHouse) {
        let position = (try? house.position(pool, of: trader)) ?? house.storedPosition(pool, of: trader)
        if let old = holdings.removeValue(forKey: trader) { change(old, isAdded: false) }
        if position.size.isZero { return }
        let holding = Holding(size: position.size, openNotional: position.openNotional)
        holdings[trader] = holding
        change(holding, isAdded: true)
    }

    private mutating func change(_ holding: Holding, isAdded: Bool) {
        if holding.size.isNegative {
            short.change(size: holding.size.magnitude, notional: holding.openNotional, isAdded: isAdded)
        } else {
            long.change(size: holding.size.magnitude, notional: holding.openNotional, isAdded: isAdded)
        }
    }
}

/// Finds the positions on a pool that come nearest to liquidation: after each step it looks at those that the step
/// touched, and at one other in turn, so that each is looked at again after as many steps as there are positions.
struct LiquidationScout {
    private let pool: PoolID
    private var lowest: [Account: SignedDecimal18] = [:]
    private var turn = 0

    init(_ pool: PoolID) { self.pool = pool }

    mutating func look(_ step: ReplayedStep, _ replay: Replay) {
        if let subject = step.call.subject, step.isSuccess, let deciding = step.decidingRatio {
            note(subject, deciding.ratio)
        }
        let traders = replay.house.markets[pool.rawValue].traders
        guard !traders.isEmpty else { return }
        turn = (turn + 1) % traders.count
        let touched = replay.house.touched.positions.filter { $0.pool == pool }.map(\.trader)
        for trader in touched + [traders[turn]] {
            guard let ratio = try? replay.house.marginRatio(pool, of: trader, now: step.block.timestamp) else {
                continue
            }
            note(trader, ratio)
        }
    }

    private mutating func note(_ trader: Account, _ ratio: SignedDecimal18) {
        if lowest[trader].map({ ratio < $0 }) ?? true { lowest[trader] = ratio }
    }

    /// Those whose ratio was lowest.
    func nearest(_ count: Int) -> Set<Account> {
        Set(lowest.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.prefix(count).map(\.key))
    }
}

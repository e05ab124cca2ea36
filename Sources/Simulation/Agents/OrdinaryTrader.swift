internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// A trader who trades for reasons of its own: opens after a while, closes after a while (SPEC K6).
struct OrdinaryTrader: Sendable {
    let account: Account
    private let pool: PoolID
    private let isTrendFollower: Bool
    private var times: RandomStream
    private var orders: RandomStream
    private var tolerances: RandomStream

    init(_ settings: TraderSettings, pool: PoolID, number: Int, seed: UInt64) {
        self.pool = pool
        account = SimulatedAccounts.account(.trader, pool: pool.rawValue, number: number)
        times = RandomStream(seed: seed, purpose: .arrival, pool: pool.rawValue, agent: number)
        orders = RandomStream(seed: seed, purpose: .order, pool: pool.rawValue, agent: number)
        tolerances = RandomStream(seed: seed, purpose: .tolerance, pool: pool.rawValue, agent: number)
        var character = RandomStream(seed: seed, purpose: .character, pool: pool.rawValue, agent: number)
        isTrendFollower = character.bernoulli(settings.trendShare)
    }

    /// Opens where it has nothing, else closes.
    mutating func decide(_ market: SimulatedMarket, _ settings: TraderSettings) -> TraderOrder {
        if !market.house.storedPosition(pool, of: account).size.isZero { return .closing(pool) }
        let side = side(market, settings)
        let leverage = orders.uniform(from: settings.leastLeverage, to: settings.mostLeverage)
        let affordable = affordableNotional(
            of: market.balance(account), leverage: leverage, feeRatio: market.feeRatio(pool))
        return .opening(
            pool, side: side, offered: min(notional(settings), affordable), leverage: leverage,
            tolerance: tolerances.tolerance(mean: settings.meanTolerance), least: settings.leastNotional, market)
    }

    /// When it acts next, in seconds since 1970.
    mutating func nextTime(_ market: SimulatedMarket, _ settings: TraderSettings) -> UInt64 {
        let position = market.house.storedPosition(pool, of: account)
        let now = market.block.timestamp
        if position.size.isZero { return now + times.exponential(mean: settings.meanWait) }
        // What a close left over, or could not close, is tried again in the next block.
        if hasTriedToClose { return now + 1 }
        return now + times.exponential(mean: settings.meanHolding)
    }

    /// Whether its latest call was a close.
    var hasTriedToClose = false

    private mutating func side(_ market: SimulatedMarket, _ settings: TraderSettings) -> Side {
        // Drawn in any case, so that every order takes as many numbers.
        let side: Side = orders.bernoulli(settings.longBias) ? .buy : .sell
        guard isTrendFollower else { return side }
        let (now, before) = (market.indexPrice(pool), market.trendPrices[pool.rawValue])
        return now == before ? side : now > before ? .buy : .sell
    }

    /// Log-normal: mean · e^(σz − σ²/2).
    private mutating func notional(_ settings: TraderSettings) -> Decimal18 {
        let spread = Int128(truncatingIfNeeded: settings.notionalSpread.raw.low)
        let normal = orders.normal()
        if spread == 0 { return settings.meanNotional }
        let exponent = spread * normal / one18 - spread * spread / one18 / 2
        return Decimal18(
            raw: scaled(
                settings.meanNotional.raw, byExponentialOf: exponent,
                within: .one...Decimal18(whole: 1_000_000_000_000_000_000).raw))
    }
}

internal import Clearing
public import FixedPoint
internal import Scenarios
internal import VirtualAMM
internal import WideIntegers

/// What a market looked like at one moment: the figures that charts are drawn from. All exact; a figure is nil where
/// the contracts' own view of it reverts or where it overflows. Figures are made when they are asked for.
public struct MarketFigures: Sendable {
    private let replay: Replay
    private let watches: [PoolWatch]

    init(_ replay: Replay, _ watches: [PoolWatch]) { (self.replay, self.watches) = (replay, watches) }

    /// How many pools there are.
    public var poolCount: Int { watches.count }

    /// The figures of a pool, by its place in the setup; traps for one that is not there.
    public subscript(pool index: Int) -> PoolFigures { PoolFigures(replay, watches[index]) }

    /// Every open position on a pool, in the order in which the traders had their first here.
    func positions(onPool index: Int) -> [PositionFigures] {
        let (house, pool) = (replay.house, PoolID(rawValue: index))
        return house.markets[index].traders.compactMap { trader in
            PositionFigures(
                house, pool, of: trader, name: replay.roster.name(of: trader), now: replay.block.timestamp)
        }
    }

    /// The clearing house's balance, in quote.
    public var vault: Decimal18? { balance(replay.house.accounts.vault) }
    /// The insurance fund's balance, in quote.
    public var insuranceFund: Decimal18? { balance(replay.house.accounts.insuranceFund) }
    /// The toll pool's balance, in quote.
    public var tollPool: Decimal18? { replay.house.accounts.tollPool.flatMap(balance) }
    /// What the insurance fund paid ahead of bad debt, in quote.
    public var prepaidBadDebt: Decimal18 { replay.house.prepaidBadDebt }
    /// The margin ratio below which a position may be liquidated.
    public var maintenanceMarginRatio: Decimal18 { replay.house.parameters.maintenanceMarginRatio }

    /// Accounts of a run that starts from here; nil where there are only pools.
    var accounts: RunAccounts? { replay.roster.hasClearingHouse ? RunAccounts(of: replay) : nil }

    /// Takes the step that led here into accounts.
    func add(_ step: ReplayedStep, to accounts: inout RunAccounts?) { accounts?.add(step, after: replay.house) }

    /// What accounts come to here.
    func statement(of accounts: RunAccounts) -> AccountStatement { accounts.statement(on: replay) }

    private func balance(_ account: Account) -> Decimal18? { try? replay.house.ledger.decimalBalance(of: account) }
}

/// What one pool and the positions on it looked like at one moment. Prices are in quote per base.
public struct PoolFigures: Sendable {
    /// Quote.
    public let quoteAssetReserve: Decimal18
    /// Base.
    public let baseAssetReserve: Decimal18
    /// The price of the reserves.
    public let spotPrice: Decimal18?
    /// Its average over 3600 seconds (SPEC P9).
    public let twapPrice: Decimal18?
    /// The oracle's price.
    public let indexPrice: Decimal18?
    /// Its average over 3600 seconds (SPEC O3).
    public let indexTwapPrice: Decimal18?
    /// The premium fraction of the last settlement in relation to the index (signed; SPEC P10).
    public let fundingRate: SignedDecimal18
    /// The sum of all premium fractions, in quote per base (signed; SPEC C19).
    public let cumulativePremiumFraction: SignedDecimal18
    /// The positions above 0.
    public let long: OpenInterest
    /// The positions below 0.
    public let short: OpenInterest
    /// The positions that were looked at after the step, by trader; nil for one that is not open.
    let looked: [(trader: String, position: PositionFigures?)]

    init(_ replay: Replay, _ watch: PoolWatch) {
        let (market, now) = (replay.house.markets[watch.pool.rawValue], replay.block.timestamp)
        let hour: UInt256 = 3600
        quoteAssetReserve = market.pool.state.quoteAssetReserve
        baseAssetReserve = market.pool.state.baseAssetReserve
        spotPrice = try? market.pool.spotPrice()
        twapPrice = try? market.pool.twapPrice(interval: hour, now: now)
        indexPrice = try? market.feed.price()
        indexTwapPrice = try? market.feed.twapPrice(interval: hour, now: now)
        fundingRate = market.pool.state.fundingRate
        cumulativePremiumFraction = market.cumulativePremiumFraction
        (long, short) = (watch.long, watch.short)
        looked = watch.looked.map { (replay.roster.name(of: $0.trader), $0.position) }
    }
}

/// An open position at one moment.
public struct PositionFigures: Sendable {
    /// Whose.
    public let trader: String
    /// Base, signed: positive for long, negative for short; in v1 carried to the newest curve.
    public let size: SignedDecimal18
    /// Quote that backs it, as stored: without funding owed.
    public let margin: Decimal18
    /// Quote that it was opened for.
    public let openNotional: Decimal18
    /// Margin with profit and funding in relation to the notional (signed; SPEC C5).
    public let marginRatio: SignedDecimal18?

    /// A position; nil for one that is not open.
    init?(_ house: ClearingHouse, _ pool: PoolID, of trader: Account, name: String, now: UInt64) {
        guard let position = try? house.position(pool, of: trader), !position.size.isZero else { return nil }
        self.trader = name
        (size, margin, openNotional) = (position.size, position.margin, position.openNotional)
        marginRatio = try? house.marginRatio(pool, of: trader, now: now)
    }
}

/// The positions on one side.
public struct OpenInterest: Sendable {
    /// How many positions.
    public private(set) var count = 0
    /// The sum of their sizes without sign, in base; nil where it overflowed.
    public private(set) var size: Decimal18? = .zero
    /// The sum of what they were opened for, in quote; nil where it overflowed.
    public private(set) var notional: Decimal18? = .zero

    /// Adds a position, or takes it out again.
    mutating func change(size: Decimal18, notional: Decimal18, isAdded: Bool) {
        func sum(_ old: Decimal18?, _ change: Decimal18) -> Decimal18? {
            old.flatMap { isAdded ? try? $0.adding(change) : try? $0.subtracting(change) }
        }
        count += isAdded ? 1 : -1
        (self.size, self.notional) = (sum(self.size, size), sum(self.notional, notional))
    }
}

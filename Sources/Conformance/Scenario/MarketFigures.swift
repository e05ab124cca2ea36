internal import Clearing
public import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// What a market looked like at one moment: the figures that charts are drawn from. All exact; a figure is nil where
/// the contracts' own view of it reverts or where it overflows.
public struct MarketFigures: Sendable {
    /// One for each pool, in the order of the setup.
    public let pools: [PoolFigures]
    /// The clearing house's balance, in quote.
    public let vault: Decimal18?
    /// The insurance fund's balance, in quote.
    public let insuranceFund: Decimal18?
    /// The toll pool's balance, in quote.
    public let tollPool: Decimal18?
    /// What the insurance fund paid ahead of bad debt, in quote.
    public let prepaidBadDebt: Decimal18
    /// The margin ratio below which a position may be liquidated.
    public let maintenanceMarginRatio: Decimal18

    init(_ house: ClearingHouse, block: Block, book: AccountBook) {
        func balance(_ account: Account) -> Decimal18? { try? house.ledger.decimalBalance(of: account) }
        pools = house.markets.indices.map { PoolFigures(house, index: $0, block: block, book: book) }
        vault = balance(house.accounts.vault)
        insuranceFund = balance(house.accounts.insuranceFund)
        tollPool = house.accounts.tollPool.flatMap(balance)
        prepaidBadDebt = house.prepaidBadDebt
        maintenanceMarginRatio = house.parameters.maintenanceMarginRatio
    }
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
    /// Every open position, in the order in which the traders had their first here.
    public let positions: [PositionFigures]

    init(_ house: ClearingHouse, index: Int, block: Block, book: AccountBook) {
        let (market, id, now) = (house.markets[index], PoolID(rawValue: index), block.timestamp)
        let hour: UInt256 = 3600
        quoteAssetReserve = market.pool.state.quoteAssetReserve
        baseAssetReserve = market.pool.state.baseAssetReserve
        spotPrice = try? market.pool.spotPrice()
        twapPrice = try? market.pool.twapPrice(interval: hour, now: now)
        indexPrice = try? market.feed.price()
        indexTwapPrice = try? market.feed.twapPrice(interval: hour, now: now)
        fundingRate = market.pool.state.fundingRate
        cumulativePremiumFraction = market.cumulativePremiumFraction
        positions = market.traders.compactMap { account in
            guard let position = try? house.position(id, of: account), !position.size.isZero else { return nil }
            return PositionFigures(
                trader: book.name(of: account), size: position.size, margin: position.margin,
                openNotional: position.openNotional,
                marginRatio: try? house.marginRatio(id, of: account, now: now))
        }
        long = OpenInterest(positions.filter { $0.size.isPositive })
        short = OpenInterest(positions.filter { $0.size.isNegative })
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
}

/// The positions on one side.
public struct OpenInterest: Sendable {
    /// How many positions.
    public let count: Int
    /// The sum of their sizes without sign, in base.
    public let size: Decimal18?
    /// The sum of what they were opened for, in quote.
    public let notional: Decimal18?

    init(_ positions: [PositionFigures]) {
        count = positions.count
        size = Self.sum(positions.map(\.size.magnitude))
        notional = Self.sum(positions.map(\.openNotional))
    }

    private static func sum(_ values: [Decimal18]) -> Decimal18? {
        values.reduce(.zero as Decimal18?) { sum, value in sum.flatMap { try? $0.adding(value) } }
    }
}

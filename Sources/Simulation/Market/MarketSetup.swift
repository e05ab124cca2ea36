public import Clearing
public import FixedPoint
public import VirtualAMM
public import WideIntegers

/// What a simulated market starts from, before its first call (SPEC K5). With the log of calls, enough to replay it.
public struct MarketSetup: Sendable {
    /// Which generation of the contracts.
    public var revision: Revision
    /// The block that everything is created in.
    public var block: Block
    /// The ratios of the clearing house.
    public var parameters: ClearingHouseParameters
    /// Accounts in their roles.
    public var accounts: ClearingHouseAccounts
    /// Decimals of the quote token.
    public var tokenDecimals: TokenDecimals
    /// What every pool is created with.
    public var poolParameters: PoolParameters
    /// The first price of each pool's oracle.
    public var firstPrices: [Decimal18]
    /// Who has how much at the start, in token units.
    public var balances: [(account: Account, units: UInt256)]
    /// Who may liquidate into bad debt (revision v2).
    public var backstopProviders: [Account]
    /// On each pool, everybody who may come to hold a position.
    public var holders: [[Account]]
    /// Recorded orders, and who sends them; nil for none.
    let flow: ReplayedFlow?
    /// How many of a pool's holders are ordinary traders; they come first.
    let traderCount: Int
    /// How many are arbitrageurs; they come next.
    let arbitrageurCount: Int

    /// The start of a market that is valid.
    ///
    /// - Throws: `ConfigurationError` where an amount does not fit.
    package init(_ configuration: MarketConfiguration, firstPrices: [Decimal18]) throws(ConfigurationError) {
        let (house, pool) = (configuration.house, configuration.pool)
        guard let decimals = TokenDecimals(Int(house.tokenDecimals)) else {
            throw ConfigurationError(
                path: "house.tokenDecimals", value: "\(house.tokenDecimals)", message: "give a number from 0 to 18")
        }
        revision = configuration.revision
        block = Block(number: 1, timestamp: configuration.run.startTime)
        parameters = ClearingHouseParameters(
            initMarginRatio: house.initMarginRatio, maintenanceMarginRatio: house.maintenanceMarginRatio,
            liquidationFeeRatio: house.liquidationFeeRatio,
            partialLiquidationRatio: revision == .v2 ? house.partialLiquidationRatio : .zero)
        accounts = ClearingHouseAccounts(
            owner: SimulatedAccounts.account(.owner), vault: SimulatedAccounts.account(.vault),
            insuranceFund: SimulatedAccounts.account(.insuranceFund),
            tollPool: SimulatedAccounts.account(.tollPool))
        tokenDecimals = decimals
        poolParameters = PoolParameters(
            quoteAssetReserve: pool.quoteAssetReserve, baseAssetReserve: pool.baseAssetReserve,
            tradeLimitRatio: pool.tradeLimitRatio, fundingPeriod: UInt256(pool.fundingPeriod),
            fluctuationLimitRatio: pool.fluctuationLimitRatio, tollRatio: pool.tollRatio,
            spreadRatio: pool.spreadRatio)
        self.firstPrices = firstPrices
        flow = ReplayedFlow(configuration)
        traderCount = Int(configuration.traders.count) + (flow?.capital.count ?? 0)
        arbitrageurCount = Int(configuration.arbitrageurs.count)
        balances = []
        backstopProviders = []
        holders = []
        try addAgents(configuration)
    }

    /// An account's place among the holders of its pool; nil where it never holds a position.
    func holder(_ account: Account) -> Int? {
        let number = SimulatedAccounts.number(of: account)
        return switch SimulatedAccounts.role(of: account) {
        case .trader: number
        case .arbitrageur: traderCount + number
        case .attacker: traderCount + arbitrageurCount
        default: nil
        }
    }

    private mutating func addAgents(_ configuration: MarketConfiguration) throws(ConfigurationError) {
        try give(configuration.house.insuranceFund, accounts.insuranceFund, "house.insuranceFund")
        if configuration.arbitrageurs.hedges == 1, configuration.arbitrageurs.count > 0 {
            try give(Self.exchangeCapital, SimulatedAccounts.account(.exchange), "arbitrageurs.hedges")
        }
        for pool in 0..<Int(configuration.pool.count) {
            var holders: [Account] = []
            for number in 0..<Int(configuration.traders.count) {
                holders.append(SimulatedAccounts.account(.trader, pool: pool, number: number))
                try give(configuration.traders.capital, holders[number], "traders.capital")
            }
            for capital in flow?.capital ?? [] {
                holders.append(SimulatedAccounts.account(.trader, pool: pool, number: holders.count))
                try give(capital, holders[holders.count - 1], "traders.orders")
            }
            for number in 0..<Int(configuration.arbitrageurs.count) {
                let account = SimulatedAccounts.account(.arbitrageur, pool: pool, number: number)
                holders.append(account)
                try give(configuration.arbitrageurs.capital, account, "arbitrageurs.capital")
            }
            if !configuration.attacker.capital.isZero {
                let account = SimulatedAccounts.account(.attacker, pool: pool)
                holders.append(account)
                try give(configuration.attacker.capital, account, "attacker.capital")
            }
            self.holders.append(holders)
            guard revision == .v2 else { continue }
            for number in 0..<Int(configuration.liquidators.count) {
                backstopProviders.append(SimulatedAccounts.account(.liquidator, pool: pool, number: number))
            }
        }
    }

    /// More than hedges ever gain: 10¹⁸.
    static let exchangeCapital = Decimal18(whole: 1_000_000_000_000_000_000)

    private mutating func give(_ amount: Decimal18, _ account: Account, _ path: String) throws(ConfigurationError) {
        do throws(Revert) {
            balances.append((account, try tokenDecimals.units(of: amount)))
        } catch {
            throw ConfigurationError(path: path, value: "\(amount)", message: "does not fit; give less")
        }
    }

    /// The clearing house at the start.
    ///
    /// - Throws: What the core refuses.
    public func clearingHouse() throws(Revert) -> ClearingHouse {
        var house = ClearingHouse(
            revision: revision, parameters: parameters, accounts: accounts, quoteTokenDecimals: tokenDecimals)
        let owner = CallContext(sender: accounts.owner, block: block)
        for (account, units) in balances { try house.mint(units, to: account) }
        for provider in backstopProviders {
            _ = try house.setBackstopLiquidityProvider(provider, isProvider: true, context: owner)
        }
        for price in firstPrices {
            var pool = try Pool(
                revision: revision, parameters: poolParameters, owner: accounts.owner, block: block)
            try pool.setOpen(true, context: owner)
            var feed = PriceFeed()
            try feed.setLatestData(price: price, timestamp: block.timestamp)
            _ = try house.addPool(pool, feed: feed, context: owner)
        }
        return house
    }
}

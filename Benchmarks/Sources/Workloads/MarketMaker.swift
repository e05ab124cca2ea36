internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// Makes the market that everything is measured on: revision v2, one pool, all checks and fees on, no positions.
enum MarketMaker {
    static let owner = Account(rawValue: 0)

    static func market(indexPrice: UInt64, block: Block) throws -> (ClearingHouse, PoolID) {
        guard let decimals = TokenDecimals(18) else { throw Revert.invalidInput }
        var house = ClearingHouse(
            revision: .v2,
            parameters: ClearingHouseParameters(
                initMarginRatio: Decimal18(raw: 100_000_000_000_000_000),
                maintenanceMarginRatio: Decimal18(raw: 62_500_000_000_000_000),
                liquidationFeeRatio: Decimal18(raw: 12_500_000_000_000_000)),
            accounts: ClearingHouseAccounts(
                owner: owner, vault: Account(rawValue: 1), insuranceFund: Account(rawValue: 2),
                tollPool: Account(rawValue: 3)),
            quoteTokenDecimals: decimals)
        let owners = CallContext(sender: owner, block: block)
        var amm = try makePool(block: block)
        try amm.setOpen(true, context: owners)
        var feed = PriceFeed()
        try feed.setLatestData(price: Decimal18(whole: indexPrice), timestamp: block.timestamp)
        let pool = try house.addPool(amm, feed: feed, context: owners)
        return (house, pool)
    }

    /// A pool of 40 billion quote by 100 million base, trade and fluctuation limits and both fees set.
    static func makePool(counterParty: Account? = nil, block: Block) throws -> Pool {
        try Pool(
            revision: .v2,
            parameters: PoolParameters(
                quoteAssetReserve: Decimal18(whole: 40_000_000_000), baseAssetReserve: Decimal18(whole: 100_000_000),
                tradeLimitRatio: Decimal18(raw: 900_000_000_000_000_000), fundingPeriod: 3600,
                fluctuationLimitRatio: Decimal18(raw: 500_000_000_000_000_000),
                tollRatio: Decimal18(raw: 1_000_000_000_000_000), spreadRatio: Decimal18(raw: 1_000_000_000_000_000)),
            owner: owner, counterParty: counterParty, block: block)
    }
}

internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// The oracle as a pool sees it: the feed, where the pool's owner has not named another account.
struct Oracle: PriceSource {
    let feed: PriceFeed
    /// Whether the account that the pool asks has an oracle's code; without it every question reverts without data.
    let hasCode: Bool

    func price() throws(Revert) -> Decimal18 {
        guard hasCode else { throw .withoutData }
        return try feed.price()
    }

    func twapPrice(interval: UInt256, now: UInt64) throws(Revert) -> Decimal18 {
        guard hasCode else { throw .withoutData }
        return try feed.twapPrice(interval: interval, now: now)
    }
}

extension Market {
    /// What the pool gets its prices from, with the account that the oracle is at.
    func oracle(at account: Account?) -> Oracle { Oracle(feed: feed, hasCode: hasOracle(at: account)) }

    /// Whether the pool asks the oracle; it does unless another account was named.
    func hasOracle(at account: Account?) -> Bool { pool.state.priceFeed == nil || pool.state.priceFeed == account }
}

extension ClearingHouse {
    /// The account that the pool asks for prices has an oracle's code.
    func requireOracle(_ pool: PoolID) throws(Revert) {
        guard markets[pool.rawValue].hasOracle(at: accounts.priceFeed) else { throw .withoutData }
    }

    /// The oracle's price (SPEC O2).
    func oraclePrice(_ pool: PoolID) throws(Revert) -> Decimal18 {
        try requireOracle(pool)
        return try markets[pool.rawValue].feed.price()
    }
}

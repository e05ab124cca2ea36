public import FixedPoint
public import WideIntegers

/// The index price that a pool is compared with. The caller supplies it; `PriceFeed` is the one of the contracts.
public protocol PriceSource {
    /// The latest price, in quote per base (SPEC O2).
    func price() throws(Revert) -> Decimal18

    /// The time-weighted average price over the last `interval` seconds before `now` (SPEC O3).
    func twapPrice(interval: UInt256, now: UInt64) throws(Revert) -> Decimal18
}

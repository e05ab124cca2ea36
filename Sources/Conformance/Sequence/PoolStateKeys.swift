internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// The keys `amm.<name>.*` of the observable state.
enum PoolStateKeys {
    /// The keys of a pool, in the order of the vectors.
    static func keys(amm name: String) -> [String] { fields.map { "amm.\(name).\($0.name)" } }

    /// Adds the values of the keys.
    static func append(to values: inout [StateValue], _ pool: Pool) {
        for read in readers { values.append(read(pool)) }
    }

    private static let readers = fields.map(\.read)

    private static let fields: [(name: String, read: @Sendable (Pool) -> StateValue)] = [
        ("quoteAssetReserve", { .unsigned($0.state.quoteAssetReserve.raw) }),
        ("baseAssetReserve", { .unsigned($0.state.baseAssetReserve.raw) }),
        ("fundingRate", { .signed($0.state.fundingRate.raw) }),
        ("fluctuationLimitRatio", { .unsigned($0.state.fluctuationLimitRatio.raw) }),
        ("tollRatio", { .unsigned($0.state.tollRatio.raw) }),
        ("spreadRatio", { .unsigned($0.state.spreadRatio.raw) }),
        ("spotPriceTwapInterval", { .unsigned($0.state.spotPriceTwapInterval) }),
        ("nextFundingTime", { .unsigned($0.state.nextFundingTime) }),
        ("totalPositionSize", { .signed($0.state.totalPositionSize.raw) }),
        ("cumulativeNotional", { .signed($0.state.cumulativeNotional.raw) }),
        ("settlementPrice", { .unsigned($0.state.settlementPrice.raw) }),
        ("snapshotCount", { .counter($0.reserveSnapshots.count) }),
        ("liquidityHistoryCount", { .counter($0.liquiditySnapshots.count) }),
        ("maxHoldingBaseAsset", { .unsigned($0.state.maxHoldingBaseAsset.raw) }),
        ("openInterestNotionalCap", { .unsigned($0.state.openInterestNotionalCap.raw) }),
        ("baseAssetDeltaThisFundingPeriod", { .signed($0.state.baseAssetDeltaThisFundingPeriod.raw) }),
        ("open", { .flag($0.state.isOpen) }),
    ]
}

internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// The keys `amm.<name>.*` of the observable state.
struct PoolStateKeys: Sendable {
    let keys: [String]

    init(amm name: String) {
        keys = Self.fields.map { "amm.\(name).\($0.name)" }
    }

    func entries(of pool: Pool) -> [StateEntry] {
        var entries = [StateEntry]()
        append(to: &entries, pool)
        return entries
    }

    /// Adds the entries to others.
    func append(to entries: inout [StateEntry], _ pool: Pool) {
        for index in keys.indices {
            entries.append(StateEntry(key: keys[index], value: Self.readers[index](pool)))
        }
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

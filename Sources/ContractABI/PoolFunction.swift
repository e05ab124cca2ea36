internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// A view of a pool.
enum PoolFunction: String, CaseIterable, ContractView {
    case getInputPrice, getOutputPrice, getInputTwap, getOutputTwap, isOverFluctuationLimit
    case getTwapPrice, getUnderlyingTwapPrice, calcFee, getSpotPrice, getUnderlyingPrice, isOverSpreadLimit
    case calcBaseAssetAfterLiquidityMigration, getLatestLiquidityChangedSnapshots, getLiquidityChangedSnapshots
    case getLiquidityHistoryLength, getReserve, getSnapshotLen, reserveSnapshots
    case maxOracleSpreadRatio = "MAX_ORACLE_SPREAD_RATIO", baseAssetReserve, quoteAssetReserve, fluctuationLimitRatio,
        fundingBufferPeriod
    case fundingPeriod, fundingRate, getBaseAssetDeltaThisFundingPeriod, getCumulativeNotional, getMaxHoldingBaseAsset
    case getOpenInterestNotionalCap, getSettlementPrice, nextFundingTime, open, spotPriceTwapInterval, spreadRatio
    case tollRatio, totalPositionSize, tradeLimitRatio
    case candidate, globalShutdown, owner, priceFeed, priceFeedKey, quoteAsset

    var parameters: String {
        switch self {
        case .getInputPrice, .getOutputPrice, .getInputTwap, .getOutputTwap, .isOverFluctuationLimit:
            "uint8,(uint256)"
        case .getTwapPrice, .getUnderlyingTwapPrice, .getLiquidityChangedSnapshots, .reserveSnapshots: "uint256"
        case .calcFee: "(uint256)"
        case .calcBaseAssetAfterLiquidityMigration: "(int256),(uint256),(uint256)"
        default: ""
        }
    }

    func exists(in revision: Revision) -> Bool {
        switch self {
        case .isOverFluctuationLimit, .isOverSpreadLimit, .maxOracleSpreadRatio: revision == .v2
        default: true
        }
    }

    func evaluation(
        _ words: inout ABIWords, _ state: inout ContractState, _ id: PoolID
    ) throws(CalldataError) -> Evaluation {
        let pool = state.house.markets[id.rawValue].pool
        if let view = try view(&words) {
            let (house, block, book) = (state.house, state.block, state.book)
            return { () throws(Revert) in try house.answer(.pool(id, view), in: block).words(book) }
        }
        switch self {
        case .calcBaseAssetAfterLiquidityMigration:
            let size = SignedDecimal18(raw: Int256(bitPattern: words.number()))
            let (quote, base) = (words.decimal(), words.decimal())
            return { () throws(Revert) in
                try pool.adjustedSize(size, oldQuoteAssetReserve: quote, oldBaseAssetReserve: base).word
            }
        case .reserveSnapshots:
            let snapshot = try entry(words.number(), of: pool.reserveSnapshots)
            return { () throws(Revert) in
                snapshot.quoteAssetReserve.raw.word + snapshot.baseAssetReserve.raw.word
                    + UInt256(snapshot.timestamp).word + UInt256(snapshot.blockNumber).word
            }
        case .getLiquidityChangedSnapshots, .getLatestLiquidityChangedSnapshots:
            let latest = UInt256(UInt64(pool.liquiditySnapshots.count - 1))
            let index = self == .getLatestLiquidityChangedSnapshots ? latest : words.number()
            let snapshot = try entry(index, of: pool.liquiditySnapshots)
            return { () throws(Revert) in
                snapshot.cumulativeNotional.word + snapshot.quoteAssetReserve.raw.word
                    + snapshot.baseAssetReserve.raw.word + snapshot.totalPositionSize.word
            }
        default:
            let word = figure(of: pool.state) ?? role(of: pool, id, state) ?? count(of: pool)
            return { () throws(Revert) in word }
        }
    }

    /// What is asked of the pool in its block; nil where it is a figure that is stored.
    private func view(_ words: inout ABIWords) throws(CalldataError) -> PoolView? {
        switch self {
        case .getInputPrice: .inputPrice(try words.direction(), words.decimal())
        case .getOutputPrice: .outputPrice(try words.direction(), words.decimal())
        case .getInputTwap: .inputTwap(try words.direction(), words.decimal())
        case .getOutputTwap: .outputTwap(try words.direction(), words.decimal())
        case .isOverFluctuationLimit: .isOverFluctuationLimit(try words.direction(), words.decimal())
        case .getTwapPrice: .twapPrice(interval: words.number())
        case .getUnderlyingTwapPrice: .underlyingTwapPrice(interval: words.number())
        case .calcFee: .calcFee(words.decimal())
        case .getSpotPrice: .spotPrice
        case .getUnderlyingPrice: .underlyingPrice
        case .isOverSpreadLimit: .isOverSpreadLimit
        default: nil
        }
    }

    /// An entry of a history.
    private func entry<Entry>(_ index: UInt256, of history: [Entry]) throws(CalldataError) -> Entry {
        guard let place = Int(exactly: index), history.indices.contains(place) else {
            throw CalldataError("\(name): there is no entry \(index); there are \(history.count), counted from 0")
        }
        return history[place]
    }

    private func figure(of state: PoolState) -> [UInt8]? {
        switch self {
        case .baseAssetReserve: state.baseAssetReserve.raw.word
        case .quoteAssetReserve: state.quoteAssetReserve.raw.word
        case .getReserve: state.quoteAssetReserve.raw.word + state.baseAssetReserve.raw.word
        case .fluctuationLimitRatio: state.fluctuationLimitRatio.raw.word
        case .fundingBufferPeriod: state.fundingBufferPeriod.word
        case .fundingPeriod: state.fundingPeriod.word
        case .fundingRate: state.fundingRate.word
        case .getBaseAssetDeltaThisFundingPeriod: state.baseAssetDeltaThisFundingPeriod.word
        case .getCumulativeNotional: state.cumulativeNotional.word
        case .getMaxHoldingBaseAsset: state.maxHoldingBaseAsset.raw.word
        case .getOpenInterestNotionalCap: state.openInterestNotionalCap.raw.word
        case .getSettlementPrice: state.settlementPrice.raw.word
        case .nextFundingTime: state.nextFundingTime.word
        case .open: UInt256(state.isOpen ? 1 : 0).word
        case .spotPriceTwapInterval: state.spotPriceTwapInterval.word
        case .spreadRatio: state.spreadRatio.raw.word
        case .tollRatio: state.tollRatio.raw.word
        case .totalPositionSize: state.totalPositionSize.word
        case .tradeLimitRatio: state.tradeLimitRatio.raw.word
        // SPEC P13.
        case .maxOracleSpreadRatio: UInt256(100_000_000_000_000_000).word
        default: nil
        }
    }

    private func role(of pool: Pool, _ id: PoolID, _ state: ContractState) -> [UInt8]? {
        let book = state.book
        return switch self {
        case .candidate: book.address(of: pool.state.ownerCandidate).word
        case .owner: book.address(of: pool.state.owner).word
        case .globalShutdown: book.address(of: pool.state.globalShutdown).word
        case .priceFeed: book.address(of: pool.state.priceFeed ?? state.house.accounts.priceFeed).word
        case .priceFeedKey: state.feedKey(of: id).word
        case .quoteAsset: book.address(ofContract: "quoteToken").word
        default: nil
        }
    }

    private func count(of pool: Pool) -> [UInt8] {
        let count = self == .getSnapshotLen ? pool.reserveSnapshots.count : pool.liquiditySnapshots.count
        return UInt256(UInt64(count)).word
    }
}

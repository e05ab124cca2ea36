internal import Clearing
internal import VirtualAMM
internal import WideIntegers

/// The markets of a system, each made when it is first asked for: a call looks at one of however many there are.
struct ShadowedMarkets {
    private let house: ClearingHouse
    private var made: [Int: ShadowedMarket] = [:]

    init(_ house: ClearingHouse) { self.house = house }

    /// How many pools are registered.
    var indices: Range<Int> { house.markets.indices }

    /// The market of a pool that is registered.
    subscript(pool: Int) -> ShadowedMarket {
        mutating get {
            if let known = made[pool] { return known }
            let market = ShadowedMarket(house.markets[pool])
            made[pool] = market
            return market
        }
        _modify {
            var market = self[pool]
            made[pool] = nil
            defer { made[pool] = market }
            yield &market
        }
    }
}

/// What a call may change of a market.
struct ShadowedMarket {
    /// The market before the call.
    let before: Market
    var quote: Amount
    var base: Amount
    var totalPositionSize: Amount
    var cumulativeNotional: Amount
    var baseAssetDelta: Amount
    var openInterest: Amount
    var premiumFraction: Amount
    var lastRestrictionBlock: UInt64
    var positions: [Account: ShadowedPosition] = [:]

    /// The latest reserve snapshot, and whether this call has appended it.
    private var latest: ReserveSnapshot
    private var isAppended = false

    init(_ market: Market) {
        let state = market.pool.state
        before = market
        quote = Amount("Q", state.quoteAssetReserve)
        base = Amount("B", state.baseAssetReserve)
        totalPositionSize = Amount("total position size", state.totalPositionSize)
        cumulativeNotional = Amount("cumulative notional", state.cumulativeNotional)
        baseAssetDelta = Amount("base delta", state.baseAssetDeltaThisFundingPeriod)
        openInterest = Amount("open interest", market.openInterestNotional)
        premiumFraction = Amount("cumulative premium fraction", market.cumulativePremiumFraction)
        lastRestrictionBlock = market.lastRestrictionBlock
        latest = market.pool.reserveSnapshots[market.pool.reserveSnapshots.endIndex - 1]
    }

    var snapshotCount: Int { before.pool.reserveSnapshots.count + (isAppended ? 1 : 0) }

    /// A reserve snapshot by its place in history.
    func snapshot(_ index: Int) -> ReserveSnapshot {
        index == snapshotCount - 1 ? latest : before.pool.reserveSnapshots[index]
    }

    /// SPEC P8.
    mutating func recordReserves(block: Block) {
        if latest.blockNumber != block.number {
            isAppended = true
            latest.timestamp = block.timestamp
            latest.blockNumber = block.number
        }
        latest.quoteAssetReserve = quote.unsigned
        latest.baseAssetReserve = base.unsigned
    }
}

/// A position during a call.
struct ShadowedPosition {
    var size = Amount("size", Rational.zero)
    var margin = Amount("margin", Rational.zero)
    var openNotional = Amount("open notional", Rational.zero)
    var premiumFraction = Amount("last premium fraction", Rational.zero)
    var liquidityHistoryIndex = 0
    var blockNumber: UInt64 = 0

    init() {}

    init(_ position: Position) {
        size = Amount("size", position.size)
        margin = Amount("margin", position.margin)
        openNotional = Amount("open notional", position.openNotional)
        premiumFraction = Amount("last premium fraction", position.lastUpdatedCumulativePremiumFraction)
        liquidityHistoryIndex = position.liquidityHistoryIndex
        blockNumber = position.blockNumber
    }
}

/// What a trade came to (SPEC C1).
struct ShadowedTrade {
    var position = ShadowedPosition()
    var exchangedQuote: Amount
    var exchangedSize: Amount
    var badDebt = Amount.zero
    var fundingPayment: Amount
    var realizedPnl = Amount.zero
    var marginToVault = Amount.zero
    var unrealizedPnlAfter = Amount.zero
}

public import FixedPoint
internal import WideIntegers

/// The virtual AMM: trades against x · y = k on reserves that are only numbers (SPEC P).
///
/// A value. Every call either returns its result and events or throws and changes nothing (SPEC A1); neither copies
/// history, unless a copy of the pool is kept, as of any Swift array. `checkpoint()` notes a state without that cost.
/// Amounts are 18-decimal fixed point, times are seconds since 1970.
public struct Pool: Hashable, Sendable {
    /// Which generation of the contracts this reproduces.
    public let revision: Revision
    /// Everything but the histories.
    public package(set) var state: PoolState
    /// The reserves at creation, then after the last swap of each block with one, earliest first; never empty.
    public package(set) var reserveSnapshots: [ReserveSnapshot]
    /// What the average price needs to know of them; each snapshot that is appended is appended here too.
    var priceSums = PriceSums()
    /// Bounds of the latest of them, by which a margin test may be told without an average; each that is appended or
    /// overwritten is taken in here too.
    @usableFromInline var recentReserves: RecentReserves
    /// A price that need not be computed again.
    var knownPrice = KnownPrice()
    /// The curve at creation and after each change of K, earliest first; never empty.
    public package(set) var liquiditySnapshots: [LiquiditySnapshot]

    /// Creates a pool, closed, in a block (SPEC P1).
    ///
    /// - Throws: `invalid input` for a reserve, trade limit or funding period of 0.
    public init(
        revision: Revision, parameters: PoolParameters, owner: Account, counterParty: Account? = nil, block: Block
    ) throws(Revert) {
        guard
            !parameters.quoteAssetReserve.isZero, !parameters.baseAssetReserve.isZero,
            !parameters.tradeLimitRatio.isZero, !parameters.fundingPeriod.isZero
        else { throw .invalidInput }
        self.revision = revision
        state = PoolState(
            quoteAssetReserve: parameters.quoteAssetReserve, baseAssetReserve: parameters.baseAssetReserve,
            tradeLimitRatio: parameters.tradeLimitRatio, fluctuationLimitRatio: parameters.fluctuationLimitRatio,
            tollRatio: parameters.tollRatio, spreadRatio: parameters.spreadRatio,
            fundingPeriod: parameters.fundingPeriod, fundingBufferPeriod: parameters.fundingPeriod / 2,
            ownership: Ownership(owner),
            counterParty: counterParty)
        reserveSnapshots = [
            ReserveSnapshot(
                quoteAssetReserve: parameters.quoteAssetReserve, baseAssetReserve: parameters.baseAssetReserve,
                timestamp: block.timestamp, blockNumber: block.number)
        ]
        recentReserves = RecentReserves(quote: parameters.quoteAssetReserve, base: parameters.baseAssetReserve)
        priceSums.append(after: ReserveSnapshot?.none, timestamp: block.timestamp)
        liquiditySnapshots = [
            LiquiditySnapshot(
                cumulativeNotional: .zero, quoteAssetReserve: parameters.quoteAssetReserve,
                baseAssetReserve: parameters.baseAssetReserve, totalPositionSize: .zero)
        ]
    }

    /// The price of the reserves, Q ⊘ B, in quote per base.
    ///
    /// - Throws: `SafeMath: multiplication overflow`, `SafeMath: division by zero`.
    @inlinable @inline(__always)
    public func spotPrice() throws(Revert) -> Decimal18 { try state.spotPrice() }

    /// The base amount for a quote amount on the current reserves (SPEC P2).
    @inlinable @inline(__always)
    public func inputPrice(_ direction: Direction, quoteAssetAmount: Decimal18) throws(Revert) -> Decimal18 {
        try state.inputPrice(direction, quoteAssetAmount: quoteAssetAmount)
    }

    /// The quote amount for a base amount on the current reserves (SPEC P3).
    @inlinable @inline(__always)
    public func outputPrice(_ direction: Direction, baseAssetAmount: Decimal18) throws(Revert) -> Decimal18 {
        try state.outputPrice(direction, baseAssetAmount: baseAssetAmount)
    }

    /// The two fees on a quote amount: toll and spread (SPEC P11).
    @inlinable @inline(__always)
    public func calcFee(quoteAssetAmount: Decimal18) throws(Revert) -> (toll: Decimal18, spread: Decimal18) {
        try state.calcFee(quoteAssetAmount: quoteAssetAmount)
    }

    func requireOpen() throws(Revert) {
        guard state.isOpen else { throw .ammWasClosed }
    }

    func requireCounterParty(_ context: CallContext) throws(Revert) {
        guard context.sender == state.counterParty else { throw .callerIsNotCounterParty }
    }

    func requireOwner(_ context: CallContext) throws(Revert) {
        try state.ownership.requireOwner(context)
    }
}

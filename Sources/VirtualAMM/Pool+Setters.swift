public import FixedPoint
public import WideIntegers

// SPEC P14 to P16: what the owner may set. Each throws `PerpFiOwnableUpgrade: caller is not the owner` for anybody
// else.

extension Pool {
    /// Opens or closes the pool (SPEC P14). Opening a closed one sets the next funding time to a whole hour.
    public mutating func setOpen(_ open: Bool, context: CallContext) throws(Revert) {
        try requireOwner(context)
        if open == state.isOpen { return }
        if open {
            let now = UInt256(high: 0, low: UInt128(context.block.timestamp))
            state.nextFundingTime = Self.wholeHours(try now.adding(state.fundingPeriod))
        }
        state.isOpen = open
    }

    /// Sets the part of a trade's notional that goes to the toll pool (SPEC P15).
    public mutating func setTollRatio(_ ratio: Decimal18, context: CallContext) throws(Revert) {
        try requireOwner(context)
        state.tollRatio = ratio
    }

    /// Sets the part of a trade's notional that goes to the insurance fund (SPEC P15).
    public mutating func setSpreadRatio(_ ratio: Decimal18, context: CallContext) throws(Revert) {
        try requireOwner(context)
        state.spreadRatio = ratio
    }

    /// Sets how far the price may move from the reference snapshot's; 0 for any distance (SPEC P15).
    public mutating func setFluctuationLimitRatio(_ ratio: Decimal18, context: CallContext) throws(Revert) {
        try requireOwner(context)
        state.fluctuationLimitRatio = ratio
    }

    /// Sets the largest position in base and the largest open interest in quote; 0 for any (SPEC P15).
    ///
    /// - Returns: Nothing, with `CapChanged`.
    public mutating func setCap(
        maxHoldingBaseAsset: Decimal18, openInterestNotionalCap: Decimal18, context: CallContext
    ) throws(Revert) -> PoolReceipt<Void> {
        try requireOwner(context)
        state.maxHoldingBaseAsset = maxHoldingBaseAsset
        state.openInterestNotionalCap = openInterestNotionalCap
        let event = PoolEvent.capChanged(
            maxHoldingBaseAsset: maxHoldingBaseAsset, openInterestNotionalCap: openInterestNotionalCap)
        return PoolReceipt((), PoolEvents(event))
    }

    /// Sets over how many seconds funding averages the prices (SPEC P15).
    ///
    /// - Throws: `can not set interval to 0`.
    public mutating func setSpotPriceTwapInterval(_ interval: UInt256, context: CallContext) throws(Revert) {
        try requireOwner(context)
        if interval.isZero { throw .intervalCannotBeSetToZero }
        state.spotPriceTwapInterval = interval
    }

    /// Names the oracle's account (SPEC P15); nil stands for the zero address. Revision v2 only. Whoever runs the pool
    /// decides what lies at an account.
    ///
    /// - Returns: Nothing, with `PriceFeedUpdated`.
    /// - Throws: `invalid PriceFeed address` for nil; in revision v1, which has no such call, a revert without data.
    public mutating func setPriceFeed(_ priceFeed: Account?, context: CallContext) throws(Revert) -> PoolReceipt<Void> {
        guard revision == .v2 else { throw .withoutData }
        try requireOwner(context)
        guard let priceFeed else { throw .invalidPriceFeedAddress }
        state.priceFeed = priceFeed
        return PoolReceipt((), PoolEvents(.priceFeedUpdated(priceFeed: priceFeed)))
    }

    /// Names who may trade against the pool; nil for nobody (SPEC P15).
    public mutating func setCounterParty(_ counterParty: Account?, context: CallContext) throws(Revert) {
        try requireOwner(context)
        state.counterParty = counterParty
    }

    /// Names who may shut the pool down besides the owner; nil for nobody (SPEC P15).
    public mutating func setGlobalShutdown(_ account: Account?, context: CallContext) throws(Revert) {
        try requireOwner(context)
        state.globalShutdown = account
    }

    /// Names who may take over ownership; nil stands for the zero address (SPEC P16).
    ///
    /// - Throws: As `Ownership.setOwner(_:context:)`.
    public mutating func setOwner(_ newOwner: Account?, context: CallContext) throws(Revert) {
        try state.ownership.setOwner(newOwner, context: context)
    }

    /// Takes over ownership (SPEC P16). Only the candidate may.
    ///
    /// - Returns: Nothing, with `OwnershipTransferred`.
    /// - Throws: As `Ownership.updateOwner(context:)`.
    public mutating func updateOwner(context: CallContext) throws(Revert) -> PoolReceipt<Void> {
        PoolReceipt((), PoolEvents(.ownershipTransferred(try state.ownership.updateOwner(context: context))))
    }

    /// Gives ownership up (SPEC P16).
    ///
    /// - Returns: Nothing, with `OwnershipTransferred`.
    /// - Throws: As `Ownership.renounceOwnership(context:)`.
    public mutating func renounceOwnership(context: CallContext) throws(Revert) -> PoolReceipt<Void> {
        PoolReceipt((), PoolEvents(.ownershipTransferred(try state.ownership.renounceOwnership(context: context))))
    }
}

public import FixedPoint
public import VirtualAMM

// SPEC C21: what the owner may set. Each throws `PerpFiOwnableUpgrade: caller is not the owner` for anybody else.

extension ClearingHouse {
    /// Sets the margin ratio below which a position may be liquidated.
    ///
    /// - Returns: `MarginRatioChanged`.
    public mutating func setMaintenanceMarginRatio(
        _ ratio: Decimal18, context: CallContext
    ) throws(Revert) -> [Event] {
        try requireOwner(context)
        parameters.maintenanceMarginRatio = ratio
        return [.marginRatioChanged(ratio)]
    }

    /// Sets the part of the exchanged quote that a liquidation costs.
    ///
    /// - Returns: `LiquidationFeeRatioChanged`.
    public mutating func setLiquidationFeeRatio(_ ratio: Decimal18, context: CallContext) throws(Revert) -> [Event] {
        try requireOwner(context)
        parameters.liquidationFeeRatio = ratio
        return [.liquidationFeeRatioChanged(ratio)]
    }

    /// Sets the part of a position that one liquidation closes; 0 or 1 for all of it. Revision v2 only.
    ///
    /// - Throws: `invalid partial liquidation ratio` above 1; in revision v1 a revert without data.
    public mutating func setPartialLiquidationRatio(
        _ ratio: Decimal18, context: CallContext
    ) throws(Revert) -> [Event] {
        try requireV2()
        try requireOwner(context)
        if ratio > .one { throw .invalidPartialLiquidationRatio }
        parameters.partialLiquidationRatio = ratio
        return []
    }

    /// Names the one account that caps don't apply to; nil for nobody.
    public mutating func setWhitelist(_ account: Account?, context: CallContext) throws(Revert) -> [Event] {
        try requireOwner(context)
        whitelisted = account
        return []
    }

    /// Adds or removes one who may liquidate into bad debt. Revision v2 only.
    ///
    /// - Returns: `BackstopLiquidityProviderChanged`.
    /// - Throws: In revision v1 a revert without data.
    public mutating func setBackstopLiquidityProvider(
        _ account: Account, isProvider: Bool, context: CallContext
    ) throws(Revert) -> [Event] {
        try requireV2()
        try requireOwner(context)
        if isProvider { backstopProviders.insert(account) } else { backstopProviders.remove(account) }
        return [.backstopLiquidityProviderChanged(account, isProvider: isProvider)]
    }

    /// Names who receives tolls; nil for nobody, whereupon a toll reverts (SPEC M6). Revision v2 only.
    ///
    /// - Throws: In revision v1 a revert without data.
    public mutating func setTollPool(_ account: Account?, context: CallContext) throws(Revert) -> [Event] {
        try requireV2()
        try requireOwner(context)
        accounts.tollPool = account
        return []
    }

    /// The same in revision v1, where only the toll pool's contract can be told of tolls (SPEC M6).
    ///
    /// - Throws: In revision v2 a revert without data.
    public mutating func setFeePool(_ account: Account?, context: CallContext) throws(Revert) -> [Event] {
        guard revision == .v1 else { throw .withoutData }
        try requireOwner(context)
        accounts.tollPool = account
        return []
    }

    /// Stops trading and margin changes; liquidation, funding and settlement go on.
    ///
    /// - Returns: `Paused`.
    /// - Throws: `Pausable: paused`.
    public mutating func pause(context: CallContext) throws(Revert) -> [Event] {
        try requireOwner(context)
        try requireNotPaused()
        isPaused = true
        return [.paused(context.sender)]
    }

    /// Lets trading go on.
    ///
    /// - Returns: `Unpaused`.
    /// - Throws: `Pausable: not paused`.
    public mutating func unpause(context: CallContext) throws(Revert) -> [Event] {
        try requireOwner(context)
        guard isPaused else { throw .notPaused }
        isPaused = false
        return [.unpaused(context.sender)]
    }

    /// Names who may take over ownership; nil stands for the zero address (SPEC P16).
    ///
    /// - Throws: As `Ownership.setOwner(_:context:)`.
    public mutating func setOwner(_ newOwner: Account?, context: CallContext) throws(Revert) -> [Event] {
        try ownership.setOwner(newOwner, context: context)
        return []
    }

    /// Takes over ownership (SPEC P16). Only the candidate may.
    ///
    /// - Returns: `OwnershipTransferred`.
    /// - Throws: As `Ownership.updateOwner(context:)`.
    public mutating func updateOwner(context: CallContext) throws(Revert) -> [Event] {
        [.ownershipTransferred(try ownership.updateOwner(context: context))]
    }

    /// Gives ownership up (SPEC P16).
    ///
    /// - Returns: `OwnershipTransferred`.
    /// - Throws: As `Ownership.renounceOwnership(context:)`.
    public mutating func renounceOwnership(context: CallContext) throws(Revert) -> [Event] {
        [.ownershipTransferred(try ownership.renounceOwnership(context: context))]
    }
}

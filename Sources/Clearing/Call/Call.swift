public import FixedPoint
public import VirtualAMM
public import WideIntegers

/// A call on the system with its arguments: on the clearing house, on a pool, or on an oracle.
///
/// `ClearingHouse.execute(_:context:)` makes it. Names and arguments are the contracts'; amounts are 18-decimal fixed
/// point. To add a call, add a case here and a function in `Call.Function`; the compiler asks for the rest.
public enum Call: Hashable, Sendable {
    // The clearing house

    /// SPEC C10.
    case openPosition(
        PoolID, side: Side, quoteAssetAmount: Decimal18, leverage: Decimal18, baseAssetAmountLimit: Decimal18)
    /// SPEC C14.
    case closePosition(PoolID, quoteAssetAmountLimit: Decimal18)
    /// SPEC C15.
    case addMargin(PoolID, addedMargin: Decimal18)
    /// SPEC C16.
    case removeMargin(PoolID, removedMargin: Decimal18)
    /// SPEC C17.
    case liquidate(PoolID, trader: Account)
    /// SPEC C18. Revision v2 only.
    case liquidateWithSlippage(PoolID, trader: Account, quoteAssetAmountLimit: Decimal18)
    /// SPEC C19.
    case payFunding(PoolID)
    /// SPEC C20.
    case settlePosition(PoolID)
    /// SPEC C22. Revision v1 only.
    case adjustPosition(PoolID)
    /// SPEC C21.
    case setMaintenanceMarginRatio(Decimal18)
    /// SPEC C21.
    case setLiquidationFeeRatio(Decimal18)
    /// SPEC C21. Revision v2 only.
    case setPartialLiquidationRatio(Decimal18)
    /// SPEC C21.
    case setWhitelist(Account)
    /// SPEC C21. Revision v2 only.
    case setBackstopLiquidityProvider(Account, isProvider: Bool)
    /// SPEC C21.
    case pause
    /// SPEC C21.
    case unpause

    // A pool

    /// SPEC P4. Whether the price may leave the band once is an argument of revision v2 only.
    case swapInput(
        PoolID, Direction, quoteAssetAmount: Decimal18, baseAssetAmountLimit: Decimal18, canOverFluctuationLimit: Bool)
    /// SPEC P5. Whether the band is not looked at is an argument of revision v1 only.
    case swapOutput(
        PoolID, Direction, baseAssetAmount: Decimal18, quoteAssetAmountLimit: Decimal18, skipFluctuationCheck: Bool)
    /// SPEC P20. Revision v1 only.
    case migrateLiquidity(PoolID, liquidityMultiplier: Decimal18, fluctuationLimitRatio: Decimal18)
    /// SPEC P10.
    case settleFunding(PoolID)
    /// SPEC P17.
    case shutdown(PoolID)
    /// SPEC P14.
    case setOpen(PoolID, Bool)
    /// SPEC P15.
    case setCap(PoolID, maxHoldingBaseAsset: Decimal18, openInterestNotionalCap: Decimal18)
    /// SPEC P15.
    case setTollRatio(PoolID, Decimal18)
    /// SPEC P15.
    case setSpreadRatio(PoolID, Decimal18)
    /// SPEC P15.
    case setFluctuationLimitRatio(PoolID, Decimal18)
    /// SPEC P15: seconds.
    case setSpotPriceTwapInterval(PoolID, UInt256)

    // An oracle

    /// SPEC O1, on the pool's oracle: a price, and its time in seconds since 1970.
    case setLatestData(PoolID, price: Decimal18, timestamp: UInt64)
}

extension Call {
    /// Whose position the call is about, where that is not the caller's.
    public var subject: Account? {
        switch self {
        case .liquidate(_, let trader), .liquidateWithSlippage(_, let trader, _): trader
        default: nil
        }
    }
}

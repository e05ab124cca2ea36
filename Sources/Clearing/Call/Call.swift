public import FixedPoint
public import VirtualAMM
public import WideIntegers

/// A call on the system with its arguments, by the contract that it is made on.
///
/// `ClearingHouse.execute(_:context:)` makes it. Names and arguments are the contracts'; amounts are 18-decimal fixed
/// point unless it is said. To add a call, add a case to its contract's enumeration and a function beside it; the
/// compiler asks for the rest.
public enum Call: Hashable, Sendable {
    /// On the clearing house.
    case clearingHouse(ClearingHouseCall)
    /// On a pool.
    case amm(PoolID, AmmCall)
    /// On the oracle.
    case priceFeed(PriceFeedCall)
    /// On the insurance fund.
    case insuranceFund(InsuranceFundCall)
    /// On the quote token.
    case quoteToken(QuoteTokenCall)
}

/// A call on the clearing house.
public enum ClearingHouseCall: Hashable, Sendable {
    /// SPEC C10.
    case openPosition(
        PoolID, side: Side, quoteAssetAmount: Decimal18, leverage: Decimal18, baseAssetAmountLimit: Decimal18)
    /// SPEC C10, with 32 bytes that change nothing. Revision v2 only.
    case openPositionWithReferral(
        PoolID, side: Side, quoteAssetAmount: Decimal18, leverage: Decimal18, baseAssetAmountLimit: Decimal18,
        referralCode: UInt256)
    /// SPEC C14.
    case closePosition(PoolID, quoteAssetAmountLimit: Decimal18)
    /// SPEC C14, with 32 bytes that change nothing. Revision v2 only.
    case closePositionWithReferral(PoolID, quoteAssetAmountLimit: Decimal18, referralCode: UInt256)
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
    /// SPEC C21; nil for nobody.
    case setWhitelist(Account?)
    /// SPEC C21. Revision v2 only.
    case setBackstopLiquidityProvider(Account, isProvider: Bool)
    /// SPEC C21, M6; nil for nobody. Revision v2 only.
    case setTollPool(Account?)
    /// SPEC C21, M6; nil for nobody. Revision v1 only.
    case setFeePool(Account?)
    /// SPEC C21.
    case pause
    /// SPEC C21.
    case unpause
    /// SPEC P16; nil for the zero address.
    case setOwner(Account?)
    /// SPEC P16.
    case updateOwner
    /// SPEC P16.
    case renounceOwnership
}

/// A call on a pool.
public enum AmmCall: Hashable, Sendable {
    /// SPEC P4. Whether the price may leave the band once is an argument of revision v2 only.
    case swapInput(
        Direction, quoteAssetAmount: Decimal18, baseAssetAmountLimit: Decimal18, canOverFluctuationLimit: Bool)
    /// SPEC P5. Whether the band is not looked at is an argument of revision v1 only.
    case swapOutput(
        Direction, baseAssetAmount: Decimal18, quoteAssetAmountLimit: Decimal18, skipFluctuationCheck: Bool)
    /// SPEC P20. Revision v1 only.
    case migrateLiquidity(liquidityMultiplier: Decimal18, fluctuationLimitRatio: Decimal18)
    /// SPEC P10.
    case settleFunding
    /// SPEC P17.
    case shutdown
    /// SPEC P14.
    case setOpen(Bool)
    /// SPEC P15.
    case setCap(maxHoldingBaseAsset: Decimal18, openInterestNotionalCap: Decimal18)
    /// SPEC P15.
    case setTollRatio(Decimal18)
    /// SPEC P15.
    case setSpreadRatio(Decimal18)
    /// SPEC P15.
    case setFluctuationLimitRatio(Decimal18)
    /// SPEC P15: seconds.
    case setSpotPriceTwapInterval(UInt256)
    /// SPEC P15; nil for nobody.
    case setCounterParty(Account?)
    /// SPEC P15, P17; nil for nobody.
    case setGlobalShutdown(Account?)
    /// SPEC P15; nil for the zero address. Revision v2 only.
    case setPriceFeed(Account?)
    /// SPEC P16; nil for the zero address.
    case setOwner(Account?)
    /// SPEC P16.
    case updateOwner
    /// SPEC P16.
    case renounceOwnership
}

/// A call on the oracle.
public enum PriceFeedCall: Hashable, Sendable {
    /// SPEC O1, for a pool: a price, and its time in seconds since 1970.
    case setLatestData(PoolID, price: Decimal18, timestamp: UInt64)
}

/// A call on the insurance fund (SPEC M8).
public enum InsuranceFundCall: Hashable, Sendable {
    /// Puts a pool on the fund's list.
    case addAmm(PoolID)
    /// Takes a pool from it.
    case removeAmm(PoolID)
    /// Names who may take the fund's tokens; nil for nobody.
    case setBeneficiary(Account?)
    /// Takes tokens out: the beneficiary's call.
    case withdraw(Decimal18)
    /// Forgets the quote token.
    case removeToken
}

/// A call on the quote token (SPEC M9); amounts are in token units.
public enum QuoteTokenCall: Hashable, Sendable {
    /// The sender gives tokens away; nil for the zero address.
    case transfer(to: Account?, amount: UInt256)
    /// The sender allows somebody to take so much; nil for the zero address.
    case approve(spender: Account?, amount: UInt256)
    /// Nothing moves any more.
    case pause
    /// Tokens move again.
    case unpause
}

extension Call {
    /// The pool that the call is about; nil for one about the whole system.
    public var pool: PoolID? {
        switch self {
        case .clearingHouse(let call): call.pool
        case .amm(let pool, _), .priceFeed(.setLatestData(let pool, _, _)), .insuranceFund(.addAmm(let pool)),
            .insuranceFund(.removeAmm(let pool)):
            pool
        case .insuranceFund(.setBeneficiary), .insuranceFund(.withdraw), .insuranceFund(.removeToken), .quoteToken:
            nil
        }
    }

    /// Whose position the call is about, where that is not the caller's.
    public var subject: Account? {
        switch self {
        case .clearingHouse(.liquidate(_, let trader)), .clearingHouse(.liquidateWithSlippage(_, let trader, _)): trader
        default: nil
        }
    }
}

extension ClearingHouseCall {
    fileprivate var pool: PoolID? {
        switch self {
        case .openPosition(let pool, _, _, _, _), .openPositionWithReferral(let pool, _, _, _, _, _),
            .closePosition(let pool, _), .closePositionWithReferral(let pool, _, _), .addMargin(let pool, _),
            .removeMargin(let pool, _), .liquidate(let pool, _), .liquidateWithSlippage(let pool, _, _),
            .payFunding(let pool), .settlePosition(let pool), .adjustPosition(let pool):
            pool
        case .setMaintenanceMarginRatio, .setLiquidationFeeRatio, .setPartialLiquidationRatio, .setWhitelist,
            .setBackstopLiquidityProvider, .setTollPool, .setFeePool, .pause, .unpause, .setOwner, .updateOwner,
            .renounceOwnership:
            nil
        }
    }
}

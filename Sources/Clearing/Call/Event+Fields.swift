package import VirtualAMM
internal import WideIntegers

/// Who emitted an event.
public enum Emitter: Hashable, Sendable {
    /// The clearing house.
    case clearingHouse
    /// The insurance fund.
    case insuranceFund
    /// The quote token.
    case quoteToken
    /// A pool.
    case amm(PoolID)
}

extension Event {
    /// Who emitted it.
    public var emitter: Emitter {
        switch self {
        case .pool(let pool, _): .amm(pool)
        case .withdrawn, .ammAdded, .ammRemoved, .tokenRemoved: .insuranceFund
        case .tokenPaused, .tokenUnpaused: .quoteToken
        case .positionChanged, .positionLiquidated, .positionAdjusted, .positionSettled, .marginChanged,
            .restrictionModeEntered, .marginRatioChanged, .liquidationFeeRatioChanged,
            .backstopLiquidityProviderChanged, .paused, .unpaused, .ownershipTransferred:
            .clearingHouse
        }
    }

    /// The contract's name for it.
    public var name: String {
        switch self {
        case .pool(_, let event): event.name
        case .positionChanged: "PositionChanged"
        case .positionLiquidated: "PositionLiquidated"
        case .positionAdjusted: "PositionAdjusted"
        case .positionSettled: "PositionSettled"
        case .marginChanged: "MarginChanged"
        case .restrictionModeEntered: "RestrictionModeEntered"
        case .withdrawn: "Withdrawn"
        case .marginRatioChanged: "MarginRatioChanged"
        case .liquidationFeeRatioChanged: "LiquidationFeeRatioChanged"
        case .backstopLiquidityProviderChanged: "BackstopLiquidityProviderChanged"
        case .paused, .tokenPaused: "Paused"
        case .unpaused, .tokenUnpaused: "Unpaused"
        case .ownershipTransferred: "OwnershipTransferred"
        case .ammAdded: "AmmAdded"
        case .ammRemoved: "AmmRemoved"
        case .tokenRemoved: "TokenRemoved"
        }
    }

    /// All names of events.
    package static let names = [
        "PositionChanged", "PositionLiquidated", "PositionAdjusted", "PositionSettled", "MarginChanged",
        "RestrictionModeEntered", "Withdrawn", "MarginRatioChanged", "LiquidationFeeRatioChanged",
        "BackstopLiquidityProviderChanged", "Paused", "Unpaused", "OwnershipTransferred", "AmmAdded", "AmmRemoved",
        "TokenRemoved", "SwapInput", "SwapOutput", "ReserveSnapshotted", "FundingRateUpdated", "LiquidityChanged",
        "CapChanged", "PriceFeedUpdated", "Shutdown",
    ]

    /// What it says, in the contract's order.
    public var fields: [Field] {
        switch self {
        case .pool(_, let event): event.fields
        case .positionChanged(let change): change.fields
        case .positionLiquidated(let liquidation): liquidation.fields
        case .positionAdjusted(let pool, let trader, let size, let oldIndex, let newIndex):
            [
                Field("amm", .pool(pool)), Field("trader", .account(trader)),
                Field("newPositionSize", .signedAmount(size)), Field("oldLiquidityIndex", .counter(oldIndex)),
                Field("newLiquidityIndex", .counter(newIndex)),
            ]
        case .positionSettled(let pool, let trader, let value):
            [Field("amm", .pool(pool)), Field("trader", .account(trader)), Field("valueTransferred", .amount(value))]
        case .marginChanged(let pool, let sender, let amount, let funding):
            [
                Field("sender", .account(sender)), Field("amm", .pool(pool)), Field("amount", .signedAmount(amount)),
                Field("fundingPayment", .signedAmount(funding)),
            ]
        case .restrictionModeEntered(let pool, let block):
            [Field("amm", .pool(pool)), Field("blockNumber", .counter(block))]
        case .withdrawn(let withdrawer, let amount):
            [Field("withdrawer", .account(withdrawer)), Field("amount", .amount(amount))]
        case .marginRatioChanged(let ratio): [Field("marginRatio", .amount(ratio))]
        case .liquidationFeeRatioChanged(let ratio): [Field("liquidationFeeRatio", .amount(ratio))]
        case .backstopLiquidityProviderChanged(let account, let isProvider):
            [Field("account", .account(account)), Field("isProvider", .flag(isProvider))]
        case .paused(let account), .unpaused(let account), .tokenPaused(let account), .tokenUnpaused(let account):
            [Field("account", .account(account))]
        case .ownershipTransferred(let transfer): transfer.fields
        case .ammAdded(let pool), .ammRemoved(let pool): [Field("amm", .pool(pool))]
        case .tokenRemoved: [Field("tokenAddress", .contract(.quoteToken))]
        }
    }
}

extension PositionChanged {
    fileprivate var fields: [Field] {
        [
            Field("trader", .account(trader)), Field("amm", .pool(pool)), Field("margin", .amount(margin)),
            Field("positionNotional", .amount(positionNotional)),
            Field("exchangedPositionSize", .signedAmount(exchangedPositionSize)), Field("fee", .amount(fee)),
            Field("positionSizeAfter", .signedAmount(positionSizeAfter)),
            Field("realizedPnl", .signedAmount(realizedPnl)),
            Field("unrealizedPnlAfter", .signedAmount(unrealizedPnlAfter)), Field("badDebt", .amount(badDebt)),
            Field("liquidationPenalty", .amount(liquidationPenalty)), Field("spotPrice", .amount(spotPrice)),
            Field("fundingPayment", .signedAmount(fundingPayment)),
        ]
    }
}

extension PositionLiquidated {
    fileprivate var fields: [Field] {
        [
            Field("trader", .account(trader)), Field("amm", .pool(pool)),
            Field("positionNotional", .amount(positionNotional)), Field("positionSize", .amount(positionSize)),
            Field("liquidationFee", .amount(liquidationFee)), Field("liquidator", .account(liquidator)),
            Field("badDebt", .amount(badDebt)),
        ]
    }
}

extension OwnershipTransferred {
    fileprivate var fields: [Field] {
        [Field("previousOwner", .account(previousOwner)), Field("newOwner", .account(newOwner))]
    }
}

extension PoolEvent {
    /// The contract's name for it.
    package var name: String {
        switch self {
        case .swapInput: "SwapInput"
        case .swapOutput: "SwapOutput"
        case .reserveSnapshotted: "ReserveSnapshotted"
        case .fundingRateUpdated: "FundingRateUpdated"
        case .liquidityChanged: "LiquidityChanged"
        case .capChanged: "CapChanged"
        case .ownershipTransferred: "OwnershipTransferred"
        case .priceFeedUpdated: "PriceFeedUpdated"
        case .shutdown: "Shutdown"
        }
    }

    /// What it says, in the contract's order.
    package var fields: [Field] {
        switch self {
        case .swapInput(let direction, let quote, let base), .swapOutput(let direction, let quote, let base):
            [
                Field("dir", .direction(direction)), Field("quoteAssetAmount", .amount(quote)),
                Field("baseAssetAmount", .amount(base)),
            ]
        case .reserveSnapshotted(let quote, let base, let timestamp):
            [
                Field("quoteAssetReserve", .amount(quote)), Field("baseAssetReserve", .amount(base)),
                Field("timestamp", .counter(timestamp)),
            ]
        case .fundingRateUpdated(let rate, let price):
            [Field("rate", .signedAmount(rate)), Field("underlyingPrice", .amount(price))]
        case .liquidityChanged(let quote, let base, let notional):
            [
                Field("quoteReserve", .amount(quote)), Field("baseReserve", .amount(base)),
                Field("cumulativeNotional", .signedAmount(notional)),
            ]
        case .capChanged(let maxHolding, let openInterest):
            [
                Field("maxHoldingBaseAsset", .amount(maxHolding)),
                Field("openInterestNotionalCap", .amount(openInterest)),
            ]
        case .ownershipTransferred(let transfer): transfer.fields
        case .priceFeedUpdated(let priceFeed): [Field("priceFeed", .account(priceFeed))]
        case .shutdown(let price): [Field("settlementPrice", .amount(price))]
        }
    }
}

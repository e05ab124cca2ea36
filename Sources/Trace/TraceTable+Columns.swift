internal import Scenarios
internal import VirtualAMM

// Columns that carry the contracts' own names: arguments of calls and events, fields of the state, views.

extension TraceTable {
    /// What calls of any kind are made with.
    static let callArguments: [TraceColumn] =
        [.optional("amm", .pool)]
        + ["trader", "account", "newOwner", "priceFeed", "to", "spender"].map { .optional($0, .account) }
        + texts(
            "side", "direction", "quoteAssetAmount", "baseAssetAmount", "leverage", "baseAssetAmountLimit",
            "quoteAssetAmountLimit", "addedMargin", "removedMargin", "maintenanceMarginRatio", "liquidationFeeRatio",
            "partialLiquidationRatio", "liquidityMultiplier", "fluctuationLimitRatio", "maxHoldingBaseAsset",
            "openInterestNotionalCap", "tollRatio", "spreadRatio", "interval", "price", "referralCode",
            "amount")
        + [.optional("timestamp", .integer)]
        + ["isProvider", "canOverFluctuationLimit", "skipFluctuationCheck", "open"].map { .optional($0, .flag) }

    /// What events of any kind say.
    static let eventArguments: [TraceColumn] =
        [.optional("amm", .pool)]
        + [
            "trader", "liquidator", "sender", "withdrawer", "account", "previousOwner", "newOwner", "priceFeed",
        ].map { .optional($0, .account) }
        + texts(
            "dir", "quoteAssetAmount", "baseAssetAmount", "quoteAssetReserve", "baseAssetReserve", "quoteReserve",
            "baseReserve", "cumulativeNotional", "rate", "underlyingPrice", "maxHoldingBaseAsset",
            "openInterestNotionalCap", "settlementPrice", "margin", "positionNotional", "exchangedPositionSize",
            "fee", "positionSizeAfter", "realizedPnl", "unrealizedPnlAfter", "badDebt", "liquidationPenalty",
            "spotPrice", "fundingPayment", "positionSize", "liquidationFee", "newPositionSize", "valueTransferred",
            "amount", "marginRatio", "liquidationFeeRatio", "tokenAddress")
        + ["timestamp", "blockNumber", "oldLiquidityIndex", "newLiquidityIndex"].map { .optional($0, .integer) }
        + [.optional("isProvider", .flag)]

    /// The state of a pool, and what the clearing house keeps for it.
    static let poolFields =
        PoolField.allCases.map { column($0.rawValue, $0.figure.unit) }
        + MarketField.allCases.map { column($0.rawValue, $0.figure.unit) }

    /// A position as it is stored.
    static let positionFields = PositionField.allCases.map { column($0.rawValue, $0.figure.unit) }

    /// The state of the clearing house that belongs to no pool.
    static let houseFields = HouseField.allCases.map { field in
        HouseField.all(in: .v1).contains(field)
            ? column(field.rawValue, field.figure.unit) : .optionalText(field.rawValue)
    }

    /// The column of a figure of the state: amounts, and what may be as large as one, are texts.
    private static func column(_ name: String, _ unit: StateUnit) -> TraceColumn {
        switch unit {
        case .flag: .flag(name)
        case .count: .integer(name)
        case .quote, .base, .price, .ratio, .tokenUnits, .seconds, .time: .text(name)
        }
    }

    /// What the views of a pool say.
    static let poolViewFields: [TraceColumn] =
        texts("spotPrice", "twapPrice900", "twapPrice3600", "underlyingPrice", "underlyingTwapPrice3600")
        + [.optional("isOverSpreadLimit", .flag)]

    /// What the views of a position say.
    static let positionViewFields: [TraceColumn] = texts(
        "marginRatio", "spotNotional", "spotUnrealizedPnl", "twapNotional", "twapUnrealizedPnl", "oracleNotional",
        "oracleUnrealizedPnl", "freeCollateral", "marginWithFunding")

    private static func texts(_ names: String...) -> [TraceColumn] { names.map { .optionalText($0) } }
}

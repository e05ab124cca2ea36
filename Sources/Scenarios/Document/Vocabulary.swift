extension ObjectReader {
    /// The names that members have anywhere in scenarios, vectors and questions. Who forgets one and gives another did
    /// not misspell it.
    static let vocabulary: Set<String> = [
        "format", "name", "comment", "flags", "setup", "steps", "cases", "id", "profile", "initialState", "revision",
        "block", "number", "timestamp", "wait", "quoteToken", "decimals", "amms", "clearingHouse", "balances",
        "whitelist", "backstop", "counterParty", "quoteAssetReserve", "baseAssetReserve", "tradeLimitRatio",
        "fundingPeriod", "fluctuationLimitRatio", "tollRatio", "spreadRatio", "maxHoldingBaseAsset",
        "openInterestNotionalCap", "spotPriceTwapInterval", "prices", "price", "initMarginRatio",
        "maintenanceMarginRatio", "liquidationFeeRatio", "partialLiquidationRatio", "call", "caller", "target", "args",
        "expect", "succeeds", "reverts", "revert", "invalid", "returns", "events", "state", "views", "emitter", "do",
        "op", "kind", "amm", "side", "quoteAssetAmount", "leverage", "baseAssetAmountLimit", "quoteAssetAmountLimit",
        "addedMargin", "removedMargin", "trader", "direction", "baseAssetAmount", "canOverFluctuationLimit",
        "skipFluctuationCheck", "liquidityMultiplier", "open", "interval", "account", "isProvider", "newOwner",
        "priceFeed", "amount", "to", "spender", "referralCode",
    ]
}

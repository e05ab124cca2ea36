internal import FixedPoint
internal import JSON
internal import VirtualAMM
internal import WideIntegers

/// A call to a pool with its arguments.
enum PoolCall: Sendable {
    case swapInput(Direction, quoteAssetAmount: Decimal18, limit: Decimal18, canOverFluctuationLimit: Bool)
    case swapOutput(Direction, baseAssetAmount: Decimal18, limit: Decimal18, skipFluctuationCheck: Bool)
    case migrateLiquidity(liquidityMultiplier: Decimal18, fluctuationLimitRatio: Decimal18)
    case settleFunding
    case shutdown
    case setOpen(Bool)
    case setCap(maxHoldingBaseAsset: Decimal18, openInterestNotionalCap: Decimal18)
    case setTollRatio(Decimal18)
    case setSpreadRatio(Decimal18)
    case setFluctuationLimitRatio(Decimal18)
    case setSpotPriceTwapInterval(UInt256)

    static func names(_ revision: Revision) -> [String] { revision == .v1 ? namesOfV1 : namesOfV2 }

    private static let namesOfV1 = ["migrateLiquidity"] + namesOfV2
    private static let namesOfV2 = [
        "swapInput", "swapOutput", "settleFunding", "shutdown", "setOpen", "setCap", "setTollRatio",
        "setSpreadRatio", "setFluctuationLimitRatio", "setSpotPriceTwapInterval",
    ]

    /// Reads a call; nil where there is none of that name in the revision.
    init?(_ name: String, _ fields: inout Fields, setup: Setup) throws(PlacedError) {
        guard Self.names(setup.revision).contains(name) else { return nil }
        switch name {
        case "swapInput":
            self = .swapInput(
                try fields.direction("direction"), quoteAssetAmount: try fields.decimal("quoteAssetAmount"),
                limit: try fields.decimal("baseAssetAmountLimit", default: .zero),
                canOverFluctuationLimit: setup.revision == .v2
                    ? try fields.bool("canOverFluctuationLimit", default: false) : false)
        case "swapOutput":
            self = .swapOutput(
                try fields.direction("direction"), baseAssetAmount: try fields.decimal("baseAssetAmount"),
                limit: try fields.decimal("quoteAssetAmountLimit", default: .zero),
                skipFluctuationCheck: setup.revision == .v1
                    ? try fields.bool("skipFluctuationCheck", default: false) : false)
        case "migrateLiquidity":
            self = .migrateLiquidity(
                liquidityMultiplier: try fields.decimal("liquidityMultiplier"),
                fluctuationLimitRatio: try fields.decimal("fluctuationLimitRatio", default: .zero))
        case "settleFunding": self = .settleFunding
        case "shutdown": self = .shutdown
        case "setOpen": self = .setOpen(try fields.bool("open"))
        case "setCap":
            self = .setCap(
                maxHoldingBaseAsset: try fields.decimal("maxHoldingBaseAsset"),
                openInterestNotionalCap: try fields.decimal("openInterestNotionalCap"))
        case "setTollRatio": self = .setTollRatio(try fields.decimal("tollRatio"))
        case "setSpreadRatio": self = .setSpreadRatio(try fields.decimal("spreadRatio"))
        case "setFluctuationLimitRatio":
            self = .setFluctuationLimitRatio(try fields.decimal("fluctuationLimitRatio"))
        case "setSpotPriceTwapInterval":
            self = .setSpotPriceTwapInterval(try fields.integer("interval", UInt256.self))
        default: return nil
        }
    }
}

extension PoolCall {
    /// The arguments as the vectors write them. The flag of a swap depends on the revision: v2 has one for input swaps,
    /// v1 for output swaps.
    func arguments(_ revision: Revision) -> [JSONValue.Member] {
        switch self {
        case .swapInput(let direction, let amount, let limit, let canOver):
            [
                .init("direction", .string(direction.rawValue)), .init("quoteAssetAmount", .wei(amount)),
                .init("baseAssetAmountLimit", .wei(limit)),
            ] + (revision == .v2 ? [.init("canOverFluctuationLimit", .bool(canOver))] : [])
        case .swapOutput(let direction, let amount, let limit, let skip):
            [
                .init("direction", .string(direction.rawValue)), .init("baseAssetAmount", .wei(amount)),
                .init("quoteAssetAmountLimit", .wei(limit)),
            ] + (revision == .v1 ? [.init("skipFluctuationCheck", .bool(skip))] : [])
        case .migrateLiquidity(let multiplier, let ratio):
            [.init("liquidityMultiplier", .wei(multiplier)), .init("fluctuationLimitRatio", .wei(ratio))]
        case .settleFunding, .shutdown: []
        case .setOpen(let open): [.init("open", .bool(open))]
        case .setCap(let maxHolding, let openInterest):
            [.init("maxHoldingBaseAsset", .wei(maxHolding)), .init("openInterestNotionalCap", .wei(openInterest))]
        case .setTollRatio(let ratio): [.init("tollRatio", .wei(ratio))]
        case .setSpreadRatio(let ratio): [.init("spreadRatio", .wei(ratio))]
        case .setFluctuationLimitRatio(let ratio): [.init("fluctuationLimitRatio", .wei(ratio))]
        case .setSpotPriceTwapInterval(let interval): [.init("interval", .string(interval.description))]
        }
    }
}

extension Pool {
    /// Runs a call; the pool's name stands in its events.
    mutating func execute(
        _ call: PoolCall, feed: PriceFeed, name: String, context: CallContext
    ) throws(Revert) -> StepReceipt {
        func receipt<Value>(_ receipt: PoolReceipt<Value>, _ returns: (Value) -> JSONValue?) -> StepReceipt {
            StepReceipt(returns: returns(receipt.value), events: receipt.events.map { $0.json(emitter: name) })
        }
        switch call {
        case .swapInput(let direction, let amount, let limit, let canOver):
            return receipt(
                try swapInput(
                    direction, quoteAssetAmount: amount, baseAssetAmountLimit: limit,
                    canOverFluctuationLimit: canOver, context: context)
            ) { .string($0.raw.description) }
        case .swapOutput(let direction, let amount, let limit, let skip):
            return receipt(
                try swapOutput(
                    direction, baseAssetAmount: amount, quoteAssetAmountLimit: limit, skipFluctuationCheck: skip,
                    context: context)
            ) { .string($0.raw.description) }
        case .settleFunding:
            return receipt(try settleFunding(oracle: feed, context: context)) { .string($0.raw.description) }
        case .migrateLiquidity(let multiplier, let ratio):
            return receipt(
                try migrateLiquidity(
                    liquidityMultiplier: multiplier, fluctuationLimitRatio: ratio, context: context)
            ) { nil }
        case .shutdown: return receipt(try shutdown(context: context)) { nil }
        case .setCap(let maxHolding, let openInterest):
            return receipt(
                try setCap(
                    maxHoldingBaseAsset: maxHolding, openInterestNotionalCap: openInterest, context: context)
            ) { nil }
        case .setOpen(let open): try setOpen(open, context: context)
        case .setTollRatio(let ratio): try setTollRatio(ratio, context: context)
        case .setSpreadRatio(let ratio): try setSpreadRatio(ratio, context: context)
        case .setFluctuationLimitRatio(let ratio): try setFluctuationLimitRatio(ratio, context: context)
        case .setSpotPriceTwapInterval(let interval): try setSpotPriceTwapInterval(interval, context: context)
        }
        return StepReceipt()
    }
}

extension PoolEvent {
    /// The event as the vectors write it.
    func json(emitter: String) -> JSONValue {
        let (name, arguments): (String, KeyValuePairs<String, JSONValue>) =
            switch self {
            case .swapInput(let direction, let quote, let base):
                (
                    "SwapInput",
                    [
                        "dir": .string(direction.rawValue), "quoteAssetAmount": .wei(quote),
                        "baseAssetAmount": .wei(base),
                    ]
                )
            case .swapOutput(let direction, let quote, let base):
                (
                    "SwapOutput",
                    [
                        "dir": .string(direction.rawValue), "quoteAssetAmount": .wei(quote),
                        "baseAssetAmount": .wei(base),
                    ]
                )
            case .reserveSnapshotted(let quote, let base, let timestamp):
                (
                    "ReserveSnapshotted",
                    [
                        "quoteAssetReserve": .wei(quote), "baseAssetReserve": .wei(base),
                        "timestamp": .string(timestamp.description),
                    ]
                )
            case .fundingRateUpdated(let rate, let price):
                ("FundingRateUpdated", ["rate": .wei(rate), "underlyingPrice": .wei(price)])
            case .liquidityChanged(let quote, let base, let notional):
                (
                    "LiquidityChanged",
                    [
                        "quoteReserve": .wei(quote), "baseReserve": .wei(base),
                        "cumulativeNotional": .wei(notional),
                    ]
                )
            case .capChanged(let maxHolding, let openInterest):
                (
                    "CapChanged",
                    ["maxHoldingBaseAsset": .wei(maxHolding), "openInterestNotionalCap": .wei(openInterest)]
                )
            case .shutdown(let price): ("Shutdown", ["settlementPrice": .wei(price)])
            }
        return .event(emitter: emitter, name: name, arguments: arguments)
    }
}

extension JSONValue {
    static func wei(_ value: Decimal18) -> JSONValue { .string(value.raw.description) }
    static func wei(_ value: SignedDecimal18) -> JSONValue { .string(value.raw.description) }

    static func event(emitter: String, name: String, arguments: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(["emitter": .string(emitter), "name": .string(name), "args": .object(arguments)])
    }
}

internal import Clearing
internal import FixedPoint
internal import JSON
internal import VirtualAMM
internal import WideIntegers

/// A call to the clearing house with its arguments.
enum HouseCall: Sendable {
    case openPosition(PoolID, Side, quoteAssetAmount: Decimal18, leverage: Decimal18, limit: Decimal18)
    case closePosition(PoolID, limit: Decimal18)
    case addMargin(PoolID, Decimal18)
    case removeMargin(PoolID, Decimal18)
    case liquidate(PoolID, trader: Account)
    case liquidateWithSlippage(PoolID, trader: Account, limit: Decimal18)
    case payFunding(PoolID)
    case settlePosition(PoolID)
    case adjustPosition(PoolID)
    case setMaintenanceMarginRatio(Decimal18)
    case setLiquidationFeeRatio(Decimal18)
    case setPartialLiquidationRatio(Decimal18)
    case setWhitelist(Account)
    case setBackstopLiquidityProvider(Account, isProvider: Bool)
    case pause
    case unpause

    static func names(_ revision: Revision) -> [String] { revision == .v1 ? namesOfV1 : namesOfV2 }

    private static let namesOfV1 = commonNames + ["adjustPosition"]
    private static let namesOfV2 =
        commonNames + ["liquidateWithSlippage", "setPartialLiquidationRatio", "setBackstopLiquidityProvider"]
    private static let commonNames = [
        "openPosition", "closePosition", "addMargin", "removeMargin", "liquidate", "payFunding", "settlePosition",
        "setMaintenanceMarginRatio", "setLiquidationFeeRatio", "setWhitelist", "pause", "unpause",
    ]

    /// Reads a call; nil where there is none of that name in the revision.
    init?(_ name: String, _ fields: inout Fields, setup: Setup) throws(PlacedError) {
        guard Self.names(setup.revision).contains(name) else { return nil }
        switch name {
        case "openPosition":
            self = .openPosition(
                try fields.pool(setup), try fields.choice("side"),
                quoteAssetAmount: try fields.decimal("quoteAssetAmount"),
                leverage: try fields.decimal("leverage", default: .one),
                limit: try fields.decimal("baseAssetAmountLimit", default: .zero))
        case "closePosition":
            self = .closePosition(
                try fields.pool(setup), limit: try fields.decimal("quoteAssetAmountLimit", default: .zero))
        case "addMargin": self = .addMargin(try fields.pool(setup), try fields.decimal("addedMargin"))
        case "removeMargin": self = .removeMargin(try fields.pool(setup), try fields.decimal("removedMargin"))
        case "liquidate":
            self = .liquidate(try fields.pool(setup), trader: try fields.number(of: "trader", setup))
        case "liquidateWithSlippage":
            self = .liquidateWithSlippage(
                try fields.pool(setup), trader: try fields.number(of: "trader", setup),
                limit: try fields.decimal("quoteAssetAmountLimit", default: .zero))
        case "payFunding": self = .payFunding(try fields.pool(setup))
        case "settlePosition": self = .settlePosition(try fields.pool(setup))
        case "adjustPosition": self = .adjustPosition(try fields.pool(setup))
        default:
            guard let call = try Self(ownerCall: name, &fields, setup: setup) else { return nil }
            self = call
        }
    }

    private init?(ownerCall name: String, _ fields: inout Fields, setup: Setup) throws(PlacedError) {
        switch name {
        case "setMaintenanceMarginRatio":
            self = .setMaintenanceMarginRatio(try fields.decimal("maintenanceMarginRatio"))
        case "setLiquidationFeeRatio": self = .setLiquidationFeeRatio(try fields.decimal("liquidationFeeRatio"))
        case "setPartialLiquidationRatio":
            self = .setPartialLiquidationRatio(try fields.decimal("partialLiquidationRatio"))
        case "setWhitelist": self = .setWhitelist(try fields.number(of: "account", setup))
        case "setBackstopLiquidityProvider":
            self = .setBackstopLiquidityProvider(
                try fields.number(of: "account", setup), isProvider: try fields.bool("isProvider", default: true))
        case "pause": self = .pause
        case "unpause": self = .unpause
        default: return nil
        }
    }
}

extension HouseCall {
    /// The arguments as the vectors write them.
    func arguments(_ setup: Setup) -> [JSONValue.Member] {
        func amm(_ pool: PoolID) -> JSONValue.Member { .init("amm", .string(setup.amms[pool.rawValue].name)) }
        func name(_ key: String, _ account: Account) -> JSONValue.Member {
            .init(key, .string(setup.accounts.name(of: account)))
        }
        return switch self {
        case .openPosition(let pool, let side, let amount, let leverage, let limit):
            [
                amm(pool), .init("side", .string(side.rawValue)), .init("quoteAssetAmount", .wei(amount)),
                .init("leverage", .wei(leverage)), .init("baseAssetAmountLimit", .wei(limit)),
            ]
        case .closePosition(let pool, let limit): [amm(pool), .init("quoteAssetAmountLimit", .wei(limit))]
        case .addMargin(let pool, let margin): [amm(pool), .init("addedMargin", .wei(margin))]
        case .removeMargin(let pool, let margin): [amm(pool), .init("removedMargin", .wei(margin))]
        case .liquidate(let pool, let trader): [amm(pool), name("trader", trader)]
        case .liquidateWithSlippage(let pool, let trader, let limit):
            [amm(pool), name("trader", trader), .init("quoteAssetAmountLimit", .wei(limit))]
        case .payFunding(let pool), .settlePosition(let pool), .adjustPosition(let pool): [amm(pool)]
        case .setMaintenanceMarginRatio(let ratio): [.init("maintenanceMarginRatio", .wei(ratio))]
        case .setLiquidationFeeRatio(let ratio): [.init("liquidationFeeRatio", .wei(ratio))]
        case .setPartialLiquidationRatio(let ratio): [.init("partialLiquidationRatio", .wei(ratio))]
        case .setWhitelist(let account): [name("account", account)]
        case .setBackstopLiquidityProvider(let account, let isProvider):
            [name("account", account), .init("isProvider", .bool(isProvider))]
        case .pause, .unpause: []
        }
    }
}

extension Fields {
    fileprivate mutating func pool(_ setup: Setup) throws(PlacedError) -> PoolID {
        PoolID(rawValue: try amm(setup))
    }

    /// The number that stands for a known account.
    fileprivate mutating func number(of name: String, _ setup: Setup) throws(PlacedError) -> Account {
        let account = try account(name, setup.accounts)
        return setup.accounts[account] ?? setup.accounts.owner
    }
}

extension ClearingHouse {
    /// Runs a call; what it returns is rendered as the vectors write it.
    mutating func execute(
        _ call: HouseCall, context: CallContext
    ) throws(Revert) -> (returns: JSONValue?, events: [Event]) {
        switch call {
        case .openPosition(let pool, let side, let amount, let leverage, let limit):
            return (
                nil,
                try openPosition(
                    pool, side: side, quoteAssetAmount: amount, leverage: leverage, baseAssetAmountLimit: limit,
                    context: context)
            )
        case .closePosition(let pool, let limit):
            return (nil, try closePosition(pool, quoteAssetAmountLimit: limit, context: context))
        case .addMargin(let pool, let margin): return (nil, try addMargin(pool, addedMargin: margin, context: context))
        case .removeMargin(let pool, let margin):
            return (nil, try removeMargin(pool, removedMargin: margin, context: context))
        case .liquidate(let pool, let trader): return (nil, try liquidate(pool, trader: trader, context: context))
        case .liquidateWithSlippage(let pool, let trader, let limit):
            let (liquidation, events) = try liquidateWithSlippage(
                pool, trader: trader, quoteAssetAmountLimit: limit, context: context)
            let returns: JSONValue = .object([
                "quoteAssetAmount": .wei(liquidation.quoteAssetAmount),
                "isPartialClose": .bool(liquidation.isPartialClose),
            ])
            return (returns, events)
        case .payFunding(let pool): return (nil, try payFunding(pool, context: context))
        case .settlePosition(let pool): return (nil, try settlePosition(pool, context: context))
        case .adjustPosition(let pool): return (nil, try adjustPosition(pool, context: context))
        case .setMaintenanceMarginRatio(let ratio):
            return (nil, try setMaintenanceMarginRatio(ratio, context: context))
        case .setLiquidationFeeRatio(let ratio): return (nil, try setLiquidationFeeRatio(ratio, context: context))
        case .setPartialLiquidationRatio(let ratio):
            return (nil, try setPartialLiquidationRatio(ratio, context: context))
        case .setWhitelist(let account): return (nil, try setWhitelist(account, context: context))
        case .setBackstopLiquidityProvider(let account, let isProvider):
            return (nil, try setBackstopLiquidityProvider(account, isProvider: isProvider, context: context))
        case .pause: return (nil, try pause(context: context))
        case .unpause: return (nil, try unpause(context: context))
        }
    }
}

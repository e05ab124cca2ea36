public import VirtualAMM

/// What calls are made on.
public enum Contract: String, Hashable, Sendable, CaseIterable {
    /// The clearing house.
    case clearingHouse
    /// A pool.
    case amm
    /// The oracle.
    case priceFeed
}

extension Call {
    /// The function that a call calls, by the contract that has it.
    public enum Function: Hashable, Sendable {
        /// A function of the clearing house.
        case clearingHouse(ClearingHouseFunction)
        /// A function of a pool.
        case amm(AmmFunction)
        /// A function of the oracle.
        case priceFeed(PriceFeedFunction)
    }

    /// The functions of the clearing house, by the contract's names.
    public enum ClearingHouseFunction: String, Hashable, Sendable, CaseIterable {
        case openPosition, closePosition, addMargin, removeMargin, liquidate, payFunding, settlePosition
        case setMaintenanceMarginRatio, setLiquidationFeeRatio, setWhitelist, pause, unpause
        case adjustPosition
        case liquidateWithSlippage, setPartialLiquidationRatio, setBackstopLiquidityProvider
    }

    /// The functions of a pool, by the contract's names.
    public enum AmmFunction: String, Hashable, Sendable, CaseIterable {
        case migrateLiquidity
        case swapInput, swapOutput, settleFunding, shutdown, setOpen, setCap, setTollRatio, setSpreadRatio
        case setFluctuationLimitRatio, setSpotPriceTwapInterval
    }

    /// The functions of the oracle, by the contract's names.
    public enum PriceFeedFunction: String, Hashable, Sendable, CaseIterable {
        case setLatestData
    }

    /// The function that it calls.
    public var function: Function { place.function }

    /// The pool that it is about; nil for a call about the whole system.
    public var pool: PoolID? { place.pool }

    private var place: (function: Function, pool: PoolID?) {
        switch self {
        case .openPosition(let pool, _, _, _, _): (.clearingHouse(.openPosition), pool)
        case .closePosition(let pool, _): (.clearingHouse(.closePosition), pool)
        case .addMargin(let pool, _): (.clearingHouse(.addMargin), pool)
        case .removeMargin(let pool, _): (.clearingHouse(.removeMargin), pool)
        case .liquidate(let pool, _): (.clearingHouse(.liquidate), pool)
        case .liquidateWithSlippage(let pool, _, _): (.clearingHouse(.liquidateWithSlippage), pool)
        case .payFunding(let pool): (.clearingHouse(.payFunding), pool)
        case .settlePosition(let pool): (.clearingHouse(.settlePosition), pool)
        case .adjustPosition(let pool): (.clearingHouse(.adjustPosition), pool)
        case .setMaintenanceMarginRatio: (.clearingHouse(.setMaintenanceMarginRatio), nil)
        case .setLiquidationFeeRatio: (.clearingHouse(.setLiquidationFeeRatio), nil)
        case .setPartialLiquidationRatio: (.clearingHouse(.setPartialLiquidationRatio), nil)
        case .setWhitelist: (.clearingHouse(.setWhitelist), nil)
        case .setBackstopLiquidityProvider: (.clearingHouse(.setBackstopLiquidityProvider), nil)
        case .pause: (.clearingHouse(.pause), nil)
        case .unpause: (.clearingHouse(.unpause), nil)
        case .swapInput(let pool, _, _, _, _): (.amm(.swapInput), pool)
        case .swapOutput(let pool, _, _, _, _): (.amm(.swapOutput), pool)
        case .migrateLiquidity(let pool, _, _): (.amm(.migrateLiquidity), pool)
        case .settleFunding(let pool): (.amm(.settleFunding), pool)
        case .shutdown(let pool): (.amm(.shutdown), pool)
        case .setOpen(let pool, _): (.amm(.setOpen), pool)
        case .setCap(let pool, _, _): (.amm(.setCap), pool)
        case .setTollRatio(let pool, _): (.amm(.setTollRatio), pool)
        case .setSpreadRatio(let pool, _): (.amm(.setSpreadRatio), pool)
        case .setFluctuationLimitRatio(let pool, _): (.amm(.setFluctuationLimitRatio), pool)
        case .setSpotPriceTwapInterval(let pool, _): (.amm(.setSpotPriceTwapInterval), pool)
        case .setLatestData(let pool, _, _): (.priceFeed(.setLatestData), pool)
        }
    }
}

extension Call.Function {
    /// Who makes a call, unless it is said.
    public enum Caller: Sendable {
        /// Somebody who trades: the call moves the caller's own position or tokens.
        case trader
        /// The owner, as nobody else may.
        case owner
        /// Anybody.
        case anybody
    }

    /// The functions that a contract of a revision has, in the order in which they are listed.
    public static func all(of contract: Contract, in revision: Revision) -> [Call.Function] {
        let all: [Call.Function] =
            switch contract {
            case .clearingHouse: Call.ClearingHouseFunction.allCases.map { .clearingHouse($0) }
            case .amm: Call.AmmFunction.allCases.map { .amm($0) }
            case .priceFeed: Call.PriceFeedFunction.allCases.map { .priceFeed($0) }
            }
        return all.filter { $0.exists(in: revision) }
    }

    /// The function of a contract by its name; nil where a revision's contract has none of that name.
    public init?(_ name: String, of contract: Contract, in revision: Revision) {
        guard let found = Self.all(of: contract, in: revision).first(where: { $0.name == name }) else { return nil }
        self = found
    }

    /// The contract's name for it.
    public var name: String {
        switch self {
        case .clearingHouse(let function): function.rawValue
        case .amm(let function): function.rawValue
        case .priceFeed(let function): function.rawValue
        }
    }

    /// The contract that has it.
    public var contract: Contract {
        switch self {
        case .clearingHouse: .clearingHouse
        case .amm: .amm
        case .priceFeed: .priceFeed
        }
    }

    /// Who usually makes the call.
    public var caller: Caller {
        switch self {
        case .clearingHouse(let function):
            switch function {
            case .openPosition, .closePosition, .addMargin, .removeMargin, .settlePosition, .adjustPosition, .liquidate,
                .liquidateWithSlippage:
                .trader
            case .payFunding: .anybody
            case .setMaintenanceMarginRatio, .setLiquidationFeeRatio, .setPartialLiquidationRatio, .setWhitelist,
                .setBackstopLiquidityProvider, .pause, .unpause:
                .owner
            }
        case .amm(let function):
            switch function {
            case .swapInput, .swapOutput, .settleFunding: .anybody
            case .migrateLiquidity, .shutdown, .setOpen, .setCap, .setTollRatio, .setSpreadRatio,
                .setFluctuationLimitRatio, .setSpotPriceTwapInterval:
                .owner
            }
        case .priceFeed(.setLatestData): .owner
        }
    }

    /// Whether the contracts of a revision have the function.
    public func exists(in revision: Revision) -> Bool {
        switch self {
        case .clearingHouse(.adjustPosition), .amm(.migrateLiquidity): revision == .v1
        case .clearingHouse(.liquidateWithSlippage), .clearingHouse(.setPartialLiquidationRatio),
            .clearingHouse(.setBackstopLiquidityProvider):
            revision == .v2
        default: true
        }
    }
}

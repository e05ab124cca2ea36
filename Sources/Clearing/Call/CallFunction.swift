public import VirtualAMM

/// What calls are made on.
public enum Contract: String, Hashable, Sendable, CaseIterable {
    /// The clearing house.
    case clearingHouse
    /// A pool.
    case amm
    /// The oracle.
    case priceFeed
    /// The insurance fund.
    case insuranceFund
    /// The quote token.
    case quoteToken
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
        /// A function of the insurance fund.
        case insuranceFund(InsuranceFundFunction)
        /// A function of the quote token.
        case quoteToken(QuoteTokenFunction)
    }

    /// The functions of the clearing house, by the contract's names.
    public enum ClearingHouseFunction: String, Hashable, Sendable, CaseIterable {
        case openPosition, closePosition, addMargin, removeMargin, liquidate, payFunding, settlePosition
        case setMaintenanceMarginRatio, setLiquidationFeeRatio, setWhitelist, pause, unpause
        case adjustPosition
        case liquidateWithSlippage, setPartialLiquidationRatio, setBackstopLiquidityProvider
        case openPositionWithReferral, closePositionWithReferral
        case setTollPool, setFeePool, setOwner, updateOwner, renounceOwnership
    }

    /// The functions of a pool, by the contract's names.
    public enum AmmFunction: String, Hashable, Sendable, CaseIterable {
        case migrateLiquidity
        case swapInput, swapOutput, settleFunding, shutdown, setOpen, setCap, setTollRatio, setSpreadRatio
        case setFluctuationLimitRatio, setSpotPriceTwapInterval
        case setCounterParty, setGlobalShutdown, setPriceFeed, setOwner, updateOwner, renounceOwnership
    }

    /// The functions of the oracle, by the contract's names.
    public enum PriceFeedFunction: String, Hashable, Sendable, CaseIterable {
        case setLatestData
    }

    /// The functions of the insurance fund, by the contract's names.
    public enum InsuranceFundFunction: String, Hashable, Sendable, CaseIterable {
        case addAmm, removeAmm, setBeneficiary, withdraw, removeToken
    }

    /// The functions of the quote token, by the contract's names.
    public enum QuoteTokenFunction: String, Hashable, Sendable, CaseIterable {
        case transfer, approve, pause, unpause
    }

    /// The function that it calls.
    public var function: Function {
        switch self {
        case .clearingHouse(let call): .clearingHouse(call.function)
        case .amm(_, let call): .amm(call.function)
        case .priceFeed(.setLatestData): .priceFeed(.setLatestData)
        case .insuranceFund(.addAmm): .insuranceFund(.addAmm)
        case .insuranceFund(.removeAmm): .insuranceFund(.removeAmm)
        case .insuranceFund(.setBeneficiary): .insuranceFund(.setBeneficiary)
        case .insuranceFund(.withdraw): .insuranceFund(.withdraw)
        case .insuranceFund(.removeToken): .insuranceFund(.removeToken)
        case .quoteToken(.transfer): .quoteToken(.transfer)
        case .quoteToken(.approve): .quoteToken(.approve)
        case .quoteToken(.pause): .quoteToken(.pause)
        case .quoteToken(.unpause): .quoteToken(.unpause)
        }
    }
}

extension ClearingHouseCall {
    fileprivate var function: Call.ClearingHouseFunction {
        switch self {
        case .openPosition: .openPosition
        case .openPositionWithReferral: .openPositionWithReferral
        case .closePosition: .closePosition
        case .closePositionWithReferral: .closePositionWithReferral
        case .addMargin: .addMargin
        case .removeMargin: .removeMargin
        case .liquidate: .liquidate
        case .liquidateWithSlippage: .liquidateWithSlippage
        case .payFunding: .payFunding
        case .settlePosition: .settlePosition
        case .adjustPosition: .adjustPosition
        case .setMaintenanceMarginRatio: .setMaintenanceMarginRatio
        case .setLiquidationFeeRatio: .setLiquidationFeeRatio
        case .setPartialLiquidationRatio: .setPartialLiquidationRatio
        case .setWhitelist: .setWhitelist
        case .setBackstopLiquidityProvider: .setBackstopLiquidityProvider
        case .setTollPool: .setTollPool
        case .setFeePool: .setFeePool
        case .pause: .pause
        case .unpause: .unpause
        case .setOwner: .setOwner
        case .updateOwner: .updateOwner
        case .renounceOwnership: .renounceOwnership
        }
    }
}

extension AmmCall {
    fileprivate var function: Call.AmmFunction {
        switch self {
        case .swapInput: .swapInput
        case .swapOutput: .swapOutput
        case .migrateLiquidity: .migrateLiquidity
        case .settleFunding: .settleFunding
        case .shutdown: .shutdown
        case .setOpen: .setOpen
        case .setCap: .setCap
        case .setTollRatio: .setTollRatio
        case .setSpreadRatio: .setSpreadRatio
        case .setFluctuationLimitRatio: .setFluctuationLimitRatio
        case .setSpotPriceTwapInterval: .setSpotPriceTwapInterval
        case .setCounterParty: .setCounterParty
        case .setGlobalShutdown: .setGlobalShutdown
        case .setPriceFeed: .setPriceFeed
        case .setOwner: .setOwner
        case .updateOwner: .updateOwner
        case .renounceOwnership: .renounceOwnership
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
    ///
    /// Revision v1 has no `setPriceFeed` either, but it can be called: it reverts without data, as was recorded.
    public static func all(of contract: Contract, in revision: Revision) -> [Call.Function] {
        let all: [Call.Function] =
            switch contract {
            case .clearingHouse: Call.ClearingHouseFunction.allCases.map { .clearingHouse($0) }
            case .amm: Call.AmmFunction.allCases.map { .amm($0) }
            case .priceFeed: Call.PriceFeedFunction.allCases.map { .priceFeed($0) }
            case .insuranceFund: Call.InsuranceFundFunction.allCases.map { .insuranceFund($0) }
            case .quoteToken: Call.QuoteTokenFunction.allCases.map { .quoteToken($0) }
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
        case .insuranceFund(let function): function.rawValue
        case .quoteToken(let function): function.rawValue
        }
    }

    /// The contract that has it.
    public var contract: Contract {
        switch self {
        case .clearingHouse: .clearingHouse
        case .amm: .amm
        case .priceFeed: .priceFeed
        case .insuranceFund: .insuranceFund
        case .quoteToken: .quoteToken
        }
    }

    /// Who usually makes the call.
    public var caller: Caller {
        switch self {
        case .clearingHouse(let function):
            switch function {
            case .openPosition, .closePosition, .addMargin, .removeMargin, .settlePosition, .adjustPosition,
                .openPositionWithReferral, .closePositionWithReferral:
                .trader
            case .liquidate, .liquidateWithSlippage, .payFunding, .updateOwner: .anybody
            case .setMaintenanceMarginRatio, .setLiquidationFeeRatio, .setPartialLiquidationRatio, .setWhitelist,
                .setBackstopLiquidityProvider, .setTollPool, .setFeePool, .pause, .unpause, .setOwner,
                .renounceOwnership:
                .owner
            }
        case .amm(let function):
            switch function {
            case .swapInput, .swapOutput, .settleFunding, .updateOwner: .anybody
            case .migrateLiquidity, .shutdown, .setOpen, .setCap, .setTollRatio, .setSpreadRatio,
                .setFluctuationLimitRatio, .setSpotPriceTwapInterval, .setCounterParty, .setGlobalShutdown,
                .setPriceFeed, .setOwner, .renounceOwnership:
                .owner
            }
        case .priceFeed(.setLatestData): .owner
        case .insuranceFund(.withdraw): .anybody
        case .insuranceFund(.addAmm), .insuranceFund(.removeAmm), .insuranceFund(.setBeneficiary),
            .insuranceFund(.removeToken), .quoteToken(.pause), .quoteToken(.unpause):
            .owner
        case .quoteToken(.transfer), .quoteToken(.approve): .trader
        }
    }

    /// Whether the contracts of a revision have the function.
    public func exists(in revision: Revision) -> Bool {
        switch self {
        case .clearingHouse(.adjustPosition), .clearingHouse(.setFeePool), .amm(.migrateLiquidity): revision == .v1
        case .clearingHouse(.liquidateWithSlippage), .clearingHouse(.setPartialLiquidationRatio),
            .clearingHouse(.setBackstopLiquidityProvider), .clearingHouse(.setTollPool),
            .clearingHouse(.openPositionWithReferral), .clearingHouse(.closePositionWithReferral):
            revision == .v2
        default: true
        }
    }
}

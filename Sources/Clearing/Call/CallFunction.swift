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
    public var function: Function {
        switch self {
        case .openPosition: .clearingHouse(.openPosition)
        case .closePosition: .clearingHouse(.closePosition)
        case .addMargin: .clearingHouse(.addMargin)
        case .removeMargin: .clearingHouse(.removeMargin)
        case .liquidate: .clearingHouse(.liquidate)
        case .liquidateWithSlippage: .clearingHouse(.liquidateWithSlippage)
        case .payFunding: .clearingHouse(.payFunding)
        case .settlePosition: .clearingHouse(.settlePosition)
        case .adjustPosition: .clearingHouse(.adjustPosition)
        case .setMaintenanceMarginRatio: .clearingHouse(.setMaintenanceMarginRatio)
        case .setLiquidationFeeRatio: .clearingHouse(.setLiquidationFeeRatio)
        case .setPartialLiquidationRatio: .clearingHouse(.setPartialLiquidationRatio)
        case .setWhitelist: .clearingHouse(.setWhitelist)
        case .setBackstopLiquidityProvider: .clearingHouse(.setBackstopLiquidityProvider)
        case .pause: .clearingHouse(.pause)
        case .unpause: .clearingHouse(.unpause)
        case .swapInput: .amm(.swapInput)
        case .swapOutput: .amm(.swapOutput)
        case .migrateLiquidity: .amm(.migrateLiquidity)
        case .settleFunding: .amm(.settleFunding)
        case .shutdown: .amm(.shutdown)
        case .setOpen: .amm(.setOpen)
        case .setCap: .amm(.setCap)
        case .setTollRatio: .amm(.setTollRatio)
        case .setSpreadRatio: .amm(.setSpreadRatio)
        case .setFluctuationLimitRatio: .amm(.setFluctuationLimitRatio)
        case .setSpotPriceTwapInterval: .amm(.setSpotPriceTwapInterval)
        case .setLatestData: .priceFeed(.setLatestData)
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

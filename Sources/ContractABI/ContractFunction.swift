internal import Clearing
internal import VirtualAMM

/// The contracts that calls are sent to, by kind.
enum ContractKind: String, CaseIterable, Sendable {
    case amm, clearingHouse, viewer, insuranceFund, priceFeed, quoteToken

    /// What it is called in messages.
    var title: String { self == .amm ? "a pool" : rawValue }
}

/// A function of the contracts' interface.
struct ContractFunction: Sendable {
    /// What it does.
    enum Body: Sendable {
        /// A price on given reserves, which needs no state.
        case price(PriceFunction)
        /// A view.
        case view(any ContractView)
        /// A call, which may change the state.
        case call(Call.Function)
    }

    let contract: ContractKind
    let signature: String
    let selector: UInt32
    /// How many words of arguments there are: every argument is one.
    let argumentCount: Int
    let body: Body

    private init(_ contract: ContractKind, _ name: String, _ parameters: String, _ body: Body) {
        self.contract = contract
        signature = "\(name)(\(parameters))"
        selector = ContractABI.selector(of: signature)
        argumentCount = parameters.isEmpty ? 0 : parameters.split(separator: ",").count
        self.body = body
    }

    private static func views<View: ContractView & CaseIterable>(
        _ contract: ContractKind, _ type: View.Type
    ) -> [ContractFunction] {
        type.allCases.map { ContractFunction(contract, $0.name, $0.parameters, .view($0)) }
    }

    /// All of them, both revisions'.
    static let all: [ContractFunction] =
        PriceFunction.allCases.map { ContractFunction(.amm, $0.rawValue, $0.parameters, .price($0)) }
        + views(.amm, PoolFunction.self) + views(.clearingHouse, HouseFunction.self)
        + views(.viewer, ViewerFunction.self) + views(.insuranceFund, FundFunction.self)
        + views(.priceFeed, FeedFunction.self) + views(.quoteToken, TokenFunction.self) + calls

    private static let calls: [ContractFunction] = {
        let functions = Revision.allCases.flatMap { revision in
            Contract.allCases.flatMap { Call.Function.all(of: $0, in: revision) }
        }
        var seen: Set<String> = []
        return functions.flatMap { function in
            // A swap has other arguments in each revision.
            Revision.allCases.filter(function.exists).compactMap { revision -> ContractFunction? in
                let kind = ContractKind(function.contract)
                let made = ContractFunction(kind, function.name, function.parameters(in: revision), .call(function))
                return seen.insert("\(kind) \(made.signature)").inserted ? made : nil
            }
        }
    }()

    /// Those of a selector.
    static func all(selector: UInt32) -> [ContractFunction] { bySelector[selector] ?? [] }

    private static let bySelector = Dictionary(grouping: all, by: \.selector)
}

extension ContractKind {
    fileprivate init(_ contract: Contract) {
        self =
            switch contract {
            case .clearingHouse: .clearingHouse
            case .amm: .amm
            case .priceFeed: .priceFeed
            case .insuranceFund: .insuranceFund
            case .quoteToken: .quoteToken
            }
    }
}

extension Call.Function {
    /// The types of its arguments.
    fileprivate func parameters(in revision: Revision) -> String {
        switch self {
        case .clearingHouse(let function): function.parameters
        case .amm(let function): function.parameters(in: revision)
        case .priceFeed(.setLatestData): "bytes32,uint256,uint256,uint256"
        case .insuranceFund(let function): function.parameters
        case .quoteToken(let function): function.parameters
        }
    }
}

extension Call.ClearingHouseFunction {
    fileprivate var parameters: String {
        switch self {
        case .openPosition: "address,uint8,(uint256),(uint256),(uint256)"
        case .openPositionWithReferral: "address,uint8,(uint256),(uint256),(uint256),bytes32"
        case .closePosition, .addMargin, .removeMargin: "address,(uint256)"
        case .closePositionWithReferral: "address,(uint256),bytes32"
        case .liquidate: "address,address"
        case .liquidateWithSlippage: "address,address,(uint256)"
        case .payFunding, .settlePosition, .adjustPosition, .setWhitelist, .setTollPool, .setFeePool, .setOwner:
            "address"
        case .setMaintenanceMarginRatio, .setLiquidationFeeRatio, .setPartialLiquidationRatio: "(uint256)"
        case .setBackstopLiquidityProvider: "address,bool"
        case .pause, .unpause, .updateOwner, .renounceOwnership: ""
        }
    }
}

extension Call.AmmFunction {
    fileprivate func parameters(in revision: Revision) -> String {
        switch self {
        case .swapInput: revision == .v2 ? "uint8,(uint256),(uint256),bool" : "uint8,(uint256),(uint256)"
        case .swapOutput: revision == .v2 ? "uint8,(uint256),(uint256)" : "uint8,(uint256),(uint256),bool"
        case .migrateLiquidity: "(uint256),(uint256)"
        case .setCap: "(uint256),(uint256)"
        case .setTollRatio, .setSpreadRatio, .setFluctuationLimitRatio: "(uint256)"
        case .setSpotPriceTwapInterval: "uint256"
        case .setOpen: "bool"
        case .setCounterParty, .setGlobalShutdown, .setPriceFeed, .setOwner: "address"
        case .settleFunding, .shutdown, .updateOwner, .renounceOwnership: ""
        }
    }
}

extension Call.InsuranceFundFunction {
    fileprivate var parameters: String {
        switch self {
        case .addAmm, .removeAmm, .setBeneficiary, .removeToken: "address"
        case .withdraw: "address,(uint256)"
        }
    }
}

extension Call.QuoteTokenFunction {
    fileprivate var parameters: String {
        switch self {
        case .transfer, .approve: "address,uint256"
        case .pause, .unpause: ""
        }
    }
}

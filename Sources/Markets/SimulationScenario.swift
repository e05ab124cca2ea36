internal import Clearing
internal import Files
internal import FixedPoint
internal import JSON
internal import Scenarios
public import Simulation
internal import VirtualAMM
internal import WideIntegers

/// Writes a simulation as a scenario file: its setup, then every call that was made on the core, in order. `vamm run`
/// replays it to the same state. Amounts are exact decimals.
///
/// Extensions are in no contract and in no scenario; `refusal` tells before a run whether there may be any.
public struct SimulationScenario: Sendable {
    private let setup: MarketSetup
    private let name: String
    let comment: String
    private let pools: [String]
    private let liquidators: UInt64
    /// What pools and accounts are called, by the simulation's own numbers.
    let roster: Roster
    /// How many steps were written.
    public private(set) var count: UInt64 = 0

    /// A scenario of a simulation that has not begun.
    public init(of simulation: Simulation) {
        setup = simulation.market.setup
        name = simulation.configuration.name
        comment =
            "Every call of the simulated market \"\(simulation.configuration.name)\" with seed \(simulation.seed), "
            + "\(simulation.configuration.run.blocks) blocks."
        liquidators = simulation.configuration.liquidators.count
        let count = setup.firstPrices.count
        pools = (0..<count).map { count == 1 ? "POOL" : "POOL\($0)" }
        roster = Self.roster(setup, pools: pools, liquidators: liquidators)
    }

    /// Why a market with a policy can't be written as a scenario; nil where it can.
    public static func refusal(_ configuration: MarketConfiguration, policy: (any KPolicy)?) -> String? {
        if configuration.arbitrageurs.hedges == 1, configuration.arbitrageurs.count > 0 {
            return
                "a scenario holds calls of the contracts, and hedges move tokens beside them; set"
                + " arbitrageurs.hedges to 0"
        }
        guard let policy, !policy.mayResize else { return nil }
        return
            "a scenario holds calls of the contracts, and the policy \"\(policy.name)\" changes K by an extension that"
            + " no contract has; take policy.way resize with revision v1, or policy.name none"
    }

    /// What comes before the first step.
    public var opening: String {
        let members: [(String, JSONValue)] = [
            ("format", .string("vamm-scenario/1")), ("name", .string(name)), ("comment", .string(comment)),
            ("setup", setupJSON),
        ]
        let lines = members.map { "  \(JSONValue.string($0).compactText): \($1.compactText)," }
        return "{\n" + lines.joined(separator: "\n") + "\n  \"steps\": ["
    }

    /// What comes after the last.
    public var closing: String { (count == 0 ? "" : "\n  ") + "]\n}\n" }

    /// A step as a line; nil for an extension.
    public mutating func add(_ step: SimulatedStep) -> String? {
        guard case .call(let call) = step.action else { return nil }
        var members: [JSONValue.Member] = [
            .init(
                "block", .object(["number": .number(step.block.number), "timestamp": .number(step.block.timestamp)])),
            .init("caller", .string(Self.name(of: step.sender))),
        ]
        if call.function.contract == .amm { members.append(.init("target", .string(roster.target(of: call)))) }
        members.append(.init("call", .string(call.function.name)))
        members.append(
            .init("args", .object(call.arguments(in: setup.revision).map { .init($0.name, json($0.value)) })))
        count += 1
        return (count == 1 ? "\n    " : ",\n    ") + JSONValue.object(members).compactText
    }
}

// MARK: Setup

extension SimulationScenario {
    /// The names that a scenario gives to the accounts that every market has.
    private static func name(of account: Account) -> String {
        switch SimulatedAccounts.role(of: account) {
        case .vault: "clearingHouse"
        case .owner: "owner"
        case .insuranceFund: "insuranceFund"
        case .tollPool: "tollPool"
        default: SimulatedAccounts.name(of: account)
        }
    }

    private var setupJSON: JSONValue {
        var members: [JSONValue.Member] = [
            .init("revision", .string(setup.revision.rawValue)),
            .init(
                "block", .object(["number": .number(setup.block.number), "timestamp": .number(setup.block.timestamp)])),
            .init("quoteToken", .object(["decimals": .number(setup.tokenDecimals.count)])),
            .init("amms", .object(zip(pools, setup.firstPrices).map { .init($0, poolJSON(firstPrice: $1)) })),
            .init("clearingHouse", ratiosJSON), .init("balances", .object(balances)),
        ]
        if setup.revision == .v2 {
            members.append(.init("backstop", .array(setup.backstopProviders.map { .string(Self.name(of: $0)) })))
        }
        return .object(members)
    }

    private func poolJSON(firstPrice: Decimal18) -> JSONValue {
        let parameters = setup.poolParameters
        return .object([
            "quoteAssetReserve": Self.amount(parameters.quoteAssetReserve),
            "baseAssetReserve": Self.amount(parameters.baseAssetReserve),
            "tradeLimitRatio": Self.amount(parameters.tradeLimitRatio),
            "fundingPeriod": JSONValue(.number(parameters.fundingPeriod.description)),
            "fluctuationLimitRatio": Self.amount(parameters.fluctuationLimitRatio),
            "tollRatio": Self.amount(parameters.tollRatio), "spreadRatio": Self.amount(parameters.spreadRatio),
            "prices": .array([
                .object(["price": Self.amount(firstPrice), "timestamp": .number(setup.block.timestamp)])
            ]),
        ])
    }

    private var ratiosJSON: JSONValue {
        let ratios = setup.parameters
        var members: [JSONValue.Member] = [
            .init("initMarginRatio", Self.amount(ratios.initMarginRatio)),
            .init("maintenanceMarginRatio", Self.amount(ratios.maintenanceMarginRatio)),
            .init("liquidationFeeRatio", Self.amount(ratios.liquidationFeeRatio)),
        ]
        if setup.revision == .v2 {
            members.append(.init("partialLiquidationRatio", Self.amount(ratios.partialLiquidationRatio)))
        }
        return .object(members)
    }

    /// Everybody who may make a call, also those who start with nothing.
    private var balances: [JSONValue.Member] {
        setup.balances.map { account, units in
            JSONValue.Member(Self.name(of: account), .string("\(units) wei"))
        }
            + Self.callers(pools: pools.count, liquidators: liquidators).map {
                JSONValue.Member(Self.name(of: $0), .string("0"))
            }
    }

    /// Those who make calls and start with nothing.
    private static func callers(pools: Int, liquidators: UInt64) -> [Account] {
        [SimulatedAccounts.account(.keeper)]
            + (0..<pools).flatMap { pool in
                (0..<Int(liquidators)).map { SimulatedAccounts.account(.liquidator, pool: pool, number: $0) }
            }
    }

    private static func amount(_ amount: Decimal18) -> JSONValue { .string(amount.description) }
}

// MARK: What it is called

extension SimulationScenario {
    /// The setup as a reader of the scenario has it.
    func readSetup() throws(FileError) -> Setup {
        do throws(PlacedError) {
            var fields = try ObjectReader(setupJSON, place: "setup", notation: .scenario)
            return try Setup(&fields, kind: .market)
        } catch {
            throw FileError(file: name, place: error.place, message: error.message)
        }
    }

    /// What pools and accounts are called, by the simulation's own numbers.
    private static func roster(_ setup: MarketSetup, pools: [String], liquidators: UInt64) -> Roster {
        let accounts = setup.accounts
        let roles = [accounts.owner, accounts.vault, accounts.insuranceFund] + [accounts.tollPool].compactMap(\.self)
        // Everybody with a balance, in the order of the scenario.
        let holders = setup.balances.map(\.account) + callers(pools: pools.count, liquidators: liquidators)
        return Roster(
            revision: setup.revision, hasClearingHouse: true, pools: pools,
            roles: roles.map { (name(of: $0), $0) }, holders: Array(roles.dropFirst()),
            traders: holders.filter { !roles.contains($0) }.map { (name(of: $0), $0) })
    }
}

// MARK: Calls

extension SimulationScenario {
    /// A value of an argument as a scenario has it: as vectors do, but for amounts.
    private func json(_ value: FieldValue) -> JSONValue {
        if case .amount(let amount) = value { Self.amount(amount) } else { roster.json(value) }
    }
}

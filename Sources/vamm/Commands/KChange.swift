import ArgumentParser
import Clearing
import Files
import FixedPoint
import JSON
import Messages
import Scenarios
import Simulation
import VirtualAMM

struct KChange: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "k-change",
        abstract: "Change K on a copy of a market and show what that does.",
        usage: "vamm k-change (--multiplier <m> | --way repeg --price <p> | --policy <name>) <state> [options]",
        discussion: """
            Runs a scenario, or the beginning of one, multiplies the reserves of its pool, or asks a policy by what, \
            and shows cost, money, solvency, slippage, positions, and what trading around the change brings.

            --way resize is migrateLiquidity of revision v1: positions are resized, no cash moves. --way pay is an \
            extension, not in the contracts: positions stay, and the insurance fund pays or receives by how much \
            closing the net position changes. Revision v2 knows no resize. --way repeg, another extension, leaves K \
            and moves the price to --price; the fund pays or receives in the same way.

            A policy sees the state and, where --observe gives them, the figures of its last period: revenue, \
            fundingImbalance, volume, volatility, arbitrageCapital, tradeSizes (a list: 10,20.5). --policies lists \
            policies, formulas and parameters.

            Figures are cut to six digits behind the point, those in percent to four, and then end in "…"; --json has \
            the complete ones. SPEC rules KC1 to KC6 say how each is computed.

            EXAMPLES
              vamm k-change --multiplier 2 --steps 2 \\
                  Vectors/scenarios/k-change.scenario.json
              vamm k-change --policy budgeted --set budget=100 --way pay market.json
              vamm k-change --policies

            Exit status: 0 changed, or the policy leaves K alone; 1 the change is refused, 2 the state can't be read, \
            64 wrong usage, 74 the output can't be written.
            """)

    @Argument(help: "The scenario or market vector that the pool is taken from, or - for standard input.")
    var state: String?

    @Option(help: "What both reserves are multiplied by, such as 2 or 0.975.")
    var multiplier: String?

    @Option(help: "The price that --way repeg moves the pool to, quote per base.")
    var price: String?

    @Option(help: "The policy that decides instead; --policies lists them.")
    var policy: String?

    @Option(name: .customLong("set"), help: "A parameter of the policy, as key=value; may be given several times.")
    var settings: [String] = []

    @Option(help: "A figure of the last period that the policy sees, as key=value.")
    var observe: [String] = []

    @Flag(help: "List policies, formulas and parameters.")
    var policies = false

    @Option(help: "resize, or pay or repeg: extensions, not in the contracts.")
    var way = "resize"

    @Option(name: .customLong("case"), help: "Which case of a vector file.")
    var caseID: String?

    @Option(help: "Only so many steps of the state are run; 0 for its setup alone. (default: all)")
    var steps: Int?

    @Option(help: "Which pool of the state. (default: the only one)")
    var amm: String?

    @Option(
        name: .customLong("notional"), help: "A quote size to show slippage at. (default: three parts of the reserve)")
    var notionals: [String] = []

    @Option(help: "The leverage of arbitrage capital and sandwich.")
    var leverage = "10"

    @Option(help: "The order in which everyone closes, as alice,bob; others come last.")
    var order: String?

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    private static let repeg = "repeg"

    func validate() throws {
        if policies { return }
        guard state != nil else {
            throw ValidationError("Name the scenario or market vector, or - for standard input.")
        }
        guard (way == Self.repeg) == (price != nil) else {
            throw ValidationError("--way repeg and --price go together: the price to move the pool to.")
        }
        guard [multiplier, price, policy].filter({ $0 != nil }).count == 1 else {
            throw ValidationError("Say --multiplier, --policy, or --way repeg --price, one of the three.")
        }
        if let price { _ = try positive(price, "--price") }
        if policy == nil, !settings.isEmpty || !observe.isEmpty {
            throw ValidationError("--set and --observe say more about --policy, which is missing.")
        }
        if let steps, steps < 0 { throw ValidationError("--steps is a number of steps, from 0.") }
        guard KWay(rawValue: way) != nil || way == Self.repeg else {
            throw ValidationError(
                "--way: resize, or pay or repeg (extensions, not in the contracts); not \"\(visible(way))\".")
        }
        if let multiplier, try positive(multiplier, "--multiplier") == .one {
            throw ValidationError("--multiplier: 1 changes nothing.")
        }
        _ = try options(nil)
        _ = try chosenPolicy()
        _ = try Observed(observe)
    }

    func run() throws {
        if policies { return try Terminal.print(KPolicyRegistry.help) }
        let file = self.state ?? ""
        let state = try Terminal.reading(from: file, of: FileKind.markets) { () throws(FileError) in
            try ScenarioState(Scenario(path: file, caseID: caseID), steps: steps, amm: amm)
        }
        Terminal.note(state.warnings)
        let options = try options(state)
        let observation = try Observed(observe).observation(of: state)
        guard let decision = try decision(on: observation) else {
            let nothing = KChangeReport.Nothing(policy: policy ?? "", observation: observation)
            return try Terminal.print(json ? nothing.json.prettyText : nothing.text)
        }
        let outcome = Result { () throws(KChangeError) in
            try KChangeLedger(
                state.house, pool: state.pool, decision: decision, block: state.block, options: options)
        }
        switch outcome {
        case .success(let ledger):
            let report = KChangeReport(ledger: ledger, state: state, policy: policy)
            try Terminal.print(json ? report.json.prettyText : report.text)
        case .failure(let error):
            Terminal.note("vamm: \(visible(error.description))")
            throw ExitCode(1)
        }
    }

    private func decision(on observation: KObservation) throws -> KDecision? {
        if var policy = try chosenPolicy() { return policy.decide(observation) }
        if let price { return .repeg(price: try positive(price, "--price")) }
        let multiplier = try positive(multiplier ?? "", "--multiplier")
        return way == KWay.pay.rawValue ? .pay(scale: multiplier) : .resize(multiplier: multiplier)
    }

    /// The policy with its parameters; --way is one of them unless --set gives it.
    private func chosenPolicy() throws -> AnyKPolicy? {
        guard let policy else { return nil }
        var parameters = try settings.map { try Self.pair($0, "--set").asParameter }
        let known = KPolicyRegistry.parameters(of: policy)
        if !parameters.contains(where: { $0.name == "way" }),
            known.isEmpty || known.contains(where: { $0.name == "way" })
        {
            parameters.append(("way", way))
        }
        do throws(KPolicyError) {
            return try AnyKPolicy(named: policy, parameters: parameters)
        } catch {
            throw ValidationError("\(visible(error.description)).")
        }
    }

    /// What the ledger is asked for; names are looked up only where there is a state.
    private func options(_ state: ScenarioState?) throws -> KChangeLedger.Options {
        var options = KChangeLedger.Options()
        options.leverage = try positive(leverage, "--leverage")
        if !notionals.isEmpty { options.notionals = try notionals.map { try positive($0, "--notional") } }
        if let order, let state {
            options.order = try order.split(separator: ",", omittingEmptySubsequences: false).map { name in
                if let account = state.account(named: String(name)) { return account }
                let hint = nearest(to: String(name), among: state.traderNames).map { "; did you mean \"\($0)\"?" } ?? ""
                throw ValidationError("--order: there is no account \"\(visible(String(name)))\"\(hint)")
            }
        }
        return options
    }

    private func positive(_ text: String, _ option: String) throws -> Decimal18 {
        let value: Decimal18
        do throws(DecimalFormatError) {
            value = try Decimal18(parsing: text)
        } catch {
            throw ValidationError("\(option): \(visible(error.description)).")
        }
        guard !value.isZero else { throw ValidationError("\(option): more than 0 is needed.") }
        return value
    }

    /// A "key=value".
    struct Pair {
        var key: String
        var value: String
        var asParameter: (name: String, text: String) { (key, value) }
    }

    static func pair(_ text: String, _ option: String) throws -> Pair {
        guard let sign = text.firstIndex(of: "=") else {
            throw ValidationError("\(option): key=value is needed, not \"\(visible(text))\".")
        }
        return Pair(key: String(text[..<sign]), value: String(text[text.index(after: sign)...]))
    }
}

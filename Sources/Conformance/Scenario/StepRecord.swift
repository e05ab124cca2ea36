internal import Clearing
internal import FixedPoint
public import JSON
internal import VirtualAMM
internal import WideIntegers

/// What a step came to, and what there was to see right after it.
public struct StepRecord: Sendable {
    /// Counted from 0.
    let index: Int
    let step: Step<MarketSystem>
    let run: StepRun
    /// What was not as the scenario expects; nil where it says nothing or all was met.
    public let failure: Failure?
    /// Empty where they were not asked for.
    let views: [(name: String, outcome: Outcome<JSONValue>)]
    /// Nil where it was not asked for.
    let summary: StepSummary?
}

/// The views that the recorded vectors have, as far as the revision has them, by pool and trader.
struct ViewCatalogue {
    private typealias Entry = (name: String, view: MarketSystem.View)
    private struct Key: Hashable {
        var pool: Int
        var trader: Account?
    }

    private let setup: Setup
    private var entries: [Key: [Entry]] = [:]

    init(_ setup: Setup) { self.setup = setup }

    /// What the views of a pool, and of a trader's position in it, say.
    mutating func answers(
        of system: MarketSystem, pool: Int, trader: Account?, block: Block
    ) -> [(name: String, outcome: Outcome<JSONValue>)] {
        entries(Key(pool: pool, trader: trader)).map { name, view in
            (name, Outcome { () throws(Revert) in try system.answer(view, block: block) })
        }
    }

    private mutating func entries(_ key: Key) -> [Entry] {
        if let known = entries[key] { return known }
        let names = Self.names(
            of: setup, pool: setup.amms[key.pool].name, trader: key.trader.map { setup.accounts.name(of: $0) })
        let found = names.compactMap { name -> Entry? in
            MarketSystem.view(name.split(separator: "."), setup: setup).map { (name, $0) }
        }
        entries[key] = found
        return found
    }

    private static func names(of setup: Setup, pool: String, trader: String?) -> [String] {
        let amm = ["spotPrice", "twapPrice.900", "twapPrice.3600", "underlyingPrice", "underlyingTwapPrice.3600"]
        let ammV2 = setup.revision == .v2 ? ["isOverSpreadLimit"] : []
        let poolViews = (amm + ammV2).map { "amm.\(pool).\($0)" }
        guard let trader, setup.accounts.isTrader(trader) else { return poolViews }
        let position = ["marginRatio", "spot", "twap"]
        let positionV2 = setup.revision == .v2 ? ["oracle", "freeCollateral", "marginWithFunding"] : []
        return poolViews + (position + positionV2).map { "position.\(pool).\(trader).\($0)" }
    }
}

/// The figures of a step that a person reads first, in wei.
struct StepSummary: Sendable {
    var price: String?
    var trader: String
    var positionSize: String?
    var marginRatio: SignedDecimal18?
    var vault: String?
    var insuranceFund: String?

    init(
        _ house: ClearingHouse, pool: PoolID, isAboutPool: Bool, trader: Account?, name: String, block: Block
    ) {
        self.trader = name
        vault = Self.text(try? house.ledger.decimalBalance(of: house.accounts.vault))
        insuranceFund = Self.text(try? house.ledger.decimalBalance(of: house.accounts.insuranceFund))
        guard isAboutPool else { return }
        price = Self.text(try? house.markets[pool.rawValue].pool.spotPrice())
        guard let trader, let position = try? house.position(pool, of: trader), !position.size.isZero else { return }
        positionSize = position.size.raw.description
        marginRatio = try? house.marginRatio(pool, of: trader, now: block.timestamp)
    }

    private static func text(_ amount: Decimal18?) -> String? { amount?.raw.description }
}

/// How a call or a view ended.
public enum StepOutcome: Sendable {
    /// It succeeded, perhaps with a value.
    case ok(JSONValue?)
    /// It reverted with a text, which may be empty.
    case reverted(String)
    /// It ended in the INVALID opcode.
    case invalid
}

// What a record says, for those who keep it in another form. Amounts are in wei, as vectors write them.
extension StepRecord {
    /// The step, counted from 1.
    public var number: Int { index + 1 }
    /// The number of the block that it ran in.
    public var blockNumber: UInt64 { step.block.number }
    /// The block's time, in seconds since 1970.
    public var timestamp: UInt64 { step.block.timestamp }
    /// Who called.
    public var caller: String { step.caller }
    /// Whom: "clearingHouse", "priceFeed" or "amm." and a pool.
    public var target: String { step.target }
    /// The call's name.
    public var callName: String { step.name }
    /// What it was called with, defaults included.
    public var arguments: [JSONValue.Member] { step.arguments }
    /// How it ended.
    public var outcome: StepOutcome { StepOutcome(run.outcome) { $0.returns } }
    /// What it emitted, in order: objects with `emitter`, `name` and `args`.
    public var events: [JSONValue] {
        if case .success(let receipt) = run.outcome { receipt.events } else { [] }
    }
    /// The keys of the observable state that changed, with their new values.
    public var stateChanges: [JSONValue.Member] { run.changes }
    /// What the views said afterwards.
    public var viewAnswers: [(name: String, answer: StepOutcome)] {
        views.map { ($0.name, StepOutcome($0.outcome) { $0 }) }
    }
}

extension StepOutcome {
    fileprivate init<Value>(_ outcome: Outcome<Value>, _ value: (Value) -> JSONValue?) {
        switch outcome {
        case .success(let success): self = .ok(value(success))
        case .reverted(let text): self = .reverted(text)
        case .invalid: self = .invalid
        }
    }
}

internal import Clearing
internal import FixedPoint
internal import Messages
public import VirtualAMM
public import WideIntegers

/// Evaluates one call a second time, on exact rationals and by the rules as written, and notes every check and every
/// operation on the way. It shares nothing with the core but the state before the call.
///
/// One evaluator evaluates one call.
final class ExactEvaluator {
    /// The system before the call.
    let house: ClearingHouse
    let names: EvaluationNames
    let context: CallContext
    /// Whether checks and operations are noted; roundings and amounts always are.
    let notesTree: Bool

    /// What has been noted outside of all groups.
    private var outermost: [DerivationNode] = []
    /// What has been noted of the groups that are open, outermost first.
    private var open: [DerivationGroup] = []
    private(set) var dust: [Dust] = []
    private(set) var amounts: [ShadowedAmount] = []
    private(set) var events: [Event] = []
    /// The keys of the observable state that the call has set, with their values.
    private(set) var stores: [Spelling: StoredValue] = [:]
    /// The operations that what was set, and what events say, came out of: by the key's name, or `event.3.badDebt`.
    private(set) var origins: [Spelling: Int] = [:]
    private var lastID = 0

    var markets: ShadowedMarkets
    var balances: [Account: Amount] = [:]
    /// What the call has left of allowances.
    var allowances: [Account: Rational] = [:]
    var prepaidBadDebt: Amount

    init(_ house: ClearingHouse, names: EvaluationNames, context: CallContext, notesTree: Bool) {
        self.house = house
        self.names = names
        self.context = context
        self.notesTree = notesTree
        markets = ShadowedMarkets(house)
        prepaidBadDebt = Amount("prepaid bad debt", house.prepaidBadDebt)
    }

    var now: Rational { Rational(seconds: context.block.timestamp) }
    var isV1: Bool { house.revision == .v1 }

    // MARK: Notes

    /// Everything noted; what is open counts as done.
    var tree: [DerivationNode] {
        let innermost = open.reversed().reduce(into: DerivationNode?.none) { inner, group in
            var group = group
            if let inner { group.nodes.append(inner) }
            inner = .group(group)
        }
        return outermost + (innermost.map { [$0] } ?? [])
    }

    /// Runs the steps of a rule as a group of their own. A group that throws stays open: it is where the call ended.
    func group<Value>(
        _ rule: Rule, _ title: @autoclosure () -> String, _ body: () throws(Revert) -> Value
    ) throws(Revert) -> Value {
        guard notesTree else { return try body() }
        open.append(DerivationGroup(title: title(), rule: rule))
        let value = try body()
        if let group = open.popLast() { append(.group(group)) }
        return value
    }

    func note(_ node: @autoclosure () -> DerivationNode) {
        if notesTree { append(node()) }
    }

    private func append(_ node: DerivationNode) {
        if open.isEmpty { outermost.append(node) } else { open[open.count - 1].nodes.append(node) }
    }

    /// The id of the next operation; nil where none is noted.
    func newID() -> Int? {
        guard notesTree else { return nil }
        lastID += 1
        return lastID
    }

    /// Emits an event; `amounts` are its fields that operations came to.
    func emit(_ event: Event, _ amounts: KeyValuePairs<String, Amount> = [:]) {
        events.append(event)
        guard notesTree else { return }
        for (field, amount) in amounts { origins[Spelling("event.\(events.count).\(field)")] = amount.origin }
    }

    func store(_ key: String, _ value: StoredValue) {
        stores[Spelling(key)] = value
        origins[Spelling(key)] = nil
    }

    func store(_ key: String, _ value: Amount) {
        stores[Spelling(key)] = .number(value.kept)
        origins[Spelling(key)] = value.origin
    }

    func result(_ name: String, of owner: String, _ amount: Amount, _ unit: RoundingUnit = .quote) {
        amounts.append(
            ShadowedAmount(name: name, owner: owner, unit: unit, kept: amount.kept, exact: amount.exact))
    }

    /// Notes that `amount` more than exact went from one to another.
    ///
    /// - Parameter bound: What SPEC L10 says that it is less than; nil where it says nothing.
    func lose(
        _ rule: Rule, _ name: String, _ amount: Rational, _ flow: Flow?, _ unit: RoundingUnit, pool: Int?,
        bound: Rational?
    ) {
        guard let flow, !amount.isZero else { return }
        dust.append(
            Dust(
                rule: rule, name: name, unit: unit, pool: pool.map { names.pool($0) }, amount: amount, bound: bound,
                payee: flow.payee, payer: flow.payer))
    }

    /// Forgets what was noted of a look, which moves nothing.
    func forgetDust(after count: Int) { dust.removeLast(dust.count - count) }

    // MARK: Checks

    /// Notes a comparison and throws where it is not met.
    func require(
        _ condition: @autoclosure () -> String, _ rule: Rule, _ left: Amount, _ right: Amount,
        else revert: Revert, holds: (Rational, Rational) -> Bool
    ) throws(Revert) {
        try check(
            condition(), rule, .number(left.kept), .number(right.kept), holds(left.kept, right.kept), else: revert)
    }

    /// Notes a condition on something that is no number.
    func require(
        _ condition: @autoclosure () -> String, _ rule: Rule, _ isMet: Bool, found: @autoclosure () -> String,
        wanted: @autoclosure () -> String, else revert: Revert
    ) throws(Revert) {
        try check(condition(), rule, .text(found()), .text(wanted()), isMet, else: revert)
    }

    /// A limit of the arithmetic, noted only where it is not met.
    func limit(
        _ condition: @autoclosure () -> String, _ rule: Rule, _ left: Rational, _ right: Rational, _ isMet: Bool,
        _ revert: Revert
    ) throws(Revert) {
        if !isMet { try check(condition(), rule, .number(left), .number(right), false, else: revert) }
    }

    func check(
        _ condition: @autoclosure () -> String, _ rule: Rule, _ left: @autoclosure () -> CheckedCondition.Side,
        _ right: @autoclosure () -> CheckedCondition.Side, _ isMet: Bool, else revert: Revert
    ) throws(Revert) {
        note(
            .check(
                CheckedCondition(
                    condition: condition(), rule: rule, left: left(), right: right(), isMet: isMet, revert: revert)))
        if !isMet { throw revert }
    }
}

/// A value of the observable state.
public enum StoredValue: Equatable, Sendable {
    /// A number, in wei, token units, seconds or as a count.
    case number(Rational)
    /// A truth value.
    case flag(Bool)
}

/// What accounts and pools are called.
public struct EvaluationNames: Sendable {
    private let accounts: [Account: String]
    private let pools: [String]

    /// Names by account, and those of the pools in their order.
    public init(accounts: [Account: String], pools: [String]) {
        self.accounts = accounts
        self.pools = pools
    }

    func account(_ account: Account?) -> String {
        guard let account else { return "nobody" }
        return accounts[account] ?? "account \(account.rawValue)"
    }
    func pool(_ index: Int) -> String { pools.indices.contains(index) ? pools[index] : "pool \(index)" }
}

public import Clearing
package import JSON
internal import Messages
public import VirtualAMM

/// What the pools and accounts of a system are called, and which of them can be observed.
public struct Roster: Sendable {
    /// The accounts that every scenario has besides those with a balance.
    static let builtIn = ["owner", "clearingHouse", "insuranceFund", "tollPool"]

    /// Nobody, where an account is needed.
    package static let nobody = Account(rawValue: .max - 1)

    /// Where the oracle is: an account that holds nothing and calls nothing, but can be named.
    static let oracle = (name: "priceFeed", account: Account(rawValue: .max))

    /// Which generation of the contracts.
    public let revision: Revision
    /// Whether there is a clearing house, or pools that an account trades against directly.
    public let hasClearingHouse: Bool
    /// The pools in their order.
    public let pools: [String]
    /// The accounts that trade, in their order.
    public let traders: [Account]
    /// The accounts whose balance can be observed, in the order of the vectors: traders first, then roles.
    public let holders: [Account]

    /// Accounts that have a name and call as others do, but no balance that can be observed.
    private let others: Set<Account>

    private let poolNumbers: [Spelling: Int]
    /// The names of all accounts.
    let names: [Account: String]
    private let accounts: [Spelling: Account]
    private let ranks: [Account: Int]

    /// - Parameters:
    ///   - roles: The accounts that don't trade, by name.
    ///   - traders: The accounts that do.
    ///   - holders: Of the roles, those whose balance can be observed.
    package init(
        revision: Revision, hasClearingHouse: Bool, pools: [String], roles: [(name: String, account: Account)],
        holders: [Account], traders: [(name: String, account: Account)]
    ) {
        (self.revision, self.hasClearingHouse, self.pools) = (revision, hasClearingHouse, pools)
        poolNumbers = Dictionary(
            pools.enumerated().map { (Spelling($1), $0) }, uniquingKeysWith: { first, _ in first })
        self.traders = traders.map(\.account)
        others = Set(roles.filter { !Self.builtIn.contains($0.name) }.map(\.account))
        self.holders = self.traders + holders
        names = Dictionary((roles + traders).map { ($0.account, $0.name) }, uniquingKeysWith: { first, _ in first })
        accounts = Dictionary(
            (roles + traders).map { (Spelling($0.name), $0.account) }, uniquingKeysWith: { first, _ in first })
        ranks = Dictionary(self.holders.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The roster of a scenario: accounts get numbers in the order of their balances, behind the built-in ones.
    init(revision: Revision, hasClearingHouse: Bool, pools: [String], balances: [String]) {
        let names = Self.builtIn + balances.filter { !Self.builtIn.contains($0) }
        let numbered = names.enumerated().map { (name: $1, account: Account(rawValue: UInt64($0))) }
        let roles = numbered.prefix(Self.builtIn.count)
        self.init(
            revision: revision, hasClearingHouse: hasClearingHouse, pools: pools, roles: Array(roles),
            holders: roles.dropFirst().map(\.account), traders: Array(numbered.dropFirst(Self.builtIn.count)))
    }

    /// The roster of a state document: as that of a scenario, with further accounts behind the traders.
    init(revision: Revision, pools: [String], traders: [String], others: [String]) {
        let names = Self.builtIn + traders + others
        let numbered = names.enumerated().map { (name: $1, account: Account(rawValue: UInt64($0))) }
        let roles = numbered.prefix(Self.builtIn.count)
        self.init(
            revision: revision, hasClearingHouse: true, pools: pools,
            roles: Array(roles + numbered.suffix(others.count)), holders: roles.dropFirst().map(\.account),
            traders: Array(numbered.dropFirst(Self.builtIn.count).dropLast(others.count)))
    }

    /// The name of a pool; traps for one that is not there.
    public func name(of pool: PoolID) -> String { pools[pool.rawValue] }

    /// The pool of a name; nil for an unknown one.
    public func pool(named name: String) -> PoolID? { poolNumbers[Spelling(name)].map { PoolID(rawValue: $0) } }

    /// The name of an account; "account 17" for one without.
    public func name(of account: Account) -> String {
        if let name = names[account] { return name }
        return account == Self.oracle.account ? Self.oracle.name : "account \(account.rawValue)"
    }

    /// The account of a name; nil for an unknown one.
    public func account(named name: String) -> Account? {
        accounts[Spelling(name)] ?? (name == Self.oracle.name ? Self.oracle.account : nil)
    }

    /// The names of the accounts that trade, in their order.
    public var traderNames: [String] { traders.map(name) }

    /// Every account with its name and role: what a built-in account is, else "trader".
    public var roles: [(name: String, role: String)] {
        let traders = Set(traders)
        let others = names.filter { !traders.contains($0.key) }.sorted { $0.key < $1.key }.map { ($0.value, $0.value) }
        return others + traderNames.map { ($0, "trader") }
    }

    /// All accounts that have a name, in the order of their numbers, the oracle last.
    package var namedAccounts: [Account] { names.keys.sorted() + [Self.oracle.account] }

    /// Gives an account behind all others a name; it has no balance that can be observed.
    package mutating func add(_ name: String) -> Account {
        let account = Account(rawValue: (names.keys.max()?.rawValue ?? 0) + 1)
        self = Roster(
            revision: revision, hasClearingHouse: hasClearingHouse, pools: pools,
            roles: numbered.filter { !isTrader($0.account) } + [(name, account)],
            holders: Array(holders.dropFirst(traders.count)), traders: numbered(traders))
        return account
    }

    private var numbered: [(name: String, account: Account)] { numbered(names.keys.sorted()) }

    private func numbered(_ accounts: [Account]) -> [(name: String, account: Account)] {
        accounts.map { (name(of: $0), $0) }
    }

    /// Whether an account is one that trades.
    func isTrader(_ account: Account) -> Bool { ranks[account].map { $0 < traders.count } ?? false }

    /// Whether an account has a name and calls, but no balance that can be observed.
    func isOther(_ account: Account) -> Bool { others.contains(account) }

    /// Whether an account's balance can be observed.
    func isHolder(_ account: Account) -> Bool { ranks[account] != nil }

    /// The place of an account among those that can be observed.
    func rank(of account: Account) -> Int { ranks[account] ?? .max }

    /// The owner of everything, the first of the built-in accounts.
    var owner: Account { role(0) }
    /// The clearing house itself.
    var vault: Account { role(1) }
    /// The insurance fund.
    var insuranceFund: Account { role(2) }
    /// The toll pool.
    var tollPool: Account { role(3) }

    private func role(_ index: Int) -> Account {
        account(named: Self.builtIn[index]) ?? Account(rawValue: UInt64(index))
    }
}

extension ObjectReader {
    /// An account by its name: in a scenario a trader, or the owner where that is said; in a vector any.
    package func account(
        _ value: JSONValue, _ roster: Roster, orOwner: Bool = false, place: String
    ) throws(PlacedError) -> Account {
        guard let name = value.text else {
            throw PlacedError(
                message: "expected an account's name, found \(value.kindName)", place: place, offset: value.offset)
        }
        if let account = roster.account(named: name),
            notation == .vector || roster.isTrader(account) || roster.isOther(account) || orOwner && name == "owner"
        {
            return account
        }
        let traders = roster.traderNames
        let known = notation == .vector ? Roster.builtIn + traders : orOwner ? ["owner"] + traders : traders
        throw unknownAccount(name, known, value, place: place)
    }

    private func unknownAccount(_ name: String, _ known: [String], _ value: JSONValue, place: String) -> PlacedError {
        let hint = nearest(to: name, among: known).map { "did you mean \"\($0)\"?" }
        return PlacedError(
            message: "unknown account \"\(shortened(name))\"; "
                + (hint ?? "known are " + known.prefix(20).joined(separator: ", ")),
            place: place, offset: value.offset)
    }

    /// A member that is a known account.
    package mutating func account(
        _ name: String, _ roster: Roster, orOwner: Bool = false
    ) throws(PlacedError) -> Account {
        try account(try required(name), roster, orOwner: orOwner, place: place(of: name))
    }

    /// A member that is a known account, or null for none.
    package mutating func accountOrNull(_ name: String, _ roster: Roster) throws(PlacedError) -> Account? {
        let value = try required(name)
        if case .null = value.content { return nil }
        return try account(value, roster, place: place(of: name))
    }

    /// A member that is any account at all, or null for nobody: who may be given a role, or tokens.
    package mutating func anybodyOrNull(_ name: String, _ roster: Roster) throws(PlacedError) -> Account? {
        let value = try required(name)
        if case .null = value.content { return nil }
        guard let text = value.text else {
            throw error("expected an account's name or null, found \(value.kindName)", name, value)
        }
        if let account = roster.account(named: text) { return account }
        let known = Roster.builtIn + [Roster.oracle.name] + roster.traderNames
        throw unknownAccount(text, known, value, place: place(of: name))
    }

    /// The argument `amm`: the name of a pool. A scenario with one pool need not say it.
    package mutating func pool(_ roster: Roster) throws(PlacedError) -> PoolID {
        if roster.pools.count == 1, usesDefault("amm") { return PoolID(rawValue: 0) }
        let value = try required("amm")
        if let pool = value.text.flatMap({ roster.pool(named: $0) }) { return pool }
        let hint = value.text.flatMap { nearest(to: $0, among: roster.pools) }.map { "did you mean \"\($0)\"?" }
        throw error(
            "unknown pool \(shortened(value.compactText)); "
                + (hint ?? "known are \(roster.pools.joined(separator: ", "))"), "amm", value)
    }
}

public import Clearing
package import JSON
internal import Messages
public import VirtualAMM
internal import WideIntegers

/// Which figure of a system.
public enum StateKey: Hashable, Sendable {
    /// Of a pool.
    case pool(PoolField, PoolID)
    /// Of what the clearing house keeps for a pool.
    case market(MarketField, PoolID)
    /// Of a trader's position.
    case position(PositionField, PoolID, Account)
    /// Of the clearing house alone.
    case house(HouseField)
    /// An account's balance.
    case balance(Account)

    /// What it is counted in.
    public var unit: StateUnit {
        switch self {
        case .pool(let field, _): field.figure.unit
        case .market(let field, _): field.figure.unit
        case .position(let field, _, _): field.figure.unit
        case .house(let field): field.figure.unit
        case .balance: .tokenUnits
        }
    }

    /// Its value in a system.
    public func read(_ house: ClearingHouse) -> FieldValue {
        switch self {
        case .pool(let field, let pool): field.figure.read(house.markets[pool.rawValue].pool)
        case .market(let field, let pool): field.figure.read(house.markets[pool.rawValue])
        case .position(let field, let pool, let trader): field.figure.read(house.storedPosition(pool, of: trader))
        case .house(let field): field.figure.read(house)
        case .balance(let account): .tokenUnits(house.ledger.balance(of: account))
        }
    }

    /// Reads a value of it as vectors write it.
    ///
    /// - Throws: `PlacedError` for a value of another type, or out of its range.
    package func value(_ json: JSONValue, place: String) throws(PlacedError) -> FieldValue {
        switch self {
        case .pool(let field, _): try field.figure.value(json, place: place)
        case .market(let field, _): try field.figure.value(json, place: place)
        case .position(let field, _, _): try field.figure.value(json, place: place)
        case .house(let field): try field.figure.value(json, place: place)
        case .balance: .tokenUnits(try parseInteger(json, UInt256.self, place: place))
        }
    }

    /// Sets it in a system that starts from a given state.
    ///
    /// - Returns: False, and nothing set, for a value of another type or out of its range, for what is only counted,
    ///   and for tokens beyond 2²⁵⁶ in all. Pool and account have to be there.
    package func set(_ value: FieldValue, in house: inout ClearingHouse) -> Bool {
        switch self {
        case .pool(let field, let pool): return field.figure.set(value, in: &house.markets[pool.rawValue].pool)
        case .market(let field, let pool): return field.figure.set(value, in: &house.markets[pool.rawValue])
        case .position(let field, let pool, let trader):
            var position = house.storedPosition(pool, of: trader)
            guard field.figure.set(value, in: &position) else { return false }
            house.restore(position, pool, of: trader)
            return true
        case .house(let field): return field.figure.set(value, in: &house)
        case .balance(let account):
            guard case .tokenUnits(let units) = value else { return false }
            return house.restore(balance: units, of: account)
        }
    }
}

/// The keys of the state of both revisions without pools and accounts: `amm.fundingRate`, `position.margin`, `balance`.
package let generalStateNames: [String] =
    PoolField.allCases.map { "amm.\($0.rawValue)" } + MarketField.allCases.map { "clearingHouse.\($0.rawValue)" }
    + HouseField.allCases.map { "clearingHouse.\($0.rawValue)" }
    + PositionField.allCases.map { "position.\($0.rawValue)" } + ["balance"]

extension Roster {
    /// The key as vectors write it, such as `position.ETH.alice.margin`.
    public func name(of key: StateKey) -> String {
        switch key {
        case .pool(let field, let pool): "amm.\(name(of: pool)).\(field.rawValue)"
        case .market(let field, let pool): "clearingHouse.\(name(of: pool)).\(field.rawValue)"
        case .position(let field, let pool, let trader):
            "position.\(name(of: pool)).\(name(of: trader)).\(field.rawValue)"
        case .house(let field): "clearingHouse.\(field.rawValue)"
        case .balance(let account): "balance.\(name(of: account))"
        }
    }

    /// The key of a name; nil for one that can't be observed.
    public func stateKey(named name: String) -> StateKey? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let last = parts.last, let key = key(of: parts, last), observes(key) else { return nil }
        return key
    }

    private func key(of parts: [String], _ last: String) -> StateKey? {
        switch (parts[0], parts.count) {
        case ("amm", 3):
            guard let pool = pool(named: parts[1]) else { return nil }
            return PoolField(rawValue: last).map { .pool($0, pool) }
        case ("clearingHouse", 3):
            guard let pool = pool(named: parts[1]) else { return nil }
            return MarketField(rawValue: last).map { .market($0, pool) }
        case ("position", 4):
            guard let pool = pool(named: parts[1]), let trader = account(named: parts[2]) else { return nil }
            return PositionField(rawValue: last).map { .position($0, pool, trader) }
        case ("clearingHouse", 2):
            return HouseField(rawValue: last).map { .house($0) }
        case ("balance", 2): return account(named: last).map { .balance($0) }
        default: return nil
        }
    }

    /// Whether a key is one that can be observed here.
    package func observes(_ key: StateKey) -> Bool {
        switch key {
        case .pool(_, let pool): pools.indices.contains(pool.rawValue)
        case .market(_, let pool): hasClearingHouse && pools.indices.contains(pool.rawValue)
        case .position(_, let pool, let trader):
            hasClearingHouse && pools.indices.contains(pool.rawValue) && isTrader(trader)
        case .house(let field): hasClearingHouse && HouseField.all(in: revision).contains(field)
        case .balance(let account): hasClearingHouse && isHolder(account)
        }
    }

    /// Every key that can be observed, in the order of the vectors.
    public var stateKeys: [StateKey] {
        let pools = pools.indices.map { PoolID(rawValue: $0) }
        guard hasClearingHouse else { return pools.flatMap { pool in PoolField.allCases.map { .pool($0, pool) } } }
        return pools.flatMap { pool in
            PoolField.allCases.map { .pool($0, pool) } + MarketField.allCases.map { .market($0, pool) }
                + traders.flatMap { trader in PositionField.allCases.map { .position($0, pool, trader) } }
        } + HouseField.all(in: revision).map { .house($0) } + holders.map { .balance($0) }
    }
}

extension ObjectReader {
    /// A flat map of state keys to decimal strings and truth values.
    package mutating func stateMembers(_ name: String, _ roster: Roster) throws(PlacedError) -> [JSONValue.Member] {
        let value = try required(name)
        guard let members = value.members else {
            throw error("expected an object, found \(value.kindName)", name, value)
        }
        for member in members {
            let place = "\(place(of: name)).\(member.key)"
            guard roster.stateKey(named: member.key) != nil else {
                let known = roster.stateKeys.map(roster.name).sorted()
                let hint = nearest(to: member.key, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
                throw PlacedError(message: "unknown state key\(hint)", place: place, offset: member.offset)
            }
            switch member.value.content {
            case .bool: continue
            case .string: try Self.requireInteger(member.value, place: place)
            default:
                throw PlacedError(
                    message: "expected a decimal string or a truth value, found \(member.value.kindName)",
                    place: place, offset: member.value.offset)
            }
        }
        return members
    }
}

public import Clearing
internal import VirtualAMM

/// A figure that changed.
public struct StateChange: Hashable, Sendable {
    /// Which.
    public let key: StateKey
    /// What it was.
    public let before: FieldValue
    /// What it is.
    public let after: FieldValue

    package init(key: StateKey, before: FieldValue, after: FieldValue) {
        (self.key, self.before, self.after) = (key, before, after)
    }
}

/// Sees what calls change of a system, and looks only where they can have changed something: at the call's pool, at the
/// positions and balances that it touched, and at the figures that belong to no pool. What a step costs does not depend
/// on how many pools and traders there are.
package struct StateObserver: Sendable {
    private let roster: Roster
    private let houseFields: [HouseField]
    /// Of each pool, what was seen last: the figures of the pool and those that the clearing house keeps for it.
    private var pools: [[FieldValue]]
    private var house: [FieldValue]

    package init(_ house: ClearingHouse, _ roster: Roster) {
        self.roster = roster
        houseFields = roster.hasClearingHouse ? HouseField.all(in: house.revision) : []
        let hasClearingHouse = roster.hasClearingHouse
        pools = house.markets.map { Self.figures(of: $0, hasClearingHouse) }
        self.house = houseFields.map { $0.figure.read(house) }
    }

    private static func figures(of market: Market, _ hasClearingHouse: Bool) -> [FieldValue] {
        var figures = [FieldValue]()
        figures.reserveCapacity(PoolField.allCases.count + MarketField.allCases.count)
        for field in PoolField.allCases { figures.append(field.figure.read(market.pool)) }
        if hasClearingHouse { for field in MarketField.allCases { figures.append(field.figure.read(market)) } }
        return figures
    }

    /// What a call on a pool, or on none, has changed, in the order of the vectors' keys.
    package mutating func changes(of house: ClearingHouse, pool: PoolID?) -> [StateChange] {
        var changes = [StateChange]()
        if let pool, pools.indices.contains(pool.rawValue) { note(pool, house.markets[pool.rawValue], &changes) }
        guard roster.hasClearingHouse else { return changes }
        let touched = house.touched
        for (pool, trader, before) in ordered(touched.positions.filter { roster.isTrader($0.trader) }, by: \.trader) {
            let (before, after) = (before ?? Position(), house.storedPosition(pool, of: trader))
            if before == after { continue }
            for field in PositionField.allCases {
                Self.note(.position(field, pool, trader), field.figure.read(before), field.figure.read(after), &changes)
            }
        }
        for (place, field) in houseFields.enumerated() {
            let value = field.figure.read(house)
            Self.note(.house(field), self.house[place], value, &changes)
            self.house[place] = value
        }
        for (account, before) in ordered(touched.balances.filter { roster.isHolder($0.account) }, by: \.account) {
            Self.note(
                .balance(account), .tokenUnits(before ?? .zero), .tokenUnits(house.ledger.balance(of: account)),
                &changes)
        }
        return changes
    }

    private mutating func note(_ pool: PoolID, _ market: Market, _ changes: inout [StateChange]) {
        let figures = Self.figures(of: market, roster.hasClearingHouse)
        let (fields, before) = (PoolField.allCases, pools[pool.rawValue])
        for (place, value) in figures.enumerated() where value != before[place] {
            let key: StateKey =
                place < fields.count
                ? .pool(fields[place], pool) : .market(MarketField.allCases[place - fields.count], pool)
            changes.append(StateChange(key: key, before: before[place], after: value))
        }
        pools[pool.rawValue] = figures
    }

    private static func note(
        _ key: StateKey, _ before: FieldValue, _ after: FieldValue, _ changes: inout [StateChange]
    ) {
        if before != after { changes.append(StateChange(key: key, before: before, after: after)) }
    }

    private func ordered<Element>(_ elements: [Element], by account: KeyPath<Element, Account>) -> [Element] {
        elements.count < 2
            ? elements
            : elements.sorted { roster.rank(of: $0[keyPath: account]) < roster.rank(of: $1[keyPath: account]) }
    }
}

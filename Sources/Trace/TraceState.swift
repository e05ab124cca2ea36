/// The numbers that stand for names in a trace.
struct TraceNames {
    private(set) var pools: [String: Int64] = [:]
    private(set) var accounts: [String: Int64] = [:]

    mutating func add(pool: String) -> Int64 {
        defer { pools[pool] = Int64(pools.count) }
        return Int64(pools.count)
    }

    mutating func add(account: String) -> Int64 {
        defer { accounts[account] = Int64(accounts.count) }
        return Int64(accounts.count)
    }
}

/// A pool, a position, a balance or the clearing house: a row for each time that it changes.
struct TraceEntity: Hashable {
    var table: TraceTable
    /// The values of the columns between the step and the fields.
    var key: [TraceValue]
}

/// Where a value is written in a row.
struct TracePlace: Sendable {
    /// The column's name.
    let name: String
    /// Its place among the columns, counted from 0.
    let column: Int
    let kind: TraceColumn.Kind
}

/// The columns of a table by their names, made once.
struct TraceLayout: Sendable {
    let columns: [TraceColumn]
    let index: [String: Int]

    private init(_ table: TraceTable) {
        columns = table.columns
        index = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1.name, $0) })
    }

    private static let all = TraceTable.allCases.map { TraceLayout($0) }

    static func of(_ table: TraceTable) -> TraceLayout { all[table.rawValue] }

    /// Where a column stands in a row.
    func place(of column: String) -> TracePlace? {
        index[column].map { TracePlace(name: column, column: $0, kind: columns[$0].kind) }
    }
}

/// The whole observable state, and which of its parts changed since they were last written.
struct TraceState {
    private struct Slot {
        var entity: Int
        var field: Int
        var kind: TraceColumn.Kind
    }

    private var slots: [String: Slot] = [:]
    private var entities: [(entity: TraceEntity, values: [TraceValue], isChanged: Bool)] = []
    private var numbers: [TraceEntity: Int] = [:]
    private var changed: [Int] = []

    /// Adds a key; false for one that the schema has no column for.
    mutating func add(key: String, names: TraceNames) -> Bool {
        let (entity, column) = Self.place(of: key, names: names)
        let layout = TraceLayout.of(entity.table)
        let first = 2 + entity.key.count
        guard let index = layout.index[column] else { return false }
        let place = numbers[entity] ?? entities.count
        if place == entities.count {
            numbers[entity] = place
            entities.append((entity, Array(repeating: .null, count: layout.columns.count - first), false))
        }
        slots[key] = Slot(entity: place, field: index - first, kind: layout.columns[index].kind)
        return true
    }

    /// Notes the new value of a key; false for a key that was not added, and for a number that no database keeps.
    mutating func change(_ key: String, to value: String) -> Bool {
        guard let slot = slots[key] else { return false }
        switch slot.kind {
        case .flag: entities[slot.entity].values[slot.field] = .integer(value == "true" ? 1 : 0)
        case .integer:
            guard let number = Int64(value) else { return false }
            entities[slot.entity].values[slot.field] = .integer(number)
        case .text, .pool, .account: entities[slot.entity].values[slot.field] = .text(value)
        }
        if !entities[slot.entity].isChanged {
            entities[slot.entity].isChanged = true
            changed.append(slot.entity)
        }
        return true
    }

    /// Hands out the parts that changed since the last time, in the order in which they changed.
    mutating func takeChanged(_ body: (TraceEntity, [TraceValue]) -> Void) {
        for place in changed {
            entities[place].isChanged = false
            body(entities[place].entity, entities[place].values)
        }
        changed.removeAll(keepingCapacity: true)
    }

    /// Which part of the state a key belongs to, and which column of it.
    private static func place(of key: String, names: TraceNames) -> (TraceEntity, String) {
        let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        func number(_ table: [String: Int64], _ name: String) -> TraceValue { .integer(table[name] ?? -1) }
        let field = parts.last ?? ""
        switch (parts[0], parts.count) {
        case ("amm", 3), ("clearingHouse", 3):
            return (TraceEntity(table: .poolStates, key: [number(names.pools, parts[1])]), field)
        case ("position", 4):
            let key = [number(names.pools, parts[1]), number(names.accounts, parts[2])]
            return (TraceEntity(table: .positions, key: key), field)
        case ("balance", 2): return (TraceEntity(table: .balances, key: [number(names.accounts, field)]), "units")
        default: return (TraceEntity(table: .houseStates, key: []), field)
        }
    }
}

/// Where the answer of a view is written.
final class TraceViewPlace {
    let name: String
    let entity: TraceEntity
    /// Whether it is the first of a pool or a position: each has one row, from answers that stand side by side.
    let beginsRow: Bool
    /// The places of its parts; one without a name where it is a single value.
    let parts: [(part: String, place: TracePlace)]

    init?(_ name: String, names: TraceNames, after previous: TraceViewPlace?) {
        let path = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard path.count > 2, let pool = names.pools[path[1]] else { return nil }
        let columns: KeyValuePairs<String, String>
        switch (path[0], path.count) {
        case ("amm", 3...):
            entity = TraceEntity(table: .poolViews, key: [.integer(pool)])
            columns = ["": path[2...].joined()]
        case ("position", 4):
            guard let trader = names.accounts[path[2]] else { return nil }
            entity = TraceEntity(table: .positionViews, key: [.integer(pool), .integer(trader)])
            columns = ["": path[3], "notional": path[3] + "Notional", "unrealizedPnl": path[3] + "UnrealizedPnl"]
        default: return nil
        }
        let layout = TraceLayout.of(entity.table)
        parts = columns.compactMap { part, column in layout.place(of: column).map { (part, $0) } }
        self.name = name
        beginsRow = entity != previous?.entity
        if parts.isEmpty { return nil }
    }
}

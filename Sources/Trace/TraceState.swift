internal import Clearing
internal import Scenarios
internal import VirtualAMM

/// The numbers that stand for accounts in a trace; those of pools are their places.
struct TraceAccounts {
    private var numbers: [Account: Int64] = [:]

    /// The number of an account, and whether it is its first appearance.
    mutating func number(of account: Account) -> (number: Int64, isNew: Bool) {
        if let known = numbers[account] { return (known, false) }
        let number = Int64(numbers.count)
        numbers[account] = number
        return (number, true)
    }
}

/// The columns of a table by their names, made once.
struct TraceLayout: Sendable {
    let columns: [TraceColumn]
    private let index: [String: Int]

    private init(_ table: TraceTable) {
        columns = table.columns
        index = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1.name, $0) })
    }

    private static let all = TraceTable.allCases.map { TraceLayout($0) }

    static func of(_ table: TraceTable) -> TraceLayout { all[table.rawValue] }

    /// Where a column stands in a row, counted from 0; nil for none of that name.
    subscript(name: String) -> Int? { index[name] }
}

/// A pool, a position, a balance or the clearing house: a row for each time that it changes.
enum TraceEntity: Hashable {
    case pool(PoolID)
    case position(PoolID, Account)
    case house
    case balance(Account)

    init(_ key: StateKey) {
        switch key {
        case .pool(_, let pool), .market(_, let pool): self = .pool(pool)
        case .position(_, let pool, let trader): self = .position(pool, trader)
        case .house: self = .house
        case .balance(let account): self = .balance(account)
        }
    }
}

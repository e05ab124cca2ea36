public import Conformance

/// Writes a run as the rows of a trace: to a SQLite database, to CSV files, or to both.
///
/// Rows are handed over in the order of the steps: of each step first the step itself, then its call, its events, its
/// state changes and its views. From the state changes the writer keeps the whole state, and writes the pools,
/// positions and balances that changed as rows of their own. Nothing can be seen of it before `commit()`.
public final class TraceWriter {
    private let sinks: [any TraceSink]
    private let path: String
    private var names = TraceNames()
    private var state = TraceState()
    private var views: [String: TraceViewColumn] = [:]
    /// Whether a row was refused: what was written is not the whole run.
    private var isBroken = false
    /// The row that is being put together.
    private var row = TraceRow()

    /// Begins a run.
    ///
    /// - Parameters:
    ///   - database: A new file, or the database of a trace that the run is added to; nil for none.
    ///   - folder: A new or empty folder for CSV files; nil for none.
    ///   - input: A file that must not be replaced, for it is being read.
    ///   - pools: The names of all pools.
    ///   - accounts: All accounts with their roles: "trader", or what a built-in account is.
    public init(
        database: String?, folder: String?, input: String? = nil, run: RunRow, pools: [String],
        accounts: [(name: String, role: String)]
    ) throws(OutputError) {
        path = database ?? folder ?? ""
        var sinks = [any TraceSink]()
        if let database { sinks.append(try DatabaseSink(path: database, input: input)) }
        if let folder { sinks.append(try CSVSink(folder: folder)) }
        self.sinks = sinks
        row.append(run.name)
        row.append(run.comment)
        for text in [run.file, run.implementation, run.revision] { row.append(text) }
        row.append(run.tokenDecimals)
        row.append(run.steps)
        row.append(run.setup)
        try insert(into: .runs)
        for pool in pools {
            row.append(names.add(pool: pool))
            row.append(pool)
            try insert(into: .pools)
        }
        for account in accounts { _ = try number(of: account.name, role: account.role) }
    }

    deinit { discard() }

    /// What the run starts from: all keys of the state.
    public func add(initialState: [StateChangeRow]) throws(OutputError) {
        for change in initialState {
            guard state.add(key: change.key, names: names) else { throw unknown(change) }
            try add(change)
        }
        try addChangedEntities(step: 0)
    }

    /// A step with all that came of it.
    public func add(
        _ step: StepRow, call: CallRow, events: [EventRow], changes: [StateChangeRow], views: [ViewRow]
    ) throws(OutputError) {
        isBroken = true
        try add(step)
        try add(call)
        for event in events { try add(event) }
        for change in changes { try add(change) }
        try addChangedEntities(step: step.step)
        try add(views, step: step.step)
        isBroken = false
    }

    /// Makes what was written the content of the files, each whole.
    ///
    /// - Throws: also where a step was refused before.
    public func commit() throws(OutputError) {
        if isBroken { throw error("a step was refused, so the run is not whole") }
        for sink in sinks { try sink.commit() }
    }

    /// Leaves the files as they were before.
    public func discard() {
        for sink in sinks { sink.discard() }
    }
}

// MARK: Rows

extension TraceWriter {
    /// Writes the row that was put together, and begins the next.
    private func insert(into table: TraceTable) throws(OutputError) {
        for sink in sinks { try sink.insert(row, into: table) }
        row.removeAll()
    }

    private func add(_ step: StepRow) throws(OutputError) {
        row.append(step.step)
        row.append(try integer(step.block, step.step))
        row.append(try integer(step.timestamp, step.step))
        switch step.outcome {
        case .ok(let returns):
            row.append("ok")
            row.appendNulls(1)
            row.append(returns)
        case .reverted(let reason):
            row.append("revert")
            row.append(reason)
            row.appendNulls(1)
        case .invalid:
            row.append("invalid")
            row.appendNulls(2)
        }
        row.append(step.unmet)
        try insert(into: .steps)
    }

    private func integer(_ number: UInt64, _ step: Int) throws(OutputError) -> Int64 {
        guard let integer = Int64(exactly: number) else {
            throw error("step \(step): \(number) is more than a database keeps, 2^63 - 1")
        }
        return integer
    }

    private func add(_ call: CallRow) throws(OutputError) {
        let caller = try number(of: call.caller, role: "other")
        try introduceAccounts(of: call.arguments, in: .calls)
        row.append(call.step)
        row.append(caller)
        row.append(call.target)
        row.append(call.name)
        try append(call.arguments, in: .calls) { "call \(call.name)" }
        try insert(into: .calls)
    }

    private func add(_ event: EventRow) throws(OutputError) {
        try introduceAccounts(of: event.arguments, in: .events)
        row.append(event.step)
        row.append(event.event)
        row.append(event.emitter)
        row.append(event.name)
        try append(event.arguments, in: .events) { "event \(event.name)" }
        try insert(into: .events)
    }

    private func add(_ change: StateChangeRow) throws(OutputError) {
        guard state.change(change.key, to: change.value) else { throw unknown(change) }
    }

    private func addChangedEntities(step: Int) throws(OutputError) {
        try state.takeChanged { entity, values throws(OutputError) in
            row.append(step)
            for value in entity.key { row.append(value) }
            for value in values { row.append(value) }
            try insert(into: entity.table)
        }
    }

    /// Adds the columns that are left in a table, with the values of those that are named.
    private func append(
        _ fields: [TraceField], in table: TraceTable, what: () -> String
    ) throws(OutputError) {
        let layout = TraceLayout.of(table)
        row.appendNulls(layout.columns.count - 1 - row.values.count)
        for field in fields {
            guard let index = layout.index[field.name] else {
                throw error("\(what()) has \(field.name), which the schema has no column for")
            }
            // The number of the run is no part of the row.
            try set(index - 1, to: field.value, layout.columns[index].kind)
        }
    }

    private func set(_ index: Int, to text: String, _ kind: TraceColumn.Kind) throws(OutputError) {
        switch kind {
        case .text: row.set(index, to: text)
        case .flag: row.set(index, to: text == "true" ? 1 : 0)
        case .pool: if let pool = names.pools[text] { row.set(index, to: pool) }
        case .account: if let account = names.accounts[text] { row.set(index, to: account) }
        case .integer:
            guard let number = Int64(text) else { throw error("\(text) is more than a database keeps, 2^63 - 1") }
            row.set(index, to: number)
        }
    }

    /// Gives numbers to accounts that appear for the first time.
    private func introduceAccounts(of fields: [TraceField], in table: TraceTable) throws(OutputError) {
        let layout = TraceLayout.of(table)
        for field in fields where names.accounts[field.value] == nil {
            guard let index = layout.index[field.name], layout.columns[index].kind == .account else { continue }
            _ = try number(of: field.value, role: "other")
        }
    }

    /// The number of an account, which gets one with its first appearance; only between two rows.
    private func number(of account: String, role: String) throws(OutputError) -> Int64 {
        if let known = names.accounts[account] { return known }
        let number = names.add(account: account)
        row.append(number)
        row.append(account)
        row.append(role)
        try insert(into: .accounts)
        return number
    }

    private func unknown(_ change: StateChangeRow) -> OutputError {
        error("the schema has no place for \(change.key) \(change.value)")
    }

    private func error(_ message: String) -> OutputError { OutputError(path: path, message: message) }
}

// MARK: Views

extension TraceWriter {
    private func add(_ answers: [ViewRow], step: Int) throws(OutputError) {
        // Of each pool and each position one row, from answers that stand side by side.
        var rest = answers[...]
        while let first = rest.first {
            let entity = try viewColumn(first.name).entity
            var (own, reverts) = ([(ViewRow, TraceViewColumn)](), [(String, String?)]())
            while let answer = rest.first, case let column = try viewColumn(answer.name), column.entity == entity {
                if case .reverted(let reason) = answer.answer {
                    reverts.append((answer.name, reason))
                } else {
                    own.append((answer, column))
                }
                rest = rest.dropFirst()
            }
            row.append(step)
            for value in entity.key { row.append(value) }
            let keyCount = row.values.count
            row.appendNulls(TraceLayout.of(entity.table).columns.count - 1 - keyCount)
            for (answer, column) in own { try set(answer, column, after: keyCount) }
            try insert(into: entity.table)
            for (name, reason) in reverts {
                row.append(step)
                row.append(name)
                row.append(reason)
                try insert(into: .viewReverts)
            }
        }
    }

    private func set(_ answer: ViewRow, _ column: TraceViewColumn, after keyCount: Int) throws(OutputError) {
        guard case .values(let fields) = answer.answer else { return }
        for field in fields {
            guard let (index, kind) = column.places[field.name] else {
                throw error("the schema has no column for \(answer.name) \(field.name)")
            }
            try set(keyCount + index, to: field.value, kind)
        }
    }

    private func viewColumn(_ name: String) throws(OutputError) -> TraceViewColumn {
        if let known = views[name] { return known }
        guard let column = TraceViewColumn(name, names: names) else { throw error("the schema has no view \(name)") }
        views[name] = column
        return column
    }
}

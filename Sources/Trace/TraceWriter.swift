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
    /// Where the arguments of calls, and of events, are written.
    private var callPlans: [String: [TracePlace]] = [:]
    private var eventPlans: [String: [TracePlace]] = [:]
    /// Where views are written, by the last of those that are asked together.
    private var viewPlans: [String: [TraceViewPlace]] = [:]
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
    ///   - run: What is run.
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
        row.append(call.step)
        row.append(caller)
        row.append(call.target)
        row.append(call.name)
        try append(call.arguments, of: call.name, in: .calls, plans: &callPlans)
        try insert(into: .calls)
    }

    private func add(_ event: EventRow) throws(OutputError) {
        row.append(event.step)
        row.append(event.event)
        row.append(event.emitter)
        row.append(event.name)
        try append(event.arguments, of: event.name, in: .events, plans: &eventPlans)
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
        _ fields: [TraceField], of name: String, in table: TraceTable, plans: inout [String: [TracePlace]]
    ) throws(OutputError) {
        row.appendNulls(TraceLayout.of(table).columns.count - 1 - row.values.count)
        // What has the same name nearly always has the same fields.
        let plan = plans[name] ?? []
        if plan.count == fields.count, zip(plan, fields).allSatisfy({ $0.name == $1.name }) {
            for (place, field) in zip(plan, fields) { try set(place, to: field.value) }
            return
        }
        var places = [TracePlace]()
        for field in fields {
            guard let place = TraceLayout.of(table).place(of: field.name) else {
                throw error("\(name) has \(field.name), which the schema has no column for")
            }
            places.append(place)
            try set(place, to: field.value)
        }
        plans[name] = places
    }

    /// Gives a column of the row a value.
    private func set(_ place: TracePlace, to text: String) throws(OutputError) {
        switch place.kind {
        case .text: row.set(place.index, to: text)
        case .flag: row.set(place.index, to: text == "true" ? 1 : 0)
        case .pool: if let pool = names.pools[text] { row.set(place.index, to: pool) }
        case .account: row.set(place.index, to: try number(of: text, role: "other"))
        case .integer:
            guard let number = Int64(text) else { throw error("\(text) is more than a database keeps, 2^63 - 1") }
            row.set(place.index, to: number)
        }
    }

    /// The number of an account, which gets one and a row of its own with its first appearance.
    private func number(of account: String, role: String) throws(OutputError) -> Int64 {
        if let known = names.accounts[account] { return known }
        let number = names.add(account: account)
        var row = TraceRow()
        row.append(number)
        row.append(account)
        row.append(role)
        for sink in sinks { try sink.insert(row, into: .accounts) }
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
        guard let last = answers.last else { return }
        let plan = try viewPlan(answers, last.name)
        // Of each pool and each position one row, from answers that stand side by side.
        var start = 0
        while start < plan.count {
            let entity = plan[start].entity
            let end = plan[start...].firstIndex { $0.entity != entity } ?? plan.count
            row.append(step)
            for value in entity.key { row.append(value) }
            row.appendNulls(TraceLayout.of(entity.table).columns.count - 1 - row.values.count)
            for index in start..<end { try set(answers[index], plan[index]) }
            try insert(into: entity.table)
            start = end
        }
        for answer in answers {
            guard case .reverted(let reason) = answer.answer else { continue }
            row.append(step)
            row.append(answer.name)
            row.append(reason)
            try insert(into: .viewReverts)
        }
    }

    private func set(_ answer: ViewRow, _ view: TraceViewPlace) throws(OutputError) {
        switch answer.answer {
        case .value(let text): try set(view, "", text)
        case .values(let fields): for field in fields { try set(view, field.name, field.value) }
        case .reverted: return
        }
    }

    private func set(_ view: TraceViewPlace, _ part: String, _ text: String) throws(OutputError) {
        guard let place = view.parts.first(where: { $0.part == part })?.place else {
            throw error("the schema has no column for \(view.name) \(part)")
        }
        try set(place, to: text)
    }

    /// Where the answers are written. The same views are asked again and again.
    private func viewPlan(_ answers: [ViewRow], _ last: String) throws(OutputError) -> [TraceViewPlace] {
        if let plan = viewPlans[last], plan.count == answers.count,
            zip(plan, answers).allSatisfy({ $0.name == $1.name })
        {
            return plan
        }
        var plan = [TraceViewPlace]()
        for answer in answers {
            guard let place = TraceViewPlace(answer.name, names: names) else {
                throw error("the schema has no view \(answer.name)")
            }
            plan.append(place)
        }
        viewPlans[last] = plan
        return plan
    }
}

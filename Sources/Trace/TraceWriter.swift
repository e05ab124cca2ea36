internal import Conformance
internal import Files
internal import JSON

/// Writes a run as the rows of a trace: to a SQLite database, to CSV files, or to both.
///
/// Rows are handed over in the order of the steps: of each step first the step itself, then its call, its events, its
/// state changes and its views. From the state changes the writer keeps the whole state, and writes the pools,
/// positions and balances that changed as rows of their own. Nothing can be seen of it before `commit()`.
struct TraceWriter {
    private let sinks: [any TraceSink]
    private let path: String
    private var names = TraceNames()
    private var state = TraceState()
    /// Of each table, where the arguments of calls or events are written, by their names.
    private var plans = Array(repeating: [String: [TracePlace]](), count: TraceTable.allCases.count)
    /// Where views are written, by the last of those that are asked together.
    private var viewPlans: [String: [TraceViewPlace]] = [:]
    /// Rows that were not handed over.
    private var rows = RowBatch()
    /// Accounts that a row was found to speak of, and that have none of their own yet.
    private var newAccounts: [(number: Int64, name: String)] = []
    private static let batchRows = 4096

    /// Begins the trace of a walk that has not begun.
    ///
    /// - Parameters:
    ///   - walk: What is run.
    ///   - file: What it came from, as the trace says it.
    ///   - implementation: What computes it, such as "vamm 0.1.0".
    ///   - sinks: Where the rows go.
    ///   - path: The file or folder that errors name.
    init(
        of walk: ScenarioWalk, file: String, implementation: String, to sinks: [any TraceSink], path: String
    ) throws(OutputError) {
        (self.sinks, self.path) = (sinks, path)
        rows.begin(.runs)
        rows.append(walk.name)
        rows.append(walk.comment)
        for text in [file, implementation, walk.revision] { rows.append(text) }
        rows.append(walk.tokenDecimals)
        rows.append(walk.stepCount)
        rows.append(walk.setup.compactText)
        for pool in walk.pools {
            let number = names.add(pool: pool)
            rows.begin(.pools)
            rows.append(number)
            rows.append(pool)
        }
        for (name, role) in walk.accounts { add(account: name, number: names.add(account: name), role: role) }
        for key in walk.startingState {
            guard state.add(key: key.key, names: names) else { throw unknown(key) }
            try add(key)
        }
        addChangedEntities(step: 0)
    }

    /// Writes a step with all that came of it.
    mutating func add(_ record: StepRecord) throws(OutputError) {
        try addStep(record)
        rows.begin(.calls)
        rows.append(record.number)
        rows.append(number(of: record.caller))
        rows.append(record.target)
        rows.append(record.callName)
        try set(record.arguments, of: record.callName, in: .calls)
        for (index, event) in record.events.enumerated() { try add(event, number: index + 1, step: record.number) }
        for change in record.stateChanges { try add(change) }
        addChangedEntities(step: record.number)
        try addViews(record.viewAnswers, step: record.number)
        for account in newAccounts { add(account: account.name, number: account.number, role: "other") }
        newAccounts.removeAll()
        if rows.count >= Self.batchRows { try handOver() }
    }

    /// Makes what was written the content of the files, each whole.
    mutating func commit() throws(OutputError) {
        try handOver()
        for sink in sinks { try sink.commit() }
    }

    /// Leaves the files as they were before, where nothing was committed.
    func discard() {
        for sink in sinks { sink.discard() }
    }

    private mutating func handOver() throws(OutputError) {
        for sink in sinks { try sink.add(rows) }
        rows = RowBatch(like: rows)
    }
}

// MARK: Rows

extension TraceWriter {
    private mutating func addStep(_ record: StepRecord) throws(OutputError) {
        rows.begin(.steps)
        rows.append(record.number)
        for number in [record.blockNumber, record.timestamp] {
            guard number <= UInt64(Int64.max) else { throw tooLarge("\(number)", step: record.number) }
            rows.append(number)
        }
        switch record.outcome {
        case .ok(let value):
            rows.append("ok")
            rows.append(nil)
            rows.append(value?.plainText)
        case .reverted(let reason):
            rows.append("revert")
            rows.append(reason)
            rows.append(nil)
        case .invalid:
            rows.append("invalid")
            rows.append(nil)
            rows.append(nil)
        }
        rows.append(record.failure?.differences.count ?? 0)
    }

    private mutating func add(_ event: JSONValue, number: Int, step: Int) throws(OutputError) {
        let name = event["name"]?.text ?? ""
        rows.begin(.events)
        rows.append(step)
        rows.append(number)
        rows.append(event["emitter"]?.text ?? "")
        rows.append(name)
        try set(event["args"]?.members ?? [], of: name, in: .events)
    }

    private mutating func add(_ change: JSONValue.Member) throws(OutputError) {
        guard state.change(change.key, to: change.value.plainText) else { throw unknown(change) }
    }

    private mutating func addChangedEntities(step: Int) {
        state.takeChanged { entity, values in
            rows.begin(entity.table)
            rows.append(step)
            for value in entity.key { rows.append(value) }
            for value in values { rows.append(value) }
        }
    }

    private mutating func add(account: String, number: Int64, role: String) {
        rows.begin(.accounts)
        rows.append(number)
        rows.append(account)
        rows.append(role)
    }

    /// Gives columns of the row the values of what has their names.
    private mutating func set(
        _ fields: [JSONValue.Member], of name: String, in table: TraceTable
    ) throws(OutputError) {
        // What has the same name nearly always has the same fields.
        let plan = plans[table.rawValue][name] ?? []
        if plan.count == fields.count, zip(plan, fields).allSatisfy({ $0.name == $1.key }) {
            for (place, field) in zip(plan, fields) { try set(place, to: field.value) }
            return
        }
        var places = [TracePlace]()
        for field in fields {
            guard let place = TraceLayout.of(table).place(of: field.key) else {
                throw error("\(name) has \(field.key), which the schema has no column for")
            }
            places.append(place)
            try set(place, to: field.value)
        }
        plans[table.rawValue][name] = places
    }

    /// Gives a column of the row a value.
    private mutating func set(_ place: TracePlace, to value: JSONValue) throws(OutputError) {
        let text = value.plainText
        switch place.kind {
        case .text: rows.set(place.column, to: text)
        case .flag: rows.set(place.column, to: text == "true" ? 1 : 0)
        case .pool: if let pool = names.pools[text] { rows.set(place.column, to: pool) }
        case .account: rows.set(place.column, to: number(of: text))
        case .integer:
            guard let number = Int64(text) else { throw tooLarge(text) }
            rows.set(place.column, to: number)
        }
    }

    /// The number of an account, which gets one and a row of its own with its first appearance.
    private mutating func number(of account: String) -> Int64 {
        if let known = names.accounts[account] { return known }
        let number = names.add(account: account)
        newAccounts.append((number, account))
        return number
    }

    private func unknown(_ change: JSONValue.Member) -> OutputError {
        error("the schema has no place for \(change.key) \(change.value.plainText)")
    }

    private func tooLarge(_ number: String, step: Int? = nil) -> OutputError {
        error((step.map { "step \($0): " } ?? "") + "\(number) is more than a database keeps, 2^63 - 1")
    }

    private func error(_ message: String) -> OutputError { OutputError(path: path, message: message) }
}

// MARK: Views

extension TraceWriter {
    private typealias View = (name: String, answer: StepOutcome)

    private mutating func addViews(_ views: [View], step: Int) throws(OutputError) {
        guard let last = views.last else { return }
        let plan = try viewPlan(views, last.name)
        var hasReverts = false
        for (place, view) in zip(plan, views) {
            if place.beginsRow {
                rows.begin(place.entity.table)
                rows.append(step)
                for value in place.entity.key { rows.append(value) }
            }
            switch view.answer {
            case .ok(let value?):
                if let members = value.members {
                    for member in members { try set(place, member.key, member.value) }
                } else {
                    try set(place, "", value)
                }
            case .ok(nil): continue
            case .reverted, .invalid: hasReverts = true
            }
        }
        if hasReverts { addReverts(of: views, step: step) }
    }

    private mutating func addReverts(of views: [View], step: Int) {
        for view in views {
            switch view.answer {
            case .ok: continue
            case .reverted(let reason): add(view.name, reason: reason, step: step)
            case .invalid: add(view.name, reason: nil, step: step)
            }
        }
    }

    private mutating func add(_ view: String, reason: String?, step: Int) {
        rows.begin(.viewReverts)
        rows.append(step)
        rows.append(view)
        rows.append(reason)
    }

    private mutating func set(_ view: TraceViewPlace, _ part: String, _ value: JSONValue) throws(OutputError) {
        guard let place = view.parts.first(where: { $0.part == part })?.place else {
            throw error("the schema has no column for \(view.name) \(part)")
        }
        try set(place, to: value)
    }

    /// Where the answers are written. The same views are asked again and again.
    private mutating func viewPlan(_ views: [View], _ last: String) throws(OutputError) -> [TraceViewPlace] {
        if let plan = viewPlans[last], plan.count == views.count, zip(plan, views).allSatisfy({ $0.name == $1.name }) {
            return plan
        }
        var plan = [TraceViewPlace]()
        for view in views {
            guard let place = TraceViewPlace(view.name, names: names, after: plan.last) else {
                throw error("the schema has no view \(view.name)")
            }
            plan.append(place)
        }
        viewPlans[last] = plan
        return plan
    }
}

extension JSONValue {
    /// A text as it is, anything else as JSON.
    fileprivate var plainText: String { text ?? compactText }
}

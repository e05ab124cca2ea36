internal import Clearing
internal import Files
internal import FixedPoint
internal import JSON
internal import Scenarios
internal import VirtualAMM
internal import WideIntegers

/// Writes a run as the rows of a trace: to a SQLite database, to CSV files, or to both.
///
/// Rows are handed over in the order of the steps: of each step first the step itself, then its call, its events, the
/// pools, positions and balances that it changed, and its views. Nothing can be seen of it before `commit()`.
struct TraceWriter {
    private let sinks: [any TraceSink]
    private let path: String
    private let run: RunDescription
    private let implementation: String
    private let roster: Roster
    private var steps = 0
    private var accounts = TraceAccounts()
    /// Of each table, where what has a name is written: the columns of its fields in their order.
    private var plans = Array(repeating: [String: [Int]](), count: TraceTable.allCases.count)
    /// The positions that are followed, and the margin ratio that was last written of each; nil before the first.
    private let watched: [(pool: PoolID, trader: Account)]
    private var lastRatios: [Result<ReturnValue, Revert>?]
    private var poolViewColumns: [PoolView: [Int]] = [:]
    private var positionViewColumns: [PositionView: [Int]] = [:]
    /// Rows that were not handed over.
    private var rows = RowBatch()
    /// Accounts that a row was found to speak of, and that have none of their own yet.
    private var newAccounts: [(number: Int64, account: Account)] = []
    private static let batchRows = 4096

    /// Begins the trace of a run.
    ///
    /// - Parameters:
    ///   - run: What it is of.
    ///   - house: The system before the first step.
    ///   - implementation: What computes it, such as "vamm 0.2.0".
    ///   - watching: Whose positions are followed, on every pool.
    ///   - sinks: Where the rows go.
    ///   - path: The file or folder that errors name.
    init(
        _ run: RunDescription, start house: ClearingHouse, implementation: String, watching traders: [Account],
        to sinks: [any TraceSink], path: String
    ) throws(OutputError) {
        (self.sinks, self.path, self.run, self.implementation) = (sinks, path, run, implementation)
        roster = run.roster
        watched = house.markets.indices.flatMap { pool in traders.map { (PoolID(rawValue: pool), $0) } }
        lastRatios = Array(repeating: nil, count: watched.count)
        for (number, pool) in roster.pools.enumerated() {
            rows.begin(.pools)
            rows.append(number)
            rows.append(pool)
        }
        for (name, role) in roster.roles {
            guard let account = roster.account(named: name) else { continue }
            add(account, number: accounts.number(of: account).number, role: role)
        }
        var last: TraceEntity?
        for key in roster.stateKeys {
            let entity = TraceEntity(key)
            if entity != last { try add(entity, of: house, step: 0) }
            last = entity
        }
    }

    /// Writes a step with all that came of it.
    mutating func add(_ step: ReplayedStep, after house: ClearingHouse, unmet: Int) throws(OutputError) {
        steps += 1
        try addStep(step, unmet: unmet)
        rows.begin(.calls)
        rows.append(step.number)
        rows.append(number(of: step.caller))
        rows.append(roster.target(of: step.call))
        rows.append(step.call.function.name)
        try set(roster.arguments(of: step.call), of: step.call.function.name, in: .calls)
        for (index, event) in step.events.enumerated() { try add(event, number: index + 1, step: step.number) }
        var changed = [TraceEntity]()
        for change in step.changes {
            guard roster.observes(change.key) else {
                throw error("the schema has no place for \(roster.name(of: change.key))")
            }
            if changed.last != TraceEntity(change.key) { changed.append(TraceEntity(change.key)) }
        }
        for entity in changed { try add(entity, of: house, step: step.number) }
        try addViews(step, after: house)
        try addWatched(step, after: house)
        for (number, account) in newAccounts { add(account, number: number, role: "other") }
        newAccounts.removeAll()
        if rows.count >= Self.batchRows { try handOver() }
    }

    /// Makes what was written the content of the files, each whole.
    mutating func commit() throws(OutputError) {
        rows.begin(.runs)
        rows.append(run.name)
        rows.append(run.comment)
        for text in [run.file, implementation, roster.revision.rawValue] { rows.append(text) }
        rows.append(run.tokenDecimals)
        rows.append(steps)
        rows.append(run.setup.compactText)
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
    private mutating func addStep(_ step: ReplayedStep, unmet: Int) throws(OutputError) {
        rows.begin(.steps)
        rows.append(step.number)
        for number in [step.block.number, step.block.timestamp] {
            guard number <= UInt64(Int64.max) else { throw tooLarge("\(number)", step: step.number) }
            rows.append(number)
        }
        switch step.outcome {
        case .success(let receipt):
            rows.append("ok")
            rows.append(nil)
            rows.append(receipt.returned.map { text(of: $0) })
        case .failure(let revert):
            rows.append(revert.text == nil ? "invalid" : "revert")
            rows.append(revert.text)
            rows.append(nil)
        }
        rows.append(unmet)
        rows.append(step.decidingRatio?.ratio.raw.description)
        rows.append(step.decidingRatio?.valuation.rawValue)
        rows.append(step.badDebt?.total.raw.description)
        rows.append(step.badDebt?.kind.rawValue)
    }

    private func text(of returned: ReturnValue) -> String {
        let json = roster.json(returned)
        return json.text ?? json.compactText
    }

    private mutating func add(_ event: Event, number: Int, step: Int) throws(OutputError) {
        rows.begin(.events)
        rows.append(step)
        rows.append(number)
        rows.append(roster.name(of: event.emitter))
        rows.append(event.name)
        try set(event.fields, of: event.name, in: .events)
    }

    /// Writes a pool, a position, a balance or the clearing house as it is.
    private mutating func add(_ entity: TraceEntity, of house: ClearingHouse, step: Int) throws(OutputError) {
        switch entity {
        case .pool(let pool):
            begin(.poolStates, step, [Int64(pool.rawValue)])
            let market = house.markets[pool.rawValue]
            for field in PoolField.allCases { try append(field.figure.read(market.pool), to: .poolStates) }
            for field in MarketField.allCases { try append(field.figure.read(market), to: .poolStates) }
        case .position(let pool, let trader):
            begin(.positions, step, [Int64(pool.rawValue), number(of: trader)])
            let position = house.storedPosition(pool, of: trader)
            for field in PositionField.allCases { try append(field.figure.read(position), to: .positions) }
        case .house:
            begin(.houseStates, step, [])
            for field in HouseField.all(in: roster.revision) { try append(field.figure.read(house), to: .houseStates) }
        case .balance(let account):
            begin(.balances, step, [number(of: account)])
            try append(.tokenUnits(house.ledger.balance(of: account)), to: .balances)
        }
    }

    /// Gives the next column of the row a value.
    private mutating func append(_ value: FieldValue, to table: TraceTable) throws(OutputError) {
        try set(rows.takeColumn(), of: table, to: value)
    }

    private mutating func begin(_ table: TraceTable, _ step: Int, _ key: [Int64]) {
        rows.begin(table)
        rows.append(step)
        for number in key { rows.append(number) }
    }

    private mutating func add(_ account: Account, number: Int64, role: String) {
        rows.begin(.accounts)
        rows.append(number)
        rows.append(roster.name(of: account))
        rows.append(role)
    }

    /// Gives columns of the row the values of what has their names.
    private mutating func set(_ fields: [Field], of name: String, in table: TraceTable) throws(OutputError) {
        let plan = try plan(fields, of: name, in: table)
        for (column, field) in zip(plan, fields) { try set(column, of: table, to: field.value) }
    }

    /// Where fields are written. What has the same name has the same fields.
    private mutating func plan(
        _ fields: [Field], of name: String, in table: TraceTable
    ) throws(OutputError) -> [Int] {
        if let plan = plans[table.rawValue][name], plan.count == fields.count { return plan }
        let plan = try fields.mapThrowing { field throws(OutputError) in
            try column(field.name, in: table)
        }
        plans[table.rawValue][name] = plan
        return plan
    }

    /// Gives a column of the row a value.
    private mutating func set(_ column: Int, of table: TraceTable, to value: FieldValue) throws(OutputError) {
        switch value {
        case .pool(let pool): rows.set(column, to: Int64(pool.rawValue))
        case .account(let account):
            // Nobody is NULL.
            if let account { rows.set(column, to: number(of: account)) }
        case .contract(let contract): rows.set(column, to: contract.rawValue)
        case .bytes(let bytes): rows.set(column, to: FieldValue.hexadecimal(bytes))
        case .side(let side): rows.set(column, to: side.rawValue)
        case .direction(let direction): rows.set(column, to: direction.rawValue)
        case .amount(let amount): rows.set(column, to: amount.raw.description)
        case .signedAmount(let amount): rows.set(column, to: amount.raw.description)
        case .tokenUnits(let units): rows.set(column, to: units.description)
        case .flag(let flag): rows.set(column, to: flag ? 1 : 0)
        case .time(let time): try set(column, to: UInt256(time))
        case .number(let number):
            if TraceLayout.of(table).columns[column].kind == .text {
                rows.set(column, to: number.description)
            } else {
                try set(column, to: number)
            }
        }
    }

    private mutating func set(_ column: Int, to number: UInt256) throws(OutputError) {
        let (low, rest) = (number.limbs.0, number.limbs.1 | number.limbs.2 | number.limbs.3)
        guard rest == 0, low <= UInt64(Int64.max) else { throw tooLarge(number.description) }
        rows.set(column, to: Int64(low))
    }

    /// The number of an account, which gets one and a row of its own with its first appearance.
    private mutating func number(of account: Account) -> Int64 {
        let (number, isNew) = accounts.number(of: account)
        if isNew { newAccounts.append((number, account)) }
        return number
    }

    private func tooLarge(_ number: String, step: Int? = nil) -> OutputError {
        error((step.map { "step \($0): " } ?? "") + "\(number) is more than a database keeps, 2^63 - 1")
    }

    private func error(_ message: String) -> OutputError { OutputError(path: path, message: message) }
}

// MARK: Views

extension TraceWriter {
    /// Writes what the views of the step's pool, and of its trader's position there, say.
    private mutating func addViews(_ step: ReplayedStep, after house: ClearingHouse) throws(OutputError) {
        try add(step.usualViews(of: house, roster), step)
    }

    /// Writes what the views of each followed position say, where the step moved its margin ratio or ended it.
    private mutating func addWatched(_ step: ReplayedStep, after house: ClearingHouse) throws(OutputError) {
        for (place, (pool, trader)) in watched.enumerated() {
            let view = View.position(pool, trader, .marginRatio)
            let ratio = Result { () throws(Revert) in try house.answer(view, in: step.block) }
            // Without a position before and after there is nothing to see.
            let isNone = ratio == .failure(.positionSizeIsZero)
            guard ratio != lastRatios[place], !(isNone && lastRatios[place] == nil) else { continue }
            lastRatios[place] = isNone ? nil : ratio
            if trader == step.trader, pool == step.call.pool ?? PoolID(rawValue: 0) { continue }
            try add(step.positionViews(pool, of: trader, house, roster), step)
        }
    }

    private mutating func add(
        _ answers: [(view: View, answer: Result<ReturnValue, Revert>)], _ step: ReplayedStep
    ) throws(OutputError) {
        var table: TraceTable?
        var reverts: [(view: View, revert: Revert)] = []
        for (view, answer) in answers {
            let viewTable = begin(view, step, after: table)
            table = viewTable
            switch answer {
            case .failure(let revert): reverts.append((view, revert))
            case .success(.single(let value)):
                try set(try columns(of: view, [])[0], of: viewTable, to: value)
            case .success(.fields(let fields)):
                for (column, field) in zip(try columns(of: view, fields), fields) {
                    try set(column, of: viewTable, to: field.value)
                }
            }
        }
        for (view, revert) in reverts {
            rows.begin(.viewReverts)
            rows.append(step.number)
            rows.append(roster.name(of: view))
            rows.append(revert.text)
        }
    }

    /// Begins the row of a view, unless one before it has: those of a pool, or of a position, stand side by side.
    private mutating func begin(_ view: View, _ step: ReplayedStep, after last: TraceTable?) -> TraceTable {
        switch view {
        case .pool(let pool, _):
            if last != .poolViews { begin(.poolViews, step.number, [Int64(pool.rawValue)]) }
            return .poolViews
        case .position(let pool, let trader, _):
            if last != .positionViews {
                begin(.positionViews, step.number, [Int64(pool.rawValue), number(of: trader)])
            }
            return .positionViews
        }
    }

    /// Where a view is written: one column, or one for each of its fields. The same views are asked again and again.
    private mutating func columns(of view: View, _ fields: [Field]) throws(OutputError) -> [Int] {
        switch view {
        case .pool(_, let poolView):
            if let known = poolViewColumns[poolView] { return known }
            let name = roster.name(of: view).split(separator: ".").dropFirst(2).joined()
            let found = [try column(name, in: .poolViews)]
            poolViewColumns[poolView] = found
            return found
        case .position(_, _, let positionView):
            if let known = positionViewColumns[positionView] { return known }
            let names = fields.isEmpty ? [""] : fields.map { $0.name.prefix(1).uppercased() + $0.name.dropFirst() }
            let found = try names.mapThrowing { name throws(OutputError) in
                try column(positionView.rawValue + name, in: .positionViews)
            }
            positionViewColumns[positionView] = found
            return found
        }
    }

    private func column(_ name: String, in table: TraceTable) throws(OutputError) -> Int {
        guard let column = TraceLayout.of(table)[name] else {
            throw error("\(table.name) has no column \(name), which the schema needs")
        }
        return column
    }
}

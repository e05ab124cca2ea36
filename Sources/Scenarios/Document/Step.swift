package import Clearing
internal import FixedPoint
package import JSON
internal import Messages
package import VirtualAMM

/// One step of a sequence: a call, what came of it, and what the views said afterwards.
package struct Step: Sendable {
    /// What a step that succeeds returns, emits and changes.
    package struct Success: Equatable, Sendable {
        package var receipt: WrittenReceipt
        package var state: [JSONValue.Member]
        /// Whether it says what is returned, also where that is nothing.
        package var saysReturns = true

        package static func == (lhs: Success, rhs: Success) -> Bool {
            lhs.receipt == rhs.receipt && JSONValue.object(lhs.state) == JSONValue.object(rhs.state)
        }
    }

    /// A view to ask after a step, and what it should say; nil where that is not said.
    package struct Question: Sendable {
        package var name: String
        package var view: View
        package var expected: Outcome<JSONValue>?
    }

    package var block: Block
    package var call: Call
    package var caller: Account
    /// What comes of the step; nil where a scenario does not say.
    package var expected: Outcome<Success>?
    /// The views to ask afterwards.
    package var views: [Question] = []

    /// Reads a step that follows a block.
    package init(_ fields: inout ObjectReader, setup: Setup, after previous: Block) throws(PlacedError) {
        try self.init(call: &fields, setup, after: previous)
        // What a pool returns to whom it trades with beside the clearing house was not recorded.
        let saysReturns = call.function.contract != .amm || !setup.roster.hasClearingHouse || fields.has("returns")
        expected = try Self.expectation(&fields, setup.roster, saysReturns: saysReturns)
        views = try fields.usesDefault("views") ? [] : Self.views(&fields, setup.roster)
        try fields.finish()
    }

    /// Reads a question: a step without its outcome, and the names of the views to ask.
    package init(question fields: inout ObjectReader, setup: Setup, after previous: Block) throws(PlacedError) {
        try self.init(call: &fields, setup, after: previous)
        guard (block.number, block.timestamp) >= (previous.number, previous.timestamp) else {
            throw PlacedError(
                message: "block \(block.number) at \(block.timestamp) goes back in time: the step before ran in block "
                    + "\(previous.number) at \(previous.timestamp)", place: "block", offset: 0)
        }
        views = try fields.array("views").mapThrowing { value throws(PlacedError) in
            guard let name = value.text, let view = setup.roster.view(named: name) else {
                throw PlacedError(message: "unknown view \(value.compactText)", place: "views", offset: value.offset)
            }
            return Question(name: name, view: view)
        }
        try fields.finish()
    }

    /// Reads what is called, by whom and when.
    private init(call fields: inout ObjectReader, _ setup: Setup, after previous: Block) throws(PlacedError) {
        let roster = setup.roster
        block = try Self.block(&fields, after: previous)
        let name = try fields.string("call")
        let (contract, pool) = try Self.target(&fields, call: name, roster)
        let function = Call.Function(name, of: contract, in: roster.revision)
        caller =
            try function?.caller == .owner && fields.usesDefault("caller")
            ? roster.owner : fields.account("caller", roster, orOwner: function?.caller != .trader)
        let arguments =
            try fields.usesDefault("args")
            ? ObjectReader(.object([]), place: fields.place(of: "args"), notation: .scenario) : fields.fields("args")
        guard let function else {
            let known = Call.Function.all(of: contract, in: roster.revision).map(\.name)
            let hint = nearest(to: name, among: known).map { "did you mean \"\($0)\"?" }
            let target = contract == .amm ? "amm.\(roster.name(of: pool))" : contract.rawValue
            throw fields.error(
                "\(target) has no call \"\(shortened(name))\" in revision \(roster.revision.rawValue); "
                    + (hint ?? "it has " + known.joined(separator: ", ")), "call", try fields.required("call"))
        }
        var reader = ArgumentReader(
            fields: arguments, roster: roster, block: block, decimals: setup.quoteTokenDecimals.count)
        call = try Call(function, on: pool, reading: &reader, revision: roster.revision)
        try reader.fields.finish()
    }

    /// The block of the step; in a scenario it may be left out, or be said as the seconds since the step before.
    private static func block(_ fields: inout ObjectReader, after previous: Block) throws(PlacedError) -> Block {
        guard fields.notation == .scenario else { return try Block(&fields, "block", default: previous) }
        let wait = try fields.counter("wait", default: 15)
        let (number, overflow1) = previous.number.addingReportingOverflow(1)
        let (timestamp, overflow2) = previous.timestamp.addingReportingOverflow(wait)
        guard !overflow1, !overflow2 else {
            throw PlacedError(
                message: "the block after \(previous.number) at \(previous.timestamp) is out of range",
                place: fields.place, offset: fields.offset)
        }
        let next = Block(number: number, timestamp: timestamp)
        if fields.usesDefault("block") { return next }
        var inner = try fields.fields("block")
        var block = next
        block.number = try inner.counter("number", default: number)
        let isSame = block.number == previous.number
        block.timestamp = try inner.counter("timestamp", default: isSame ? previous.timestamp : timestamp)
        try inner.finish()
        if fields.has("wait"), block.timestamp != timestamp {
            throw fields.error(
                "\"wait\" and \"block\" contradict each other; say one of them", "wait", try fields.required("wait"))
        }
        guard block.number >= previous.number, block.timestamp >= previous.timestamp,
            !isSame || block.timestamp == previous.timestamp
        else {
            throw fields.error(
                isSame
                    ? "block \(block.number) has the time \(previous.timestamp), not \(block.timestamp)"
                    : "block \(block.number) at \(block.timestamp) goes back in time: the step before ran in block "
                        + "\(previous.number) at \(previous.timestamp)", "block", try fields.required("block"))
        }
        return block
    }

    private static func expectation(
        _ fields: inout ObjectReader, _ roster: Roster, saysReturns: Bool
    ) throws(PlacedError) -> Outcome<Success>? {
        let said = ["revert", "invalid", "returns", "events", "state"].contains { fields.has($0) }
        if fields.notation == .scenario, !said { return nil }
        return try Outcome(&fields) { fields throws(PlacedError) in
            let returns = fields.optional("returns")
            let events = try fields.array("events")
            return Success(
                receipt: WrittenReceipt(returns: returns, events: events),
                state: try fields.stateMembers("state", roster), saysReturns: saysReturns)
        }
    }

    /// The contract that is called, and the pool where it is one.
    private static func target(
        _ fields: inout ObjectReader, call: String, _ roster: Roster
    ) throws(PlacedError) -> (Contract, PoolID) {
        let onlyPool = PoolID(rawValue: 0)
        if fields.usesDefault("target") {
            let owners = Contract.allCases.filter { Call.Function(call, of: $0, in: roster.revision) != nil }
            // What clearing house and pools both have needs to say which; so does a pool's call among several pools.
            if !owners.contains(.amm) { return (owners.first ?? .clearingHouse, onlyPool) }
            if owners == [.amm], roster.pools.count == 1 { return (.amm, onlyPool) }
        }
        let text = try fields.string("target")
        let contracts = Contract.allCases.filter { $0 == .priceFeed || $0 != .amm && roster.hasClearingHouse }
        if let contract = contracts.first(where: { $0.rawValue == text }) { return (contract, onlyPool) }
        if text.hasPrefix("amm."), let pool = roster.pool(named: String(text.dropFirst(4))) { return (.amm, pool) }
        let known = contracts.map(\.rawValue) + roster.pools.map { "amm.\($0)" }
        throw fields.error(
            "unknown target \"\(shortened(text))\"; known are \(known.joined(separator: ", "))", "target",
            try fields.required("target"))
    }

    private static func views(_ fields: inout ObjectReader, _ roster: Roster) throws(PlacedError) -> [Question] {
        var list = try fields.fields("views")
        return try list.names.mapThrowing { name throws(PlacedError) in
            let value = try list.required(name)
            guard let view = roster.view(named: name) else { throw list.error("unknown view", name, value) }
            return Question(
                name: name, view: view, expected: try Outcome(viewAnswer: value, place: list.place(of: name)))
        }
    }
}

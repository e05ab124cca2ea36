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
    /// What comes of the step, all of it; nil where a scenario does not say.
    package var expected: Outcome<Success>?
    /// The parts that a scenario says of what comes of the step.
    package var parts: PartialExpectation?
    /// The views to ask afterwards.
    package var views: [Question] = []

    /// Reads a step that follows a block.
    ///
    /// - Parameters:
    ///   - fields: The step's members.
    ///   - setup: What its sequence starts from.
    ///   - previous: The block of the step before.
    ///   - isStrict: Whether a step of a scenario that says what comes of it says all of it, as one of a vector does.
    package init(
        _ fields: inout ObjectReader, setup: Setup, after previous: Block, isStrict: Bool = false
    ) throws(PlacedError) {
        try self.init(call: &fields, setup, after: previous)
        if fields.notation == .scenario { try readParts(&fields, setup.roster, isStrict: isStrict) }
        guard fields.notation == .vector || isStrict else {
            try fields.finish()
            return
        }
        // What a pool returns to whom it trades with beside the clearing house was not recorded.
        let saysReturns = call.function.contract != .amm || !setup.roster.hasClearingHouse || fields.has("returns")
        expected = try Self.expectation(&fields, setup.roster, saysReturns: saysReturns)
        if !fields.usesDefault("views") { views += try Self.views(&fields, setup.roster) }
        try fields.finish()
    }

    /// Reads what a step of a scenario says besides: a comment, parts of what comes of it, views to ask.
    private mutating func readParts(
        _ fields: inout ObjectReader, _ roster: Roster, isStrict: Bool
    ) throws(PlacedError) {
        if fields.has("comment") { _ = try fields.string("comment") }
        var parts = PartialExpectation()
        if !isStrict {
            try parts.read(&fields, roster)
        } else if fields.has("succeeds") || fields.has("reverts") {
            try parts.readEnding(&fields)
        }
        if fields.has("expect") {
            var inner = try fields.fields("expect")
            try parts.read(&inner, roster)
            try inner.finish()
        }
        views = parts.views.filter { $0.expected == nil }
        parts.views.removeAll { $0.expected == nil }
        if !parts.isEmpty { self.parts = parts }
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
        let isThere = roster.hasClearingHouse || [.amm, .priceFeed].contains(contract)
        guard isThere, let function = Call.Function(name, of: contract, in: roster.revision) else {
            let target = contract == .amm ? "amm.\(roster.name(of: pool))" : contract.rawValue
            throw fields.error(
                Self.unknownCall(name, of: contract, named: target, roster), "call", try fields.required("call"))
        }
        if let standard = Self.caller(function, setup), fields.usesDefault("caller") {
            caller = standard
        } else {
            caller = try fields.account("caller", roster, orOwner: function.caller != .trader)
        }
        let arguments =
            try fields.usesDefault("args")
            ? ObjectReader(
                JSONValue(.object([]), offset: fields.offset), place: fields.place(of: "args"), notation: .scenario)
            : fields.fields("args")
        var reader = ArgumentReader(
            fields: arguments, roster: roster, block: block, decimals: setup.quoteTokenDecimals.count)
        call = try Call(function, on: pool, reading: &reader, revision: roster.revision)
        try reader.fields.finish()
    }

    /// Who makes a call of a scenario that does not say: the owner what only the owner may, the counter party what is
    /// for it where there are only pools.
    private static func caller(_ function: Call.Function, _ setup: Setup) -> Account? {
        switch function {
        case _ where function.caller == .owner: setup.roster.owner
        case .amm(.swapInput), .amm(.swapOutput), .amm(.settleFunding): setup.counterParty
        default: nil
        }
    }

    /// What to say of a call that a contract does not have: who has it, in which revision, or what it has instead.
    private static func unknownCall(
        _ name: String, of contract: Contract, named target: String, _ roster: Roster
    ) -> String {
        let all = Contract.allCases.filter { Call.Function(name, of: $0, in: roster.revision) != nil }
        if !roster.hasClearingHouse, let owner = all.first, !all.contains(.amm), owner != .priceFeed {
            return "\"\(name)\" is a call of \(owner.rawValue), and with a counterParty there are only pools"
        }
        let other: Revision = roster.revision == .v1 ? .v2 : .v1
        if Call.Function(name, of: contract, in: other) != nil {
            return "\"\(name)\" is a call of revision \(other.rawValue) only, and this is \(roster.revision.rawValue);"
                + " set setup.revision to \(other.rawValue), or leave the call out"
        }
        if let owner = all.first {
            return owner == .amm
                ? "\"\(name)\" is a call of a pool, not of \(target); say which under target, such as"
                    + " amm.\(roster.pools[0])"
                : "\"\(name)\" is a call of \(owner.rawValue), not of \(target); say so under target"
        }
        let known = Call.Function.all(of: contract, in: roster.revision).map(\.name)
        let hint = nearest(to: name, among: known).map { "did you mean \"\($0)\"?" }
        return "\(target) has no call \"\(shortened(name))\" in revision \(roster.revision.rawValue); "
            + (hint ?? "it has " + known.joined(separator: ", "))
    }

    /// The block of the step; in a scenario it may be left out, or be said as the seconds since the step before.
    private static func block(_ fields: inout ObjectReader, after previous: Block) throws(PlacedError) -> Block {
        guard fields.notation == .scenario else { return try Block(&fields, "block", default: previous) }
        let wait = try fields.counter("wait", default: 15)
        // Neither sum overflows: all three are below 2^53.
        let next = Block(number: previous.number + 1, timestamp: previous.timestamp + wait)
        var block = next
        if !fields.usesDefault("block") {
            var inner = try fields.fields("block")
            block.number = try inner.counter("number", default: next.number)
            let isSame = block.number == previous.number
            block.timestamp = try inner.counter(
                "timestamp", default: isSame ? previous.timestamp : next.timestamp)
            try inner.finish()
            if fields.has("wait"), block.timestamp != next.timestamp {
                throw fields.error(
                    "\"wait\" and \"block\" contradict each other; say one of them", "wait",
                    try fields.required("wait"))
            }
            try check(block, after: previous, &fields)
        }
        guard max(block.number, block.timestamp) <= largestCounter else {
            throw PlacedError(
                message: "the block after \(previous.number) at \(previous.timestamp) is out of range: numbers and "
                    + "times of blocks go to 2^53 - 1", place: fields.place, offset: fields.offset)
        }
        return block
    }

    /// A block that is said has to come after the one before, or be the same.
    private static func check(_ block: Block, after previous: Block, _ fields: inout ObjectReader) throws(PlacedError) {
        let isSame = block.number == previous.number
        guard block.number >= previous.number, block.timestamp >= previous.timestamp,
            !isSame || block.timestamp == previous.timestamp
        else {
            throw fields.error(
                isSame
                    ? "block \(block.number) has the time \(previous.timestamp), not \(block.timestamp)"
                    : "block \(block.number) at \(block.timestamp) goes back in time: the step before ran in block "
                        + "\(previous.number) at \(previous.timestamp)", "block", try fields.required("block"))
        }
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
            let there = Contract.allCases.filter { roster.hasClearingHouse || [.amm, .priceFeed].contains($0) }
            let owners = there.filter { Call.Function(call, of: $0, in: roster.revision) != nil }
            // What clearing house and pools both have needs to say which; so does a pool's call among several pools.
            if owners.isEmpty { return (contract(ofOtherRevision: call) ?? there[0], onlyPool) }
            if !owners.contains(.amm) { return (owners[0], onlyPool) }
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

    /// The contract that has a call in one revision at least; for a message.
    private static func contract(ofOtherRevision call: String) -> Contract? {
        Contract.allCases.first { contract in
            [Revision.v1, .v2].contains { Call.Function(call, of: contract, in: $0) != nil }
        }
    }

    /// The views to ask: an object with what they should say, or in a scenario a list of those that are only asked.
    static func views(_ fields: inout ObjectReader, _ roster: Roster) throws(PlacedError) -> [Question] {
        if fields.notation == .scenario, let value = fields.optional("views"), case .array(let names) = value.content {
            return try names.mapThrowing { [fields] name throws(PlacedError) in
                guard let text = name.text else {
                    throw fields.error("expected the name of a view, found \(name.kindName)", "views", name)
                }
                guard let view = roster.view(named: text) else {
                    throw fields.error(roster.unknownView(text), "views", name)
                }
                return Question(name: text, view: view)
            }
        }
        var list = try fields.fields("views")
        return try list.names.mapThrowing { name throws(PlacedError) in
            let value = try list.required(name)
            guard let view = roster.view(named: name) else { throw list.error(roster.unknownView(name), name, value) }
            return Question(
                name: name, view: view, expected: try Outcome(viewAnswer: value, place: list.place(of: name)))
        }
    }
}

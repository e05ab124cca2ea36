internal import FixedPoint
internal import JSON
internal import Messages
internal import VirtualAMM
internal import WideIntegers

/// One step of a sequence: a call, what came of it, and what the views said afterwards.
struct Step<System: SequenceSystem>: Sendable {
    /// What a step that succeeded returned, emitted and changed.
    struct Success: Equatable, Sendable {
        var receipt: StepReceipt
        var state: [JSONValue.Member]

        static func == (lhs: Success, rhs: Success) -> Bool {
            lhs.receipt == rhs.receipt && JSONValue.object(lhs.state) == JSONValue.object(rhs.state)
        }
    }

    var block: Block
    var target: String
    var name: String
    var call: System.Call
    var caller: String
    var arguments: [JSONValue.Member]
    /// What came of the step; nil where a scenario does not say.
    var expected: Outcome<Success>?
    /// The views to ask afterwards, and what they should say; nil where that is not said.
    var views: [(name: String, view: System.View, expected: Outcome<JSONValue>?)]

    /// Reads a step that follows a block.
    init(_ fields: inout Fields, setup: Setup, keys: Set<String>, after previous: Block) throws(PlacedError) {
        try self.init(call: &fields, setup: setup, after: previous)
        expected = try Self.expectation(&fields, keys: keys)
        views = try fields.usesDefault("views") ? [] : Self.views(&fields, setup: setup)
        try fields.finish()
    }

    /// Reads a question: a step without its outcome, and the names of the views to ask.
    init(question fields: inout Fields, setup: Setup, after previous: Block) throws(PlacedError) {
        try self.init(call: &fields, setup: setup, after: previous)
        guard (block.number, block.timestamp) >= (previous.number, previous.timestamp) else {
            throw PlacedError(
                message: "block \(block.number) at \(block.timestamp) goes back in time: the step before ran in block "
                    + "\(previous.number) at \(previous.timestamp)", place: "block", offset: 0)
        }
        views = try fields.array("views").mapThrowing { value throws(PlacedError) in
            guard let name = value.text, let view = Self.view(name, setup: setup) else {
                throw PlacedError(message: "unknown view \(value.compactText)", place: "views", offset: value.offset)
            }
            return (name, view, nil)
        }
        try fields.finish()
    }

    /// Reads what is called, by whom and when.
    private init(call fields: inout Fields, setup: Setup, after previous: Block) throws(PlacedError) {
        block = try Self.block(&fields, after: previous)
        name = try fields.string("call")
        let whom: Target
        (target, whom) = try Self.target(&fields, call: name, setup: setup)
        caller =
            try fields.usesDefault("caller") && Self.isOwnersCall(name)
            ? "owner" : fields.account("caller", setup.accounts, orOwner: !Self.isTradersCall(name))
        var argumentFields =
            try fields.usesDefault("args")
            ? Fields(.object([]), place: fields.place(of: "args"), notation: .scenario) : fields.fields("args")
        guard let call = try System.call(name, of: whom, arguments: &argumentFields, setup: setup, block: block) else {
            let known = System.callNames(of: whom, revision: setup.revision)
            let hint = nearest(to: name, among: known).map { "did you mean \"\($0)\"?" }
            throw fields.error(
                "\(target) has no call \"\(shortened(name))\" in revision \(setup.revision.rawValue); "
                    + (hint ?? "it has " + known.joined(separator: ", ")), "call", try fields.required("call"))
        }
        try argumentFields.finish()
        self.call = call
        arguments = System.arguments(of: call, setup: setup)
        views = []
    }

    /// The block of the step; in a scenario it may be left out, or be said as the seconds since the step before.
    private static func block(_ fields: inout Fields, after previous: Block) throws(PlacedError) -> Block {
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

    /// Whether a call is one that the owner makes, unless a scenario says otherwise.
    private static func isOwnersCall(_ name: String) -> Bool {
        name.hasPrefix("set") && name != "settlePosition" && name != "settleFunding"
            || ["pause", "unpause", "shutdown", "migrateLiquidity"].contains(name)
    }

    /// Whether a call moves the caller's own position or tokens. The owner's are no part of the observable state.
    private static func isTradersCall(_ name: String) -> Bool {
        [
            "openPosition", "closePosition", "addMargin", "removeMargin", "settlePosition", "adjustPosition",
            "liquidate",
            "liquidateWithSlippage",
        ].contains(name)
    }

    private static func expectation(
        _ fields: inout Fields, keys: Set<String>
    ) throws(PlacedError) -> Outcome<Success>? {
        let said = ["revert", "invalid", "returns", "events", "state"].contains { fields.has($0) }
        if fields.notation == .scenario, !said { return nil }
        return try Outcome(&fields) { fields throws(PlacedError) in
            let returns = fields.optional("returns")
            let events = try fields.array("events")
            return Success(
                receipt: StepReceipt(returns: returns, events: events),
                state: try fields.stateMembers("state", known: keys))
        }
    }

    private static func target(
        _ fields: inout Fields, call: String, setup: Setup
    ) throws(PlacedError) -> (String, Target) {
        if fields.usesDefault("target") {
            if call == "setLatestData" { return ("priceFeed", .priceFeed) }
            let isPoolCall = System.callNames(of: .amm(0), revision: setup.revision).contains(call)
            guard isPoolCall else { return ("clearingHouse", .clearingHouse) }
            if setup.amms.count == 1 { return ("amm.\(setup.amms[0].name)", .amm(0)) }
            // With several pools a call on one of them has to say which: the member is missing.
        }
        let text = try fields.string("target")
        if text == "priceFeed" { return (text, .priceFeed) }
        if text == "clearingHouse", System.kind == .market { return (text, .clearingHouse) }
        if text.hasPrefix("amm."), let index = setup.amms.firstIndex(where: { "amm.\($0.name)" == text }) {
            return (text, .amm(index))
        }
        let known =
            (System.kind == .market ? ["clearingHouse"] : []) + ["priceFeed"] + setup.amms.map { "amm.\($0.name)" }
        throw fields.error(
            "unknown target \"\(shortened(text))\"; known are \(known.joined(separator: ", "))", "target",
            try fields.required("target"))
    }

    private static func views(
        _ fields: inout Fields, setup: Setup
    ) throws(PlacedError) -> [(String, System.View, Outcome<JSONValue>?)] {
        var list = try fields.fields("views")
        return try list.names.mapThrowing { name throws(PlacedError) in
            let value = try list.required(name)
            guard let view = view(name, setup: setup) else { throw list.error("unknown view", name, value) }
            return (name, view, try viewOutcome(value, place: list.place(of: name)))
        }
    }

    private static func view(_ name: String, setup: Setup) -> System.View? {
        System.view(name.split(separator: ".", omittingEmptySubsequences: false), setup: setup)
    }

    /// The call with caller and block, for a report.
    var callText: String {
        "\(target) \(name) by \(caller), block \(block.number) at \(block.timestamp)"
    }

    /// The arguments, one a line, for a report.
    var argumentTexts: [String] {
        arguments.map { "\($0.key) \($0.value.text ?? $0.value.compactText)" }
    }

    /// Runs the step; `state` goes from the state before to the state after.
    func run(on system: inout System, state: inout ObservedState, setup: Setup) -> StepRun {
        let sender = setup.accounts[caller] ?? setup.accounts.owner
        let outcome = Outcome { () throws(Revert) in try system.execute(call, caller: sender, block: block) }
        let after = system.observe()
        // The keys are always the same.
        let changes = after.values.indices.filter { after.values[$0] != state.values[$0] }.map { index in
            JSONValue.Member(after.keys[index], after.values[index].json)
        }
        state = after
        return StepRun(outcome: outcome, changes: changes)
    }

    /// What was not as expected, right after the step was run.
    func differences(_ run: StepRun, on system: System) -> [Difference] {
        differences(run) { _, view in Outcome { () throws(Revert) in try system.answer(view, block: block) } }
    }

    /// The same with what somebody answered to each view.
    func differences(_ run: StepRun, answer: (String, System.View) -> Outcome<JSONValue>?) -> [Difference] {
        var differences = outcomeDifferences(run)
        for (name, view, expected) in views {
            guard let expected, let got = answer(name, view), got != expected else { continue }
            differences += Self.differences(of: "view \(name)", expected: expected, got: got)
        }
        return differences
    }

    private func outcomeDifferences(_ run: StepRun) -> [Difference] {
        guard let expected else { return [] }
        guard case .success(let expectedSuccess) = expected, case .success(let got) = run.outcome else {
            let expectedText = expected.text { _ in "success" }
            let gotText = run.outcome.text { _ in "success" }
            let difference = Difference(subject: "outcome", expected: expectedText, got: gotText)
            // A step that reverts changes nothing.
            if case .success = run.outcome { return [difference] }
            return (expectedText == gotText ? [] : [difference])
                + stateDifferences(
                    expected: [], got: run.changes.map { ($0.key, $0.value) }, otherwise: "no change")
        }
        let receipt = expectedSuccess.receipt
        var differences = [Difference]()
        if receipt.returns != got.returns {
            differences += valueDifferences("returns", expected: receipt.returns, got: got.returns)
        }
        for index in 0..<max(receipt.events.count, got.events.count) {
            let expectedEvent = index < receipt.events.count ? receipt.events[index] : nil
            let gotEvent = index < got.events.count ? got.events[index] : nil
            if expectedEvent == gotEvent { continue }
            differences += valueDifferences("event \(index + 1)", expected: expectedEvent, got: gotEvent)
        }
        return differences
            + stateDifferences(
                expected: expectedSuccess.state, got: run.changes.map { ($0.key, $0.value) }, otherwise: "no change")
    }

    private static func differences(
        of subject: String, expected: Outcome<JSONValue>, got: Outcome<JSONValue>
    ) -> [Difference] {
        if case .success(let expected) = expected, case .success(let got) = got {
            return valueDifferences(subject, expected: expected, got: got)
        }
        let render = { (value: JSONValue) in value.text ?? value.compactText }
        return [Difference(subject: subject, expected: expected.text(render), got: got.text(render))]
    }
}

/// Reads what a view answered: a value, a revert or the INVALID opcode.
func viewOutcome(_ value: JSONValue, place: String) throws(PlacedError) -> Outcome<JSONValue> {
    guard value["revert"] != nil || value["invalid"] != nil else { return .success(value) }
    var fields = try Fields(value, place: place)
    let outcome = try Outcome<JSONValue>(&fields) { _ throws(PlacedError) in value }
    try fields.finish()
    return outcome
}

/// What came of running a step.
struct StepRun: Sendable {
    var outcome: Outcome<StepReceipt>
    /// The keys of the observable state that changed, with their new values.
    var changes: [JSONValue.Member]

    /// The outcome as the members of a step.
    var outcomeMembers: [JSONValue.Member] {
        guard case .success(let receipt) = outcome else { return outcome.failureMember.map { [$0] } ?? [] }
        return [.init("events", .array(receipt.events))] + (receipt.returns.map { [.init("returns", $0)] } ?? [])
            + [.init("state", .object(changes))]
    }
}

extension Outcome<JSONValue> {
    /// The answer of a view as vectors write it.
    var viewJSON: JSONValue {
        if case .success(let value) = self { return value }
        return .object(failureMember.map { [$0] } ?? [])
    }
}

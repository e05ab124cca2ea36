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
    var expected: Outcome<Success>
    var views: [(name: String, view: System.View, expected: Outcome<JSONValue>)]

    init(_ fields: inout Fields, setup: Setup) throws(PlacedError) {
        var blockFields = try fields.fields("block")
        block = try Block(&blockFields)
        target = try fields.string("target")
        let whom = try Self.target(target, &fields, setup: setup)
        name = try fields.string("call")
        caller = try fields.account("caller", setup.accounts)
        arguments = try fields.required("args").members ?? []
        var argumentFields = try fields.fields("args")
        guard let call = try System.call(name, of: whom, arguments: &argumentFields, setup: setup) else {
            let known = System.callNames(of: whom, revision: setup.revision)
            let hint = nearest(to: name, among: known).map { "did you mean \"\($0)\"?" }
            throw fields.error(
                "\(target) has no call \"\(shortened(name))\" in revision \(setup.revision.rawValue); "
                    + (hint ?? "it has " + known.joined(separator: ", ")), "call", try fields.required("call"))
        }
        try argumentFields.finish()
        self.call = call
        expected = try Outcome(&fields) { fields throws(PlacedError) in
            let returns = fields.optional("returns")
            let events = try fields.array("events")
            return Success(
                receipt: StepReceipt(returns: returns, events: events), state: try fields.stateMembers("state"))
        }
        views = try Self.views(&fields, setup: setup)
        try fields.finish()
    }

    private static func target(
        _ text: String, _ fields: inout Fields, setup: Setup
    ) throws(PlacedError) -> Target {
        if text == "priceFeed" { return .priceFeed }
        if text == "clearingHouse", System.kind == .market { return .clearingHouse }
        if text.hasPrefix("amm."), let index = setup.amms.firstIndex(where: { "amm.\($0.name)" == text }) {
            return .amm(index)
        }
        let known =
            (System.kind == .market ? ["clearingHouse"] : []) + ["priceFeed"] + setup.amms.map { "amm.\($0.name)" }
        throw fields.error(
            "unknown target \"\(shortened(text))\"; known are \(known.joined(separator: ", "))", "target",
            try fields.required("target"))
    }

    private static func views(
        _ fields: inout Fields, setup: Setup
    ) throws(PlacedError) -> [(String, System.View, Outcome<JSONValue>)] {
        var list = try fields.fields("views")
        return try list.names.mapThrowing { name throws(PlacedError) in
            let value = try list.required(name)
            guard let view = System.view(name.split(separator: ".", omittingEmptySubsequences: false), setup: setup)
            else { throw list.error("unknown view", name, value) }
            guard value["revert"] != nil || value["invalid"] != nil else { return (name, view, .success(value)) }
            var outcome = try Fields(value, place: list.place(of: name))
            let expected = try Outcome<JSONValue>(&outcome) { _ throws(PlacedError) in value }
            try outcome.finish()
            return (name, view, expected)
        }
    }

    /// The call with caller and block, for a report.
    var callText: String {
        "\(target) \(name) by \(caller), block \(block.number) at \(block.timestamp)"
    }

    /// The arguments, one a line, for a report.
    var argumentTexts: [String] {
        arguments.map { "\($0.key) \($0.value.text ?? $0.value.compactText)" }
    }

    /// Runs the step and says what was not as expected; `state` goes from the state before to the state after.
    func check(on system: inout System, state: inout [StateEntry], setup: Setup) -> [Difference] {
        guard let sender = setup.accounts[caller] else { return [] }
        let before = state
        let got = Outcome { () throws(Revert) in
            let receipt = try system.execute(call, caller: sender, block: block)
            return Success(receipt: receipt, state: [])
        }
        state = system.observe()
        let changes = zip(before, state).filter { $0 != $1 }.map { JSONValue.Member($1.key, $1.value.json) }
        var differences = outcomeDifferences(got, changes: changes)
        for (name, view, expected) in views {
            let got = Outcome { () throws(Revert) in try system.answer(view, block: block) }
            if got == expected { continue }
            differences += Self.differences(of: "view \(name)", expected: expected, got: got)
        }
        return differences
    }

    private func outcomeDifferences(_ got: Outcome<Success>, changes: [JSONValue.Member]) -> [Difference] {
        guard case .success(let expectedSuccess) = expected, case .success(let gotSuccess) = got else {
            var differences = [Difference]()
            if got != expected {
                let render = { (success: Success) in "success" }
                differences.append(
                    Difference(subject: "outcome", expected: expected.text(render), got: got.text(render)))
            }
            // A step that reverts changes nothing.
            if case .success = got { return differences }
            return differences + stateDifferences(expected: [], got: changes.map { ($0.key, $0.value) })
        }
        let (expected, got) = (expectedSuccess.receipt, gotSuccess.receipt)
        var differences = [Difference]()
        if expected.returns != got.returns {
            differences += valueDifferences("returns", expected: expected.returns, got: got.returns)
        }
        for index in 0..<max(expected.events.count, got.events.count) {
            let expectedEvent = index < expected.events.count ? expected.events[index] : nil
            let gotEvent = index < got.events.count ? got.events[index] : nil
            if expectedEvent == gotEvent { continue }
            differences += valueDifferences("event \(index)", expected: expectedEvent, got: gotEvent)
        }
        return differences
            + stateDifferences(expected: expectedSuccess.state, got: changes.map { ($0.key, $0.value) })
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

package import JSON
internal import Messages
internal import VirtualAMM

/// What a scenario says of a step: any parts of what comes of it, and no more than matters.
///
/// The parts are members of the step itself or of its `expect`. Values are as in vectors, amounts in wei.
package struct PartialExpectation: Sendable {
    /// How a step ends.
    package enum Ending: Equatable, Sendable {
        case success
        /// With a text; nil for any, the INVALID opcode among them.
        case revert(String?)
        case invalid
    }

    /// nil where that is not said.
    package var ending: Ending?
    /// What is returned, or some members of it.
    package var returns: JSONValue?
    /// Some of the events in their order, each with its name and some of its arguments.
    package var events: [JSONValue] = []
    /// Some keys of the state after the step, whether the step changed them or not.
    package var state: [JSONValue.Member] = []
    /// Some views, asked right after the step.
    package var views: [Step.Question] = []

    var isEmpty: Bool { ending == nil && returns == nil && events.isEmpty && state.isEmpty && views.isEmpty }

    /// Reads what the members of a step, or of its `expect`, say; what was said before has to be compatible.
    package mutating func read(_ fields: inout ObjectReader, _ roster: Roster) throws(PlacedError) {
        try readEnding(&fields)
        if let returns = fields.optional("returns") {
            try once("returns", self.returns == nil, fields, returns)
            self.returns = returns
        }
        if fields.has("events") {
            let place = fields.place(of: "events")
            events += try fields.array("events").mapThrowing { event throws(PlacedError) in
                try Self.checked(event, place: place)
            }
        }
        if fields.has("state") { state += try fields.stateMembers("state", roster) }
        if fields.has("views") { views += try Step.views(&fields, roster) }
        if ending != nil, ending != .success, returns != nil || !events.isEmpty {
            throw PlacedError(
                message: "a step that reverts returns and emits nothing; leave returns and events out",
                place: fields.place, offset: fields.offset)
        }
    }

    mutating func readEnding(_ fields: inout ObjectReader) throws(PlacedError) {
        for name in ["succeeds", "reverts", "revert", "invalid"] {
            guard let value = fields.optional(name) else { continue }
            let said: Ending
            switch (name, value.content) {
            case ("succeeds", .bool(true)): said = .success
            case ("reverts", .bool(true)): said = .revert(nil)
            case ("invalid", .bool(true)): said = .invalid
            case ("reverts", .string(let text)), ("revert", .string(let text)): said = .revert(text)
            default:
                let can =
                    switch name {
                    case "reverts": "true for any revert, or its text"
                    case "revert": "the text of a revert; \"reverts\": true is any"
                    default: "true"
                    }
                throw fields.error("it can be \(can)", name, value)
            }
            try once(name, ending == nil || ending == said, fields, value)
            ending = said
        }
    }

    private func once(
        _ name: String, _ isFirst: Bool, _ fields: ObjectReader, _ value: JSONValue
    ) throws(PlacedError) {
        if isFirst { return }
        throw fields.error("the step says something else before; leave one", name, value)
    }

    /// An event with its name, and maybe its emitter and some arguments.
    private static func checked(_ event: JSONValue, place: String) throws(PlacedError) -> JSONValue {
        var fields = try ObjectReader(event, place: place)
        _ = try fields.string("name")
        if fields.has("emitter") { _ = try fields.string("emitter") }
        if fields.has("args") { _ = try fields.fields("args") }
        try fields.finish()
        return event
    }
}

/// How much of what is said of a step held, and what did not.
package struct ExpectationReview: Sendable {
    /// How many things are said.
    package private(set) var stated = 0
    /// How many of them are so.
    package private(set) var held = 0
    package private(set) var differences: [Difference] = []

    /// Takes one thing that is said, with what was otherwise; it is so where that is nothing.
    package mutating func add(_ found: [Difference]) {
        stated += 1
        held += found.isEmpty ? 1 : 0
        differences += found
    }

    /// Takes one thing that is said and not so, with what is to be shown of that.
    mutating func fail(_ found: [Difference]) {
        stated += 1
        differences += found
    }
}

extension PartialExpectation {
    /// What held of it, right after the step was run; `replay` has the state and answers the views.
    package func review(_ step: WrittenStep, on replay: Replay) -> ExpectationReview {
        var review = ExpectationReview()
        if let ending { review.add(Self.differences(ending, step.outcome)) }
        let text = step.outcome.text { _ in "success" }
        if case .success(let receipt) = step.outcome {
            if let returns { review.add(partDifferences("returns", expected: returns, got: receipt.returns)) }
            var place = 0
            for event in events { review.add(Self.differences(event, in: receipt.events, from: &place)) }
        } else {
            let otherwise = Difference(subject: "outcome", expected: "success", got: text)
            // None of it is so; that the step reverts is shown once.
            for number in 0..<(events.count + (returns == nil ? 0 : 1)) {
                review.fail(number == 0 && ending == nil ? [otherwise] : [])
            }
        }
        let roster = replay.roster
        for member in state {
            let got = roster.stateKey(named: member.key).map { roster.json($0.read(replay.house)) }
            review.add(partDifferences("state \(member.key)", expected: member.value, got: got))
        }
        for question in views {
            guard let expected = question.expected else { continue }
            let got = roster.written(replay.answer(question.view))
            review.add(Step.partDifferences(of: "view \(question.name)", expected: expected, got: got))
        }
        return review
    }

    private static func differences(_ ending: Ending, _ outcome: Outcome<WrittenReceipt>) -> [Difference] {
        let (expected, isSo): (String, Bool) =
            switch (ending, outcome) {
            case (.success, .success): ("success", true)
            case (.success, _): ("success", false)
            case (.revert(nil), .success): ("a revert", false)
            case (.revert(nil), _): ("a revert", true)
            case (.revert(let text?), .reverted(let got)): ("revert \"\(text)\"", text.isSpelled(got))
            case (.revert(let text?), _): ("revert \"\(text)\"", false)
            case (.invalid, .invalid): ("the INVALID opcode", true)
            case (.invalid, _): ("the INVALID opcode", false)
            }
        return isSo ? [] : [Difference(subject: "outcome", expected: expected, got: outcome.text { _ in "success" })]
    }

    /// Looks for an event among those from a place on; the place moves behind it.
    private static func differences(
        _ event: JSONValue, in emitted: [JSONValue], from place: inout Int
    ) -> [Difference] {
        let name = event["name"]?.text ?? ""
        let subject = "event \(name)"
        let rest = emitted.indices.dropFirst(place)
        if let found = rest.first(where: {
            partDifferences(subject, expected: event, got: emitted[$0]).isEmpty
        }) {
            place = found + 1
            return []
        }
        if let near = rest.first(where: { emitted[$0]["name"]?.text == name }) {
            return partDifferences(subject, expected: event, got: emitted[near])
        }
        let names = rest.compactMap { emitted[$0]["name"]?.text }
        let after = place == 0 ? "" : " after those before"
        return [
            Difference(
                subject: subject, expected: "emitted",
                got: names.isEmpty ? "nothing\(after)" : names.joined(separator: ", ") + after)
        ]
    }
}

extension Step {
    static func partDifferences(
        of subject: String, expected: Outcome<JSONValue>, got: Outcome<JSONValue>
    ) -> [Difference] {
        if case .success(let expected) = expected, case .success(let got) = got {
            return Scenarios.partDifferences(subject, expected: expected, got: got)
        }
        if expected == got { return [] }
        let render = { (value: JSONValue) in value.text ?? value.compactText }
        return [Difference(subject: subject, expected: expected.text(render), got: got.text(render))]
    }
}

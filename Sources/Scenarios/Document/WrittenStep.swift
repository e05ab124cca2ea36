package import Clearing
package import FixedPoint
package import JSON
internal import VirtualAMM

/// What a call returned and emitted, as vectors write it.
package struct WrittenReceipt: Equatable, Sendable {
    package var returns: JSONValue?
    package var events: [JSONValue]

    package init(returns: JSONValue? = nil, events: [JSONValue]) { (self.returns, self.events) = (returns, events) }
}

/// What came of a step, as vectors write it: of our own run, or answered by somebody else.
package struct WrittenStep: Sendable {
    package var outcome: Outcome<WrittenReceipt>
    /// The keys of the observable state that changed, with their new values.
    package var changes: [JSONValue.Member]

    package init(outcome: Outcome<WrittenReceipt>, changes: [JSONValue.Member]) {
        (self.outcome, self.changes) = (outcome, changes)
    }

    /// The outcome as the members of a step.
    package var members: [JSONValue.Member] {
        guard case .success(let receipt) = outcome else { return outcome.failureMember.map { [$0] } ?? [] }
        return [.init("events", .array(receipt.events))] + (receipt.returns.map { [.init("returns", $0)] } ?? [])
            + [.init("state", .object(changes))]
    }
}

extension Roster {
    /// A step that was run as vectors write it.
    package func written(_ step: ReplayedStep) -> WrittenStep {
        let outcome: Outcome<WrittenReceipt> =
            switch step.outcome {
            case .success(let receipt):
                .success(WrittenReceipt(returns: receipt.returned.map(json), events: receipt.events.map(json)))
            case .failure(let revert): Outcome(revert)
            }
        return WrittenStep(
            outcome: outcome, changes: step.changes.map { JSONValue.Member(name(of: $0.key), json($0.after)) })
    }

    /// What a view answered as vectors write it.
    package func written(_ answer: Result<ReturnValue, Revert>) -> Outcome<JSONValue> {
        switch answer {
        case .success(let value): .success(json(value))
        case .failure(let revert): Outcome(revert)
        }
    }
}

extension Outcome<JSONValue> {
    /// Reads what a view answered: a value, a revert or the INVALID opcode.
    package init(viewAnswer value: JSONValue, place: String) throws(PlacedError) {
        guard value["revert"] != nil || value["invalid"] != nil else {
            self = .success(value)
            return
        }
        var fields = try ObjectReader(value, place: place)
        self = try Outcome(&fields) { _ throws(PlacedError) in value }
        try fields.finish()
    }

    /// The answer of a view as vectors write it.
    package var viewJSON: JSONValue {
        if case .success(let value) = self { return value }
        return .object(failureMember.map { [$0] } ?? [])
    }
}

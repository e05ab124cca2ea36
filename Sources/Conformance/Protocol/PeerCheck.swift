internal import Clearing
internal import JSON
internal import Messages
internal import Scenarios
internal import WideIntegers

// How each kind of case is checked against another implementation: the same comparisons as against our own.

extension VectorCase {
    /// Checks the case against a peer of a pool.
    func check(against peers: PeerPool, failFast: Bool) -> CaseResult {
        do throws(PeerFailure) {
            let peer = try peers.borrow()
            var failure: PeerFailure?
            let result = check(asking: peer, failFast: failFast, failure: &failure)
            peers.giveBack(peer, failure: failure)
            return result
        } catch {
            return unanswered(error, call: "")
        }
    }

    /// A case of which the first question was not answered.
    func unanswered(
        _ failure: PeerFailure, call: String, arguments: [(name: String, value: String)] = []
    ) -> CaseResult {
        let difference = Difference(subject: "answer", expected: "an answer", got: failure.description)
        return CaseResult(
            failed: checkCount,
            failure: Failure(
                caseID: id, step: nil, call: call,
                arguments: arguments.map { "\($0.name) \($0.value)" }, differences: [difference],
                laterFailures: checkCount - 1))
    }
}

extension SequenceCase {
    func check(asking peer: any LinePeer, failFast: Bool, failure: inout PeerFailure?) -> CaseResult {
        var result = CaseResult()
        do throws(PeerFailure) {
            let differences = try setupDifferences(peer)
            if !differences.isEmpty {
                result = failedSetup(differences, failed: 1)
                if failFast { return result }
            }
        } catch {
            failure = error
            return unanswered(error, call: "setup")
        }
        for (index, step) in steps.enumerated() {
            var (differences, isAnswered) = ([Difference](), true)
            do throws(PeerFailure) {
                let answer = try step.answer(of: peer, setup.roster)
                differences = step.differences(answer.step) { answer.views[Spelling($0.name)] }
            } catch {
                failure = error
                isAnswered = false
                differences = [Difference(subject: "answer", expected: "an answer", got: error.description)]
            }
            note(differences, of: step, at: index, in: &result)
            if !isAnswered {
                // What follows builds on this step, so that nothing can be said of it.
                result.failed += steps.count - index - 1
                result.failure?.laterFailures += steps.count - index - 1
                break
            }
            if failFast, !differences.isEmpty { break }
        }
        if failure == nil { failure = forget(peer) }
        return result
    }

    private func setupDifferences(_ peer: any LinePeer) throws(PeerFailure) -> [Difference] {
        let question: JSONValue = .object([
            "do": .string("setup"), "kind": .string(kind.rawValue), "setup": setup.json,
        ])
        let state = try peer.answer(to: question) { answer throws(PlacedError) in
            try Outcome(&answer) { fields throws(PlacedError) in
                JSONValue.object(try fields.stateMembers("state", setup.roster))
            }
        }
        guard case .success(let members) = state else {
            return [Difference(subject: "setup", expected: "success", got: state.text { _ in "" })]
        }
        return stateDifferences(
            expected: initialState, got: (members.members ?? []).map { ($0.key, $0.value) }, otherwise: "nothing")
    }

    /// Ends the case; what the peer fails with is nothing of the case's any more.
    private func forget(_ peer: any LinePeer) -> PeerFailure? {
        do throws(PeerFailure) {
            try peer.answer(to: .object(["do": .string("reset")])) { answer throws(PlacedError) in
                _ = try answer.bool("ok")
            }
            return nil
        } catch {
            return error
        }
    }
}

/// What a peer answered to a step.
private struct StepAnswer {
    var step: WrittenStep
    var views: [Spelling: Outcome<JSONValue>]
}

extension Step {
    fileprivate func answer(of peer: any LinePeer, _ roster: Roster) throws(PeerFailure) -> StepAnswer {
        let question: JSONValue = .object([
            "do": .string("step"), "block": block.json, "target": .string(roster.target(of: call)),
            "call": .string(call.function.name), "caller": .string(roster.name(of: caller)),
            "args": roster.json(roster.arguments(of: call)), "views": .array(views.map { .string($0.name) }),
        ])
        return try peer.answer(to: question) { answer throws(PlacedError) in
            var changes = [JSONValue.Member]()
            let outcome = try Outcome(&answer) { fields throws(PlacedError) in
                changes = try fields.stateMembers("state", roster)
                return WrittenReceipt(returns: fields.optional("returns"), events: try fields.array("events"))
            }
            var (list, answers) = (try answer.fields("views"), [Spelling: Outcome<JSONValue>]())
            for view in views {
                answers[Spelling(view.name)] = try Outcome(
                    viewAnswer: try list.required(view.name), place: list.place(of: view.name))
            }
            try list.finish()
            return StepAnswer(step: WrittenStep(outcome: outcome, changes: changes), views: answers)
        }
    }
}

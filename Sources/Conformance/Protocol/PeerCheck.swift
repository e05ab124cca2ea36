internal import Clearing
internal import JSON
internal import Messages
internal import Scenarios
internal import WideIntegers

// How each kind of case is checked against another implementation: the same comparisons as against our own.

extension VectorCase {
    /// Checks the case against a peer of a pool.
    func check(against peers: PeerPool, accepting accepted: [AcceptedDeviation]) -> CaseResult {
        let terms = CheckTerms(omissions: peers.greeting.omissions, accepted: accepted)
        do throws(PeerFailure) {
            let peer = try peers.borrow()
            var failure: PeerFailure?
            let result = check(asking: peer, terms: terms, failure: &failure)
            peers.giveBack(peer, failure: failure)
            return result
        } catch {
            return unanswered(error, call: "", terms: terms)
        }
    }

    /// A case of which the first question was not answered: what comes after that was not compared.
    func unanswered(
        _ failure: PeerFailure, call: String, arguments: [(name: String, value: String)] = [], terms: CheckTerms
    ) -> CaseResult {
        var result = CaseResult(notCompared: max(0, checkCount - 1))
        let differences = terms.judge([failure.difference], of: call, in: &result).counting
        guard !differences.isEmpty else { return result }
        result.failed = 1
        result.failure = Failure(
            caseID: id, step: nil, call: call, arguments: arguments.map { "\($0.name) \($0.value)" },
            differences: differences)
        return result
    }
}

extension PeerFailure {
    /// No answer, as a difference.
    fileprivate var difference: Difference {
        Difference(subject: "answer", expected: "an answer", got: description, cause: cause)
    }
}

extension SequenceCase {
    func check(asking peer: any LinePeer, terms: CheckTerms, failure: inout PeerFailure?) -> CaseResult {
        var result = CaseResult()
        do throws(PeerFailure) {
            let (differences, endsCase) = terms.judge(try setupDifferences(peer), of: "setup", in: &result)
            // The setup counts with the first step, which is noted when it was run.
            result.accepted = 0
            if !differences.isEmpty || endsCase {
                if !differences.isEmpty {
                    result.merge(failedSetup(differences, failed: 1))
                } else {
                    result.accepted = 1
                }
                result.notCompared = max(0, steps.count - 1)
                failure = forget(peer)
                return result
            }
        } catch {
            failure = error
            return unanswered(error, call: "setup", terms: terms)
        }
        for (index, step) in steps.enumerated() {
            if terms.omissions.calls.contains(step.functionName) {
                // A step that reverts changes nothing, so that the next one can do without it.
                let count = step.isRevert ? 1 : steps.count - index
                result.skipped += count
                result.leftOut["call \(step.functionName)", default: 0] += count
                if step.isRevert { continue } else { break }
            }
            if !check(step, at: index, asking: peer, terms: terms, result: &result, failure: &failure) {
                // What follows builds on this step, so that nothing can be said of it.
                result.notCompared += steps.count - index - 1
                break
            }
        }
        if failure == nil { failure = forget(peer) }
        return result
    }

    /// Checks a step, and tells whether the next one can be compared.
    private func check(
        _ step: Step, at index: Int, asking peer: any LinePeer, terms: CheckTerms, result: inout CaseResult,
        failure: inout PeerFailure?
    ) -> Bool {
        var step = step
        step.views.removeAll { question in
            let name = generalName(question.name)
            guard terms.omissions.views.contains(name) else { return false }
            result.leftOut["view \(name)", default: 0] += 1
            return true
        }
        var (differences, isAnswered) = ([Difference](), true)
        do throws(PeerFailure) {
            let answer = try step.answer(of: peer, setup.roster)
            differences = step.differences(answer.step) { answer.views[Spelling($0.name)] }
        } catch {
            failure = error
            isAnswered = false
            differences = [error.difference]
        }
        let acceptedBefore = result.accepted
        let (counting, endsCase) = terms.judge(differences, of: step.functionName, in: &result)
        if counting.isEmpty, result.accepted > acceptedBefore { return isAnswered && !endsCase }
        note(counting, of: step, at: index, in: &result)
        return counting.isEmpty
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
    /// Whether it is recorded that it reverts.
    fileprivate var isRevert: Bool {
        switch expected {
        case .reverted, .invalid: true
        case .success, nil: false
        }
    }

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

internal import Clearing
internal import FixedPoint
package import JSON
internal import VirtualAMM

// What a step came to, beside what is expected of it.

extension Step {
    /// The call with caller and block, for a report.
    package func text(_ roster: Roster) -> String {
        "\(roster.target(of: call)) \(call.function.name) by \(roster.name(of: caller)), "
            + "block \(block.number) at \(block.timestamp)"
    }

    /// What is called, without pool and caller, such as `amm.swapInput`.
    package var functionName: String { "\(call.function.contract.rawValue).\(call.function.name)" }

    /// The arguments, one a line, for a report.
    package func argumentTexts(_ roster: Roster) -> [String] {
        roster.arguments(of: call).map { field in
            let value = roster.json(field.value)
            return "\(field.name) \(value.text ?? value.compactText)"
        }
    }

    /// What was not as expected, right after the step was run; `replay` answers the views.
    package func differences(_ step: ReplayedStep, on replay: Replay) -> [Difference] {
        review(step, on: replay).differences
    }

    /// What held of what is said of the step, right after it was run; `replay` has the state and answers the views.
    package func review(_ step: ReplayedStep, on replay: Replay) -> ExpectationReview {
        if expected == nil, views.isEmpty, parts == nil { return ExpectationReview() }
        let (roster, written) = (replay.roster, replay.roster.written(step))
        var review = parts?.review(written, on: replay) ?? ExpectationReview()
        if expected != nil { review.add(outcomeDifferences(written)) }
        for question in views where question.expected != nil {
            review.add(difference(question, got: roster.written(replay.answer(question.view))))
        }
        return review
    }

    /// The same with what somebody answered to each view.
    package func differences(
        _ step: WrittenStep, answer: (Question) -> Outcome<JSONValue>?
    ) -> [Difference] {
        var differences = outcomeDifferences(step)
        for question in views { if let got = answer(question) { differences += difference(question, got: got) } }
        return differences
    }

    private func difference(_ question: Question, got: Outcome<JSONValue>) -> [Difference] {
        guard let expected = question.expected, got != expected else { return [] }
        return Self.differences(of: "view \(question.name)", expected: expected, got: got)
    }

    private func outcomeDifferences(_ step: WrittenStep) -> [Difference] {
        guard let expected else { return [] }
        let changes = step.changes.map { ($0.key, $0.value) }
        guard case .success(let success) = expected, case .success(let got) = step.outcome else {
            let expectedText = expected.text { _ in "success" }
            let gotText = step.outcome.text { _ in "success" }
            let difference = Difference(subject: "outcome", expected: expectedText, got: gotText)
            // A step that reverts changes nothing.
            if case .success = step.outcome { return [difference] }
            return (expectedText == gotText ? [] : [difference])
                + stateDifferences(expected: [], got: changes, otherwise: "no change")
        }
        let receipt = success.receipt
        var differences = [Difference]()
        if success.saysReturns, receipt.returns != got.returns {
            differences += valueDifferences("returns", expected: receipt.returns, got: got.returns)
        }
        for index in 0..<max(receipt.events.count, got.events.count) {
            let expectedEvent = index < receipt.events.count ? receipt.events[index] : nil
            let gotEvent = index < got.events.count ? got.events[index] : nil
            if expectedEvent == gotEvent { continue }
            let name = (expectedEvent ?? gotEvent)?["name"]?.text ?? ""
            let prefix = "event \(index + 1)"
            differences += valueDifferences(prefix, expected: expectedEvent, got: gotEvent).map { difference in
                var difference = difference
                // Where another event stands, or none, its arguments say nothing of those expected.
                let isSame = expectedEvent?["name"] == gotEvent?["name"]
                let argument = difference.subject.dropFirst(prefix.count).replacing(" args", with: "")
                difference.key = "event \(name)" + (isSame ? argument : "")
                return difference
            }
        }
        return differences + stateDifferences(expected: success.state, got: changes, otherwise: "no change")
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

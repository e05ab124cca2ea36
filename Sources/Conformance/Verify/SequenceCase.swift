internal import Clearing
internal import FixedPoint
internal import JSON
internal import Scenarios

/// One case of an amm or market file: a setup, the state it leads to, and steps with their outcomes.
struct SequenceCase: VectorCase {
    let id: String
    let kind: Setup.Kind
    let setup: Setup
    let initialState: [JSONValue.Member]
    let steps: [Step]

    init(_ fields: inout ObjectReader, id: String, kind: Setup.Kind) throws(PlacedError) {
        (self.id, self.kind) = (id, kind)
        _ = try fields.string("profile")
        _ = try fields.commentAndFlags()
        var setupFields = try fields.fields("setup")
        setup = try Setup(&setupFields, kind: kind)
        initialState = try fields.stateMembers("initialState", setup.roster)
        steps = try Step.list(&fields, setup: setup)
    }

    func check(failFast: Bool) -> CaseResult {
        var replay: Replay
        do throws(Revert) {
            replay = try Replay(setup)
        } catch {
            let got = Outcome<Bool>(error).text { _ in "" }
            return failedSetup([Difference(subject: "setup", expected: "success", got: got)], failed: steps.count)
        }
        var result = CaseResult()
        let differences = stateDifferences(
            expected: initialState,
            got: replay.state.map { (setup.roster.name(of: $0.key), setup.roster.json($0.value)) }, otherwise: "nothing"
        )
        if !differences.isEmpty {
            result = failedSetup(differences, failed: 1)
            if failFast { return result }
        }
        for (index, step) in steps.enumerated() {
            let differences = step.differences(replay.run(step), on: replay)
            note(differences, of: step, at: index, in: &result)
            if failFast, !differences.isEmpty { break }
        }
        return result
    }

    var checkCount: Int { steps.count }

    /// Counts a step.
    func note(_ differences: [Difference], of step: Step, at index: Int, in result: inout CaseResult) {
        result.note(
            differences, in: id, step: index + 1, call: step.text(setup.roster),
            arguments: step.argumentTexts(setup.roster), function: step.functionName,
            revision: setup.roster.revision)
    }

    /// A setup that is not as expected: the first step fails with it, and the others where none of them can be run.
    func failedSetup(_ differences: [Difference], failed: Int) -> CaseResult {
        CaseResult(
            failed: failed,
            failure: Failure(
                caseID: id, step: nil, call: "setup", arguments: [], differences: differences,
                laterFailures: failed - 1, revision: setup.roster.revision))
    }
}

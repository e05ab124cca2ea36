internal import VirtualAMM
internal import WideIntegers

/// One case of an amm or market file: a setup, the state it leads to, and steps with their outcomes.
struct SequenceCase<System: SequenceSystem>: VectorCase {
    let id: String
    let setup: Setup
    let initialState: [JSONValue.Member]
    let steps: [Step<System>]

    init(_ fields: inout Fields, id: String) throws(PlacedError) {
        self.id = id
        _ = try fields.string("profile")
        if let comment = fields.optional("comment"), comment.text == nil {
            throw fields.error("expected a string, found \(comment.kindName)", "comment", comment)
        }
        if fields.names.contains("flags") { _ = try fields.array("flags") }
        var setupFields = try fields.fields("setup")
        let setup = try Setup(&setupFields, kind: System.kind)
        self.setup = setup
        initialState = try fields.stateMembers("initialState")
        steps = try fields.array("steps").enumerated().mapThrowing { index, value throws(PlacedError) in
            var stepFields = try Fields(value, place: "steps[\(index)]")
            return try Step(&stepFields, setup: setup)
        }
    }

    func check() -> CaseResult {
        var system: System
        do throws(Revert) {
            system = try System(setup)
        } catch {
            let got = Outcome<Bool>(error).text { _ in "" }
            return failedSetup(Difference(subject: "setup", expected: "success", got: got), failed: steps.count)
        }
        var result = CaseResult()
        var state = system.observe()
        let differences = stateDifferences(expected: initialState, got: state.map { ($0.key, $0.value.json) })
        if !differences.isEmpty {
            result = failedSetup(differences, failed: 1)
        }
        for (index, step) in steps.enumerated() {
            let differences = step.check(on: &system, state: &state, setup: setup)
            if differences.isEmpty {
                result.passed += 1
                continue
            }
            result.failed += 1
            if result.failure == nil {
                result.failure = Failure(
                    caseID: id, step: index, call: step.callText, arguments: step.argumentTexts,
                    differences: differences)
            }
        }
        return result
    }

    private func failedSetup(_ differences: Difference..., failed: Int) -> CaseResult {
        failedSetup(differences, failed: failed)
    }

    private func failedSetup(_ differences: [Difference], failed: Int) -> CaseResult {
        CaseResult(
            failed: failed,
            failure: Failure(caseID: id, step: nil, call: "setup", arguments: [], differences: differences))
    }
}

extension Fields {
    /// A flat map of state keys to decimal strings and truth values.
    mutating func stateMembers(_ name: String) throws(PlacedError) -> [JSONValue.Member] {
        let value = try required(name)
        guard let members = value.members else {
            throw error("expected an object, found \(value.kindName)", name, value)
        }
        for member in members {
            switch member.value.content {
            case .bool: continue
            case .string: try resultValue(member)
            default:
                throw PlacedError(
                    message: "expected a decimal string or a truth value, found \(member.value.kindName)",
                    place: "\(place(of: name)).\(member.key)", offset: member.value.offset)
            }
        }
        return members
    }

    private func resultValue(_ member: JSONValue.Member) throws(PlacedError) {
        if member.value.text?.hasPrefix("-") == true {
            _ = try parseInteger(member.value, Int256.self, place: place(of: member.key))
        } else {
            _ = try parseInteger(member.value, UInt256.self, place: place(of: member.key))
        }
    }
}

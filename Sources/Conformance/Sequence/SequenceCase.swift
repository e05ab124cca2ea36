internal import FixedPoint
internal import JSON
internal import Messages
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
        _ = try fields.commentAndFlags()
        var setupFields = try fields.fields("setup")
        let setup = try Setup(&setupFields, kind: System.kind)
        self.setup = setup
        let keys = Set(System.stateKeys(setup))
        initialState = try fields.stateMembers("initialState", known: keys)
        steps = try Self.steps(&fields, setup: setup, keys: keys)
    }

    /// Reads the list of steps, each of which follows the block of the one before. `keys` are those of the state.
    static func steps(
        _ fields: inout Fields, setup: Setup, keys: Set<String>
    ) throws(PlacedError) -> [Step<System>] {
        var previous = setup.block
        let steps: [Step<System>] = try fields.array("steps").enumerated().mapThrowing {
            [fields] index, value throws(PlacedError) in
            var stepFields = try Fields(value, place: "step \(index + 1)", notation: fields.notation)
            let step = try Step<System>(&stepFields, setup: setup, keys: keys, after: previous)
            previous = step.block
            return step
        }
        guard !steps.isEmpty else {
            throw PlacedError(message: "there has to be at least one step", place: "steps", offset: fields.offset)
        }
        return steps
    }

    func check(failFast: Bool) -> CaseResult {
        var system: System
        do throws(Revert) {
            system = try System(setup)
        } catch {
            let got = Outcome<Bool>(error).text { _ in "" }
            return failedSetup([Difference(subject: "setup", expected: "success", got: got)], failed: steps.count)
        }
        var result = CaseResult()
        var state = system.observe()
        let differences = stateDifferences(
            expected: initialState, got: state.map { ($0.key, $0.value.json) }, otherwise: "nothing")
        if !differences.isEmpty {
            result = failedSetup(differences, failed: 1)
            if failFast { return result }
        }
        for (index, step) in steps.enumerated() {
            let run = step.run(on: &system, state: &state, setup: setup)
            let differences = step.differences(run, on: system)
            result.note(differences, in: id, step: index + 1, call: step.callText, arguments: step.argumentTexts)
            if failFast, !differences.isEmpty { break }
        }
        return result
    }

    var checkCount: Int { steps.count }

    /// A setup that is not as expected: the first step fails with it, and the others where none of them can be run.
    func failedSetup(_ differences: [Difference], failed: Int) -> CaseResult {
        CaseResult(
            failed: failed,
            failure: Failure(
                caseID: id, step: nil, call: "setup", arguments: [], differences: differences,
                laterFailures: failed - 1))
    }
}

extension Fields {
    /// A flat map of state keys to decimal strings and truth values.
    mutating func stateMembers(_ name: String, known: Set<String>) throws(PlacedError) -> [JSONValue.Member] {
        let value = try required(name)
        guard let members = value.members else {
            throw error("expected an object, found \(value.kindName)", name, value)
        }
        for member in members {
            let place = "\(place(of: name)).\(member.key)"
            guard known.contains(member.key) else {
                let hint = nearest(to: member.key, among: known.sorted()).map { "; did you mean \"\($0)\"?" } ?? ""
                throw PlacedError(message: "unknown state key\(hint)", place: place, offset: member.offset)
            }
            switch member.value.content {
            case .bool: continue
            case .string: try Self.requireInteger(member.value, place: place)
            default:
                throw PlacedError(
                    message: "expected a decimal string or a truth value, found \(member.value.kindName)",
                    place: place, offset: member.value.offset)
            }
        }
        return members
    }

    private static func requireInteger(_ value: JSONValue, place: String) throws(PlacedError) {
        if value.text?.hasPrefix("-") == true {
            _ = try parseInteger(value, Int256.self, place: place)
        } else {
            _ = try parseInteger(value, UInt256.self, place: place)
        }
    }

    /// What a case or scenario says about itself; both may be left out.
    mutating func commentAndFlags() throws(PlacedError) -> (comment: String?, flags: [JSONValue]) {
        let comment = has("comment") ? try string("comment") : nil
        let flags = has("flags") ? try array("flags") : []
        if comment?.isEmpty == true {
            throw PlacedError(message: "a comment can't be empty", place: place(of: "comment"), offset: offset)
        }
        for (index, flag) in flags.enumerated() {
            guard let text = flag.text, !text.isEmpty, !flags[..<index].contains(flag) else {
                throw error("flags are texts that are not empty and stand once", "flags", flag)
            }
        }
        return (comment, flags)
    }
}

extension SequenceCase {
    /// A case of a whole vector file; nil for the only one.
    init(caseOf vectors: JSONValue, caseID: String?) throws(PlacedError) {
        guard vectors["format"]?.text == VectorHeader.format, case .array(let cases)? = vectors["cases"]?.content else {
            throw PlacedError(
                message: "not a vector file: it has to have the format \"\(VectorHeader.format)\" and cases",
                place: "", offset: 0)
        }
        let index = try caseIndex(of: caseID, in: cases, offset: vectors["cases"]?.offset ?? 0)
        var fields = try Fields(cases[index], place: "cases[\(index)]")
        let id = try fields.string("id")
        try self.init(&fields, id: id)
        try fields.finish()
    }
}

public import Files
package import JSON
internal import Messages
internal import VirtualAMM

/// A sequence of calls to be run: a scenario that a person wrote, or a case of an amm or market vector file.
public struct Scenario: Sendable {
    package static let format = "vamm-scenario/1"

    /// Everything but the steps.
    package let header: ScenarioHeader
    package let steps: [Step]

    /// The file it came from, as it was named.
    public var file: String { header.file }
    /// What it is called: its name, the id of the case, or else the file's name.
    public var name: String { header.name }
    /// What it is about.
    public var comment: String? { header.comment }
    /// What its pools and accounts are called.
    public var roster: Roster { header.setup.roster }
    /// How many steps there are.
    public var stepCount: Int { steps.count }

    package var setup: Setup { header.setup }

    /// What makes no sense in the state document that it starts from; nothing where it starts from none.
    public var warnings: [StateWarning] { header.setup.start?.warnings ?? [] }

    /// Where the state document that it starts from comes from; no members where it starts from none.
    package var stateSource: JSONValue { header.setup.start?.source ?? .object([JSONValue.Member]()) }
    /// The addresses of accounts and contracts, where the state document that it starts from says them.
    package var addresses: [(name: String, address: String)] {
        let contracts = ["amms", "contracts"].flatMap { stateSource[$0]?.members ?? [] }
        return (header.setup.start?.addresses ?? [])
            + contracts.compactMap { member in member.value.text.map { (member.key, $0) } }
    }

    /// The system after so many of its steps, of which nobody looks at the outcome.
    ///
    /// - Throws: `FileError` where the contracts refuse the setup.
    package func replay(steps count: Int) throws(FileError) -> Replay {
        var replay = try Replay(setup, of: file)
        replay.run(steps.prefix(count))
        return replay
    }

    /// Reads a scenario, a case of a market vector file, or a state document, which has no steps; "-" is standard
    /// input.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - caseID: Which case of a vector file; may be nil where it has only one.
    public init(path: String, caseID: String? = nil) throws(FileError) {
        let stream = try ScenarioStream(path: path, caseID: caseID, allowsState: true)
        header = stream.header
        var (steps, reader) = ([Step](), ScenarioStream.StepReader(stream))
        while let step = try reader.next() { steps.append(step) }
        self.steps = steps
    }

    /// Reads a scenario, a case of an amm or market vector file, or a state document; "-" is standard input.
    package init(anyOf path: String, caseID: String? = nil) throws(FileError) {
        let document = try JSONDocument(path: path)
        self = try document.reading { value throws(PlacedError) in
            if value["format"]?.text == StateDocument.format {
                return try Scenario(state: value, file: document.file, caseID: caseID)
            }
            return try value["cases"] == nil
                ? Scenario(scenario: value, file: document.file, caseID: caseID)
                : Scenario(vectors: value, file: document.file, caseID: caseID, kinds: [.amm, .market])
        }
    }

    /// A state document as a scenario without steps.
    private init(state value: JSONValue, file: String, caseID: String?) throws(PlacedError) {
        header = try ScenarioHeader(state: value, file: file, caseID: caseID)
        steps = []
    }

    /// Reads a scenario that is in memory as a whole.
    init(scenario value: JSONValue, file: String, caseID: String?) throws(PlacedError) {
        header = try ScenarioHeader(scenario: value, file: file, caseID: caseID)
        var fields = try ObjectReader(value, place: "", notation: .scenario)
        steps = try Step.list(&fields, setup: header.setup)
    }

    /// Reads a case of a vector file of one of some kinds.
    init(
        vectors value: JSONValue, file: String, caseID: String?, kinds: [Setup.Kind]
    ) throws(PlacedError) {
        guard value["format"]?.text == VectorHeader.format, case .array(let cases)? = value["cases"]?.content,
            let kind = value["kind"]?.text.flatMap(Setup.Kind.init), kinds.contains(kind)
        else {
            let names = kinds.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
            throw PlacedError(
                message: "only vector files of format \"\(VectorHeader.format)\" and kind \(names) can be run",
                place: "", offset: 0)
        }
        let index = try caseIndex(of: caseID, in: cases, offset: value["cases"]?.offset ?? 0)
        var fields = try ObjectReader(cases[index], place: "cases[\(index)]")
        let id = try fields.string("id")
        _ = try fields.string("profile")
        // What the vector expects of the setup is `verify`'s business.
        _ = try fields.required("initialState")
        header = try ScenarioHeader(&fields, file: file, name: id, kind: kind)
        steps = try Step.list(&fields, setup: header.setup)
        try fields.finish()
    }
}

extension Step {
    /// Reads the list of steps, each of which follows the block of the one before.
    package static func list(_ fields: inout ObjectReader, setup: Setup) throws(PlacedError) -> [Step] {
        var previous = setup.block
        let steps: [Step] = try fields.array("steps").enumerated().mapThrowing {
            [fields] index, value throws(PlacedError) in
            var stepFields = try ObjectReader(value, place: "step \(index + 1)", notation: fields.notation)
            let step = try Step(&stepFields, setup: setup, after: previous)
            previous = step.block
            return step
        }
        guard !steps.isEmpty else {
            throw PlacedError(message: "there has to be at least one step", place: "steps", offset: fields.offset)
        }
        return steps
    }
}

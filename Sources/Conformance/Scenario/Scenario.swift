public import Files
internal import JSON
internal import VirtualAMM

/// A sequence of calls to be run: a scenario that a person wrote, or a case of a market vector file.
public struct Scenario: Sendable {
    static let format = "vamm-scenario/1"

    /// Everything but the steps.
    let header: ScenarioHeader
    let steps: [Step<MarketSystem>]

    /// The file it came from, as it was named.
    public var file: String { header.file }
    /// What it is called: its name, the id of the case, or else the file's name.
    public var name: String { header.name }
    /// What it is about.
    public var comment: String? { header.comment }

    var flags: [JSONValue] { header.flags }
    var setup: Setup { header.setup }

    /// Reads a file; "-" is standard input.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - caseID: Which case of a vector file; may be nil where it has only one.
    public init(path: String, caseID: String? = nil) throws(FileError) {
        let stream = try ScenarioStream(path: path, caseID: caseID)
        header = stream.header
        var (steps, reader) = ([Step<MarketSystem>](), ScenarioStream.StepReader(stream))
        while let step = try reader.next() { steps.append(step) }
        self.steps = steps
    }

    /// Reads a scenario that is in memory as a whole.
    init(scenario value: JSONValue, file: String, caseID: String?) throws(PlacedError) {
        header = try ScenarioHeader(scenario: value, file: file, caseID: caseID)
        var fields = try Fields(value, place: "", notation: .scenario)
        steps = try SequenceCase<MarketSystem>.steps(
            &fields, setup: header.setup, keys: Set(MarketSystem.stateKeys(header.setup)))
    }

    /// Reads a case of a vector file.
    init(vectors value: JSONValue, file: String, caseID: String?) throws(PlacedError) {
        guard value["format"]?.text == VectorHeader.format, value["kind"]?.text == VectorKind.market.rawValue,
            case .array(let cases)? = value["cases"]?.content
        else {
            throw PlacedError(
                message: "only vector files of format \"\(VectorHeader.format)\" and kind \"market\" can be run",
                place: "", offset: 0)
        }
        let index = try caseIndex(of: caseID, in: cases, offset: value["cases"]?.offset ?? 0)
        var fields = try Fields(cases[index], place: "cases[\(index)]")
        let id = try fields.string("id")
        _ = try fields.string("profile")
        // What the vector expects of the setup is `verify`'s business.
        _ = try fields.required("initialState")
        header = try ScenarioHeader(&fields, file: file, name: id)
        steps = try SequenceCase<MarketSystem>.steps(
            &fields, setup: header.setup, keys: Set(MarketSystem.stateKeys(header.setup)))
        try fields.finish()
    }
}

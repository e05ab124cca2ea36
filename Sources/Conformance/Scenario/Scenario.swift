internal import VirtualAMM

/// A sequence of calls to be run: a scenario that a person wrote, or a case of a market vector file.
public struct Scenario: Sendable {
    static let format = "vamm-scenario/1"

    /// The file it came from, as it was named.
    public let file: String
    /// What it is called: its name, the id of the case, or else the file's name.
    public let name: String
    /// What it is about.
    public let comment: String?

    let flags: [JSONValue]
    let setup: Setup
    let steps: [Step<MarketSystem>]

    /// Reads a file; "-" is standard input.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - caseID: Which case of a vector file; may be nil where it has only one.
    public init(path: String, caseID: String? = nil) throws(VectorError) {
        let source = try ByteSource(path: path)
        let file = path == "-" ? "standard input" : path
        var bytes = [UInt8]()
        while let piece = try source.next() { bytes += piece }
        let raw = RawCase(index: 0, bytes: bytes, line: 1, column: 1)
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONParser.parse(bytes)
        } catch {
            throw raw.error(error.message, file: file, offset: error.offset, place: "")
        }
        do throws(PlacedError) {
            self =
                try value["cases"] == nil
                ? Scenario(scenario: value, file: file, caseID: caseID)
                : Scenario(vectors: value, file: file, caseID: caseID)
        } catch {
            throw raw.error(error.message, file: file, offset: error.offset, place: error.place)
        }
    }

    init(scenario value: JSONValue, file: String, caseID: String?) throws(PlacedError) {
        var fields = try Fields(value, place: "", notation: .scenario)
        if let format = fields.optional("format"), format.text != Self.format {
            throw fields.error(
                "\(shortened(format.compactText)) is not \"\(Self.format)\"; this program reads no other", "format",
                format)
        }
        if let caseID {
            throw PlacedError(
                message: "a scenario has no case \"\(shortened(caseID))\"; only vector files have cases", place: "",
                offset: 0)
        }
        let fileName = file.split(separator: "/").last.map(String.init) ?? file
        let name = try fields.usesDefault("name") ? String(fileName.prefix { $0 != "." }) : fields.string("name")
        guard !name.isEmpty else {
            throw PlacedError(message: "a name can't be empty", place: "name", offset: fields.offset)
        }
        try self.init(&fields, file: file, name: name)
    }

    init(vectors value: JSONValue, file: String, caseID: String?) throws(PlacedError) {
        guard value["format"]?.text == VectorHeader.format, value["kind"]?.text == VectorKind.market.rawValue,
            case .array(let cases)? = value["cases"]?.content
        else {
            throw PlacedError(
                message: "only vector files of format \"\(VectorHeader.format)\" and kind \"market\" can be run; "
                    + "vamm verify checks the others",
                place: "", offset: 0)
        }
        let index = try caseIndex(of: caseID, in: cases, offset: value["cases"]?.offset ?? 0)
        var fields = try Fields(cases[index], place: "cases[\(index)]")
        let id = try fields.string("id")
        _ = try fields.string("profile")
        // What the vector expects of the setup is `verify`'s business.
        _ = try fields.required("initialState")
        try self.init(&fields, file: file, name: id)
    }

    /// The members that both kinds have.
    private init(_ fields: inout Fields, file: String, name: String) throws(PlacedError) {
        self.file = file
        self.name = name
        (comment, flags) = try fields.commentAndFlags()
        var setupFields = try fields.fields("setup")
        let setup = try Setup(&setupFields, kind: .market)
        self.setup = setup
        steps = try SequenceCase<MarketSystem>.steps(
            &fields, setup: setup, keys: Set(MarketSystem.stateKeys(setup)))
        try fields.finish()
    }
}

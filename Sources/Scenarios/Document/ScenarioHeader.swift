package import JSON
internal import Messages

/// What a scenario says beside its steps.
package struct ScenarioHeader: Sendable {
    /// The file it came from, as it was named.
    package let file: String
    package let name: String
    package let comment: String?
    package let flags: [JSONValue]
    package let setup: Setup

    /// Reads the members that a scenario and a case of a vector file have both.
    init(_ fields: inout ObjectReader, file: String, name: String, kind: Setup.Kind) throws(PlacedError) {
        self.file = file
        self.name = name
        (comment, flags) = try fields.commentAndFlags()
        var setupFields = try fields.fields("setup")
        setup = try Setup(&setupFields, kind: kind, file: file)
    }

    /// What a state document says, as the beginning of a scenario without steps.
    init(state value: JSONValue, file: String, caseID: String?) throws(PlacedError) {
        guard caseID == nil else {
            throw PlacedError(
                message: "a state document has no cases; only vector files have some", place: "", offset: 0)
        }
        let fileName = file.split(separator: "/").last.map(String.init) ?? file
        (self.file, name, comment, flags) = (file, String(fileName.prefix { $0 != "." }), nil, [])
        setup = Setup(start: try StateDocument(value, place: ""))
    }

    /// Reads a scenario; what its steps are is not looked at.
    init(scenario value: JSONValue, file: String, caseID: String?) throws(PlacedError) {
        var fields = try ObjectReader(value, place: "", notation: .scenario)
        if let format = fields.optional("format"), format.text != Scenario.format {
            throw fields.error(
                "\(shortened(format.compactText)) is not \"\(Scenario.format)\"; this program reads no other",
                "format", format)
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
        // Who trades with the pools directly has no clearing house.
        let kind: Setup.Kind = value["setup"]?["counterParty"] == nil ? .market : .amm
        try self.init(&fields, file: file, name: name, kind: kind)
        _ = try fields.array("steps")
        try fields.finish()
    }
}

package import Files
package import JSON
internal import Messages

/// What a vector file is about.
public enum VectorKind: String, CaseIterable, Sendable {
    /// Operations of the number types.
    case math
    /// The price of a trade on given reserves.
    case quote
    /// Sequences against one pool.
    case amm
    /// Sequences against the whole system.
    case market
}

/// The members of a vector file besides its cases.
package struct VectorHeader {
    package static let format = "vamm-vectors/1"

    package var kind: VectorKind

    /// Reads what stands before the first case; nil where the kind is not known yet, because it stands behind them.
    package init?(partial header: [String: JSONValue], file: String) throws(FileError) {
        guard header["format"] != nil, header["kind"] != nil else { return nil }
        try self.init(header, file: file, complete: false)
    }

    /// Reads the whole header.
    package init(_ header: [String: JSONValue], file: String, complete: Bool = true) throws(FileError) {
        func error(_ message: String, place: String = "") -> FileError {
            FileError(file: file, place: place, message: message)
        }
        guard let format = header["format"] else {
            throw error("not a vector file: the member \"format\" is missing; it has to be \"\(Self.format)\"")
        }
        guard format.text == Self.format else {
            if format.text == Scenario.format {
                throw error("a scenario, not a vector file; vamm run runs it, and vamm run --fill makes vectors of it")
            }
            throw error("format \(shortened(format.compactText)) is not \"\(Self.format)\", the format of vector files")
        }
        guard let name = header["kind"]?.text, let kind = VectorKind(rawValue: name) else {
            let known = VectorKind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw error("kind \(shortened(header["kind"]?.compactText ?? "is missing")): it has to be one of \(known)")
        }
        self.kind = kind
        let known = ["format", "kind", "source", "cases"]
        if let stranger = header.keys.sorted().first(where: { !known.contains($0) }) {
            let hint = nearest(to: stranger, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
            throw error("unknown field \"\(shortened(stranger))\"\(hint)")
        }
        guard complete || header["source"] != nil else { return }
        guard let source = header["source"]?.members else {
            throw error("\"source\" is missing or not an object; it says where the vectors come from")
        }
        let recorded: Set = ["contracts", "compiler", "evm"]
        let computed: Set = ["implementation", "note"]
        let keys = Set(source.map(\.key))
        guard keys == recorded || keys == computed, source.allSatisfy({ $0.value.text != nil }) else {
            throw error(
                "it has to have the texts contracts, compiler and evm (recorded), or implementation and note "
                    + "(computed)", place: "source")
        }
    }
}

/// Where the case with an id stands; nil for the only one.
func caseIndex(of id: String?, in cases: [JSONValue], offset: Int) throws(PlacedError) -> Int {
    let ids = cases.map { $0["id"]?.text ?? "" }
    if let index = id.map({ id in ids.firstIndex { $0.isSpelled(id) } }) ?? (cases.count == 1 ? 0 : nil) {
        return index
    }
    let hint = id.flatMap { nearest(to: $0, among: ids) }.map { "; did you mean \"\($0)\"?" } ?? ""
    throw PlacedError(
        message: id.map { "no case \"\(shortened($0))\"\(hint)" }
            ?? "\(cases.count) cases; name one with --case, such as --case \(ids.first ?? "ID")",
        place: "cases", offset: offset)
}

extension VectorHeader {
    /// The beginning of a vector file, up to its cases, that was computed and not recorded.
    static func computed(_ kind: VectorKind, by implementation: String) -> String {
        let source: JSONValue = .object([
            "implementation": .string(implementation),
            "note": .string("computed by this implementation, not recorded from the contracts"),
        ])
        return """
            {"format":"\(format)","kind":"\(kind.rawValue)","source":\(source.compactText),
            "cases":[

            """
    }
}

internal import Clearing
internal import Files
internal import FixedPoint
package import JSON
internal import Messages
internal import VirtualAMM
internal import WideIntegers

extension StateDocument {
    /// Reads a document.
    ///
    /// - Throws: `PlacedError` for what is missing, unknown, of a wrong type or out of order.
    package init(_ value: JSONValue, place: String) throws(PlacedError) {
        var fields = try ObjectReader(value, place: place)
        let format = try fields.string("format")
        guard format == Self.format else {
            throw fields.error(
                "\"\(shortened(format))\" is not \"\(Self.format)\"; this program reads no other", "format", value)
        }
        let revision: Revision = try fields.choice("revision")
        let source = fields.optional("source") ?? .object([JSONValue.Member]())
        let block = try Block(&fields, "block", default: Block(number: 0, timestamp: 0))
        var reader = try StateReader(&fields, revision: revision, block: block)
        try reader.readState(&fields)
        try reader.readPools()
        try reader.readHouse()
        try reader.readAllowances()
        try fields.finish()
        self.init(
            roster: reader.roster, block: block, house: reader.house, addresses: reader.addresses, source: source,
            unknown: reader.unknown)
    }

    /// Reads the member `state` of a setup: the document itself, or in a scenario the path of its file, seen from the
    /// scenario's folder.
    init(startOf setup: inout ObjectReader, in file: String?) throws(PlacedError) {
        let value = try setup.required("state")
        guard let path = value.text else {
            try self.init(value, place: setup.place(of: "state"))
            return
        }
        guard setup.notation == .scenario, let file else {
            throw setup.error("a vector has the state document itself here, not its path", "state", value)
        }
        let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        do throws(FileError) {
            try self.init(path: path.hasPrefix("/") || path == "-" ? path : folder + path)
        } catch {
            throw setup.error("\(error)", "state", value)
        }
    }
}

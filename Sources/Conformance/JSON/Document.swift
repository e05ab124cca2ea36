/// A whole JSON document that was read from a file.
struct Document {
    /// The file as it is named in messages.
    let file: String
    let value: JSONValue
    private let raw: RawCase

    /// Reads a file; "-" is standard input.
    init(path: String) throws(VectorError) {
        let source = try ByteSource(path: path)
        file = path == "-" ? "standard input" : path
        var bytes = [UInt8]()
        while let piece = try source.next() { bytes += piece }
        raw = RawCase(index: 0, bytes: bytes, line: 1, column: 1)
        do throws(JSONSyntaxError) {
            value = try JSONParser.parse(bytes)
        } catch {
            throw raw.error(error.message, file: file, offset: error.offset, place: "")
        }
    }

    /// What a body makes of the value; its trouble gets the file, the line and the column.
    func reading<Value>(_ body: (JSONValue) throws(PlacedError) -> Value) throws(VectorError) -> Value {
        do throws(PlacedError) {
            return try body(value)
        } catch {
            throw raw.error(error.message, file: file, offset: error.offset, place: error.place)
        }
    }
}

extension JSONValue {
    /// Reads a whole JSON document; "-" is standard input.
    public init(document path: String) throws(VectorError) { self = try Document(path: path).value }
}

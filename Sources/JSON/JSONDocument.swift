public import Files

/// A whole JSON document that was read from a file.
package struct JSONDocument {
    /// The file as it is named in messages.
    package let file: String
    /// What it says.
    package let value: JSONValue
    private let text: Excerpt

    /// Reads a file; "-" is standard input.
    package init(path: String) throws(FileError) {
        let source = try ByteSource(path: path)
        file = source.name
        text = Excerpt(bytes: try source.rest())
        do throws(PlacedError) {
            value = try JSONParser.parse(text.bytes)
        } catch {
            throw error.error(in: text, of: file)
        }
    }

    /// What a body makes of the value; its trouble gets the file, the line and the column.
    package func reading<Value>(_ body: (JSONValue) throws(PlacedError) -> Value) throws(FileError) -> Value {
        do throws(PlacedError) {
            return try body(value)
        } catch {
            throw error.error(in: text, of: file)
        }
    }
}

extension JSONValue {
    /// Reads a whole JSON document; "-" is standard input.
    public init(document path: String) throws(FileError) { self = try JSONDocument(path: path).value }
}

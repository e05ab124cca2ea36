package import Files

/// What is wrong with a text that should be JSON, or with a value in it, by the position in that text. It becomes a
/// `FileError` where the file is known.
public struct PlacedError: Error, Hashable, Sendable {
    /// What is wrong and what to do.
    public var message: String
    /// The place in the structure, such as `steps[12].args`; may be empty.
    public var place: String
    /// Bytes from the start of the text.
    public var offset: Int

    package init(message: String, place: String = "", offset: Int) {
        (self.message, self.place, self.offset) = (message, place, offset)
    }
}

extension PlacedError {
    /// The error with line and column.
    ///
    /// - Parameters:
    ///   - text: The text that the position is counted in.
    ///   - file: The file that the text is of.
    ///   - place: Where the text stands in the file's structure.
    package func error(in text: Excerpt, of file: String, within place: String = "") -> FileError {
        let (line, column) = text.position(of: offset)
        let whole = [place, self.place].filter { !$0.isEmpty }.joined(separator: ", ")
        return FileError(file: file, line: line, column: column, place: whole, message: message)
    }
}

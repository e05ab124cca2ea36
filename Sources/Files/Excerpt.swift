/// A part of a file's text, and where in the file it starts.
package struct Excerpt: Sendable {
    /// The text.
    package var bytes: [UInt8]
    /// The line that it starts in, counted from 1.
    package var line: Int
    /// The column that it starts at, in bytes, counted from 1.
    package var column: Int

    package init(bytes: [UInt8], line: Int = 1, column: Int = 1) {
        (self.bytes, self.line, self.column) = (bytes, line, column)
    }

    /// Line and column of a place in the text.
    package func position(of offset: Int) -> (line: Int, column: Int) {
        let before = bytes.prefix(max(0, offset))
        guard let newline = before.lastIndex(of: 0x0A) else { return (line, column + before.count) }
        let lines = before.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
        return (line + lines, before.count - newline)
    }
}

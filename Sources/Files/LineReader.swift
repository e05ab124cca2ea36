/// The lines of a file with where they stand, one after the other, in little memory.
package struct LineReader {
    /// A line without its end.
    package struct Line {
        package var bytes: [UInt8]
        /// Where it starts, in bytes from the start of the file.
        package var offset: Int
        /// Whether its end is there; only the last line may lack it.
        package var isWhole: Bool
        /// Where the next one starts.
        package var end: Int { offset + bytes.count + (isWhole ? 1 : 0) }
    }

    /// More bytes in a line are no line of ours.
    package static let longestLine = 1 << 26

    private let file: FileDescriptor
    private var buffer: [UInt8] = []
    private var start = 0
    private var offset = 0

    /// Reads from the place where a descriptor stands.
    package init(_ file: FileDescriptor) { self.file = file }

    /// The next line; nil at the end.
    ///
    /// - Throws: `FileError` where the file can't be read, and for a line of more than `longestLine` bytes.
    package mutating func next() throws(FileError) -> Line? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return line(Array(buffer[start..<end]), isWhole: true)
            }
            buffer.removeFirst(start)
            searched = buffer.count
            start = 0
            guard searched <= Self.longestLine else {
                throw file.error("a line of more than \(Self.longestLine) bytes")
            }
            guard try fill() else { break }
        }
        guard !buffer.isEmpty else { return nil }
        defer { buffer = [] }
        return line(buffer, isWhole: false)
    }

    private mutating func line(_ bytes: [UInt8], isWhole: Bool) -> Line {
        let line = Line(bytes: bytes, offset: offset, isWhole: isWhole)
        offset = line.end
        return line
    }

    private mutating func fill() throws(FileError) -> Bool {
        guard let piece = readPiece(file.number) else { throw file.systemError }
        buffer += piece
        return !piece.isEmpty
    }
}

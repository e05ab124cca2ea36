package import Files

/// Where the pieces of a JSON file come from.
package protocol JSONPieces: AnyObject {
    /// What stands at a position, as much as comes at once; empty at the end. Some are read once only: then each
    /// position has to be the end of the piece before.
    func piece(at offset: Int) throws(FileError) -> [UInt8]

    /// The error for trouble at a position, with line and column.
    func error(_ message: String, at offset: Int, place: String) -> FileError
}

/// Reads the parts of a JSON file one after the other; what is in memory is a piece of the file and one part.
///
/// Positions are bytes from the start of the file, so that an error can be placed without counting lines on the way.
package final class JSONCursor {
    private let source: any JSONPieces
    private var buffer: [UInt8] = []
    /// Where the buffer starts in the file.
    private var start: Int
    private var index = 0

    /// Reads from a position in the file.
    package init(_ source: any JSONPieces, at offset: Int = 0) {
        self.source = source
        start = offset
    }

    /// Another reader of the same file.
    package func moved(to offset: Int) -> JSONCursor { JSONCursor(source, at: offset) }

    /// Where the next byte stands.
    package var offset: Int { start + index }

    /// The next byte that is not white space, without taking it; nil at the end of the file.
    package func peek() throws(FileError) -> UInt8? {
        while true {
            if index >= buffer.count, try !more() { return nil }
            switch buffer[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return buffer[index]
            }
        }
    }

    /// Takes a character where it is the next.
    package func skip(_ character: Unicode.Scalar) throws(FileError) -> Bool {
        guard try peek() == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    /// Takes a character that has to be the next.
    package func expect(_ character: Unicode.Scalar, _ message: String) throws(FileError) {
        if try skip(character) { return }
        throw try peek() == nil ? truncated() : error(message)
    }

    /// Reads a value.
    package func value() throws(FileError) -> JSONValue {
        let end = try extent()
        do throws(PlacedError) {
            let value = try JSONParser.parse(buffer[index..<end], base: offset)
            index = end
            return value
        } catch {
            throw self.error(error.message, at: error.offset)
        }
    }

    /// The text of a value, found by its brackets and quotes.
    package func rawValue() throws(FileError) -> [UInt8] {
        let end = try extent()
        defer { index = end }
        return Array(buffer[index..<end])
    }

    /// Passes over a value, looking only at its brackets and quotes.
    package func skipValue() throws(FileError) {
        index = try extent()
    }

    /// Where the next value ends in the buffer.
    private func extent() throws(FileError) -> Int {
        guard try peek() != nil else { throw truncated() }
        compact()
        var scanner = ExtentScanner()
        var end = index
        while true {
            if end >= buffer.count, try !more() {
                guard scanner.endsWithText else { throw truncated() }
                break
            }
            if scanner.stopsBefore(buffer[end]) { break }
            end += 1
            if scanner.isComplete { break }
        }
        guard end > index else {
            throw error("unexpected \"\(Character(Unicode.Scalar(buffer[index])))\" where a value should be")
        }
        return end
    }

    /// The error for a file that ends too early.
    package func truncated() -> FileError {
        error("the file ends in the middle: it is truncated, or a quote or bracket before is not closed")
    }

    /// The error for trouble at a position, or else at the next byte.
    package func error(_ message: String, at place: Int? = nil) -> FileError {
        source.error(message, at: place ?? offset, place: "")
    }

    /// Drops what has been read.
    private func compact() {
        guard index > 1 << 16 else { return }
        buffer.removeFirst(index)
        start += index
        index = 0
    }

    private func more() throws(FileError) -> Bool {
        let piece = try source.piece(at: start + buffer.count)
        buffer += piece
        return !piece.isEmpty
    }
}

extension RereadableSource: JSONPieces {
    /// The error for trouble inside a value of the file.
    package func error(_ error: PlacedError) -> FileError {
        self.error(error.message, at: error.offset, place: error.place)
    }
}

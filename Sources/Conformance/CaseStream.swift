internal import Files
internal import JSON
internal import Messages
internal import Scenarios

/// One element of a file's `cases`, still as text.
struct RawCase: Sendable {
    /// Counted from 0.
    var index: Int
    var text: Excerpt
}

/// Reads a vector file case by case: what is in memory is one piece of the file and one case.
///
/// The file is one object. Every member but `cases` goes to `header`, in whatever order they stand; the elements of
/// `cases` come one by one from `next()`, found by their brackets and read only later.
final class CaseStream {
    /// The members of the file's object read so far, but for `cases`.
    private(set) var header: [String: JSONValue] = [:]

    private let source: LineCounter
    private let cursor: JSONCursor
    private var caseCount = 0
    private var hasCases = false
    private var state = State.start

    private enum State { case start, members, firstCase, laterCase, end }

    init(path: String) throws(FileError) {
        source = try LineCounter(path: path)
        cursor = JSONCursor(source)
    }

    /// The file as it is named in errors.
    var file: String { source.source.name }

    /// Which share of the file was read; nil where its size is not known.
    var shareRead: Double? { source.source.shareRead }

    /// The next case, or nil at the end of the file.
    func next() throws(FileError) -> RawCase? {
        while true {
            switch state {
            case .start:
                guard let first = try cursor.peek() else { throw cursor.error("the file is empty") }
                guard ![0xEF, 0xFE, 0xFF, 0x00].contains(first) else {
                    throw cursor.error(
                        "the file starts with byte \(first), a byte order mark or not UTF-8; save it as plain UTF-8")
                }
                try cursor.expect("{", "a vector file is one JSON object, which starts with {")
                state = try cursor.skip("}") ? .end : .members
            case .members:
                try member()
            case .firstCase where try cursor.skip("]"):
                try endOfMember()
            case .laterCase where try !cursor.skip(","):
                try cursor.expect("]", "expected , or ] after a case")
                try endOfMember()
            case .firstCase, .laterCase:
                state = .laterCase
                caseCount += 1
                return RawCase(index: caseCount - 1, text: try excerpt())
            case .end:
                if try cursor.peek() != nil { throw cursor.error("unexpected text after the end of the object") }
                return nil
            }
        }
    }

    /// Throws where the file, read to its end, had no cases.
    func requireCases() throws(FileError) {
        guard hasCases else { throw cursor.error("not a vector file: the list \"cases\" is missing") }
        guard caseCount > 0 else { throw cursor.error("the list \"cases\" is empty: there is nothing to check") }
    }

    /// Reads a key, and its value unless it is the list of cases.
    private func member() throws(FileError) {
        guard try cursor.peek() == UInt8(ascii: "\"") else {
            throw try cursor.peek() == nil ? cursor.truncated() : cursor.error("expected a key in quotes")
        }
        let key = try excerpt()
        guard let name = try parse(key).text else { throw cursor.error("expected a key in quotes") }
        guard header[name] == nil, name != "cases" || !hasCases else {
            throw PlacedError(message: "the key \"\(shortened(name))\" stands twice", offset: 0).error(
                in: key, of: file)
        }
        try cursor.expect(":", "expected : after a key")
        if name == "cases" {
            try cursor.expect("[", "cases has to be a list")
            state = .firstCase
            hasCases = true
        } else {
            header[name] = try parse(try excerpt())
            try endOfMember()
        }
    }

    private func endOfMember() throws(FileError) {
        if try cursor.skip(",") {
            state = .members
        } else {
            try cursor.expect("}", "expected , or } after a value")
            state = .end
        }
    }

    private func parse(_ text: Excerpt) throws(FileError) -> JSONValue {
        do throws(PlacedError) {
            return try JSONParser.parse(text.bytes)
        } catch {
            throw error.error(in: text, of: file)
        }
    }

    /// The text of the next value.
    private func excerpt() throws(FileError) -> Excerpt {
        // White space before it does not count.
        _ = try cursor.peek()
        let (line, column) = source.position(of: cursor.offset)
        return Excerpt(bytes: try cursor.rawValue(), line: line, column: column)
    }
}

/// Bytes that are read once, from their start, with the lines that they are in.
private final class LineCounter: JSONPieces {
    let source: ByteSource
    private var count = 0
    private var isAtEnd = false
    /// The line that the last position asked for is in, and where it starts.
    private var line = 1
    private var lineStart = 0
    /// Where the lines after that start.
    private var laterStarts: ArraySlice<Int> = []

    init(path: String) throws(FileError) {
        source = try ByteSource(path: path)
    }

    /// The next piece. The position has to be the end of the one before.
    func piece(at offset: Int) throws(FileError) -> [UInt8] {
        guard offset == count, !isAtEnd, let piece = try source.next() else {
            isAtEnd = true
            return []
        }
        for index in piece.indices where piece[index] == 0x0A { laterStarts.append(count + index + 1) }
        count += piece.count
        return piece
    }

    /// Line and column of a position that is not before the last one asked for.
    func position(of offset: Int) -> (line: Int, column: Int) {
        while let start = laterStarts.first, start <= offset {
            (line, lineStart) = (line + 1, start)
            laterStarts.removeFirst()
        }
        return (line, offset - lineStart + 1)
    }

    func error(_ message: String, at offset: Int, place: String) -> FileError {
        let (line, column) = position(of: offset)
        return FileError(file: source.name, line: line, column: column, place: place, message: message)
    }
}

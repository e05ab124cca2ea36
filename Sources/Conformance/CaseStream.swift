/// One element of a file's `cases`, still as text, with its position in the file.
struct RawCase: Sendable {
    /// Counted from 0.
    var index: Int
    /// The element's text.
    var bytes: [UInt8]
    /// The line its text starts in, counted from 1.
    var line: Int
    /// The column its text starts at, counted from 1.
    var column: Int

    /// Line and column of a place in the text.
    func position(of offset: Int) -> (line: Int, column: Int) {
        let before = bytes.prefix(max(0, offset))
        guard let newline = before.lastIndex(of: 0x0A) else { return (line, column + before.count) }
        let lines = before.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
        return (line + lines, before.count - newline)
    }

    /// The error for trouble at a place in the text.
    func error(_ message: String, file: String, offset: Int, place: String) -> VectorError {
        let (line, column) = position(of: offset)
        return VectorError(file: file, line: line, column: column, place: place, message: message)
    }
}

/// Reads a vector file case by case: what is in memory is one piece of the file and one case.
///
/// The file is one object. Every member but `cases` goes to `header`, in whatever order they stand; the elements of
/// `cases` come one by one from `next()`, found by their brackets and read only later.
final class CaseStream {
    let file: String
    /// The members of the file's object read so far, but for `cases`.
    private(set) var header: [String: JSONValue] = [:]

    private let source: ByteSource
    private var buffer: [UInt8] = []
    private var index = 0
    private var line = 1
    private var lineStart = 0
    private var exhausted = false
    private var caseCount = 0
    private var hasCases = false
    private var state = State.start

    private enum State { case start, members, firstCase, laterCase, end }

    init(path: String) throws(VectorError) {
        file = path == "-" ? "standard input" : path
        source = try ByteSource(path: path)
    }

    /// Which share of the file was read; nil where its size is not known.
    var shareRead: Double? { source.shareRead }

    /// The next case, or nil at the end of the file.
    func next() throws(VectorError) -> RawCase? {
        while true {
            switch state {
            case .start:
                guard let first = try peek() else { throw error("the file is empty") }
                guard ![0xEF, 0xFE, 0xFF, 0x00].contains(first) else {
                    throw error(
                        "the file starts with byte \(first), a byte order mark or not UTF-8; save it as plain UTF-8")
                }
                try expect("{", "a vector file is one JSON object, which starts with {")
                state = try skip("}") ? .end : .members
            case .members:
                try member()
            case .firstCase where try skip("]"):
                try endOfMember()
            case .laterCase where try !skip(","):
                try expect("]", "expected , or ] after a case")
                try endOfMember()
            case .firstCase, .laterCase:
                state = .laterCase
                caseCount += 1
                return try rawValue(index: caseCount - 1)
            case .end:
                if try peek() != nil { throw error("unexpected text after the end of the object") }
                return nil
            }
        }
    }

    /// Throws where the file, read to its end, had no cases.
    func requireCases() throws(VectorError) {
        guard hasCases else { throw error("not a vector file: the list \"cases\" is missing") }
        guard caseCount > 0 else { throw error("the list \"cases\" is empty: there is nothing to check") }
    }

    /// Reads a key, and its value unless it is the list of cases.
    private func member() throws(VectorError) {
        guard try peek() == UInt8(ascii: "\"") else {
            throw try peek() == nil ? truncated() : error("expected a key in quotes")
        }
        let raw = try rawValue(index: -1)
        guard let name = try parse(raw).text else { throw error("expected a key in quotes") }
        guard header[name] == nil, name != "cases" || !hasCases else {
            throw raw.error("the key \"\(shortened(name))\" stands twice", file: file, offset: 0, place: "")
        }
        try expect(":", "expected : after a key")
        if name == "cases" {
            try expect("[", "cases has to be a list")
            state = .firstCase
            hasCases = true
        } else {
            header[name] = try parse(try rawValue(index: -1))
            try endOfMember()
        }
    }

    private func endOfMember() throws(VectorError) {
        if try skip(",") {
            state = .members
        } else {
            try expect("}", "expected , or } after a value")
            state = .end
        }
    }

    private func parse(_ raw: RawCase) throws(VectorError) -> JSONValue {
        do throws(JSONSyntaxError) {
            return try JSONParser.parse(raw.bytes)
        } catch {
            throw raw.error(error.message, file: file, offset: error.offset, place: "")
        }
    }

    /// Cuts out the text of one value by its brackets and quotes.
    private func rawValue(index caseIndex: Int) throws(VectorError) -> RawCase {
        guard try peek() != nil else { throw truncated() }
        compact()
        let (startLine, startColumn) = (line, index - lineStart + 1)
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
            let character = Character(Unicode.Scalar(buffer[index]))
            throw error("unexpected \"\(character)\" where a value should be")
        }
        let bytes = Array(buffer[index..<end])
        advance(to: end)
        return RawCase(index: caseIndex, bytes: bytes, line: startLine, column: startColumn)
    }

    private func truncated() -> VectorError {
        error("the file ends in the middle: it is truncated, or a quote or bracket before is not closed")
    }

    private func error(_ message: String) -> VectorError {
        VectorError(file: file, line: line, column: index - lineStart + 1, message: message)
    }

    // MARK: Bytes

    private func peek() throws(VectorError) -> UInt8? {
        while true {
            if index >= buffer.count, try !more() { return nil }
            let byte = buffer[index]
            guard [0x20, 0x09, 0x0A, 0x0D].contains(byte) else { return byte }
            advance(to: index + 1)
        }
    }

    private func skip(_ character: Unicode.Scalar) throws(VectorError) -> Bool {
        guard try peek() == UInt8(ascii: character) else { return false }
        advance(to: index + 1)
        return true
    }

    private func expect(_ character: Unicode.Scalar, _ message: String) throws(VectorError) {
        if try skip(character) { return }
        if try peek() == nil { throw truncated() }
        throw error(message)
    }

    private func advance(to end: Int) {
        for position in index..<end where buffer[position] == 0x0A {
            line += 1
            lineStart = position + 1
        }
        index = end
    }

    /// Drops what has been read.
    private func compact() {
        guard index > 1 << 16 else { return }
        buffer.removeFirst(index)
        lineStart -= index
        index = 0
    }

    private func more() throws(VectorError) -> Bool {
        if exhausted { return false }
        guard let piece = try source.next() else {
            exhausted = true
            return false
        }
        buffer.append(contentsOf: piece)
        return true
    }
}

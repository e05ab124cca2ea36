import Files

/// The lines of standard input, one after the other, for programs that ask line by line.
struct InputLines {
    /// A line of more bytes is not taken, nor kept.
    static let longest = 1 << 24

    /// What stands in a line; nil for one that is too long.
    typealias Line = String?

    private let source: ByteSource
    private var buffer: [UInt8] = []
    private var start = 0
    private var isPassing = false

    private init() throws(FileError) { source = try ByteSource(path: "-") }

    /// The lines from the first on.
    static func start() throws -> InputLines { try Terminal.reading { () throws(FileError) in try InputLines() } }

    /// The next line without its end; nil at the end of the input.
    mutating func next() throws(FileError) -> Line? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { (start, isPassing) = (end + 1, false) }
                return .some(isPassing || end - start > Self.longest ? nil : Self.text(buffer[start..<end]))
            }
            buffer.removeFirst(start)
            start = 0
            if buffer.count > Self.longest { (buffer, isPassing) = ([], true) }
            searched = buffer.count
            guard let piece = try source.next() else { break }
            buffer += piece
        }
        guard !buffer.isEmpty || isPassing else { return nil }
        defer { (buffer, isPassing) = ([], false) }
        return .some(isPassing ? nil : Self.text(buffer[...]))
    }

    private static func text(_ line: ArraySlice<UInt8>) -> String {
        String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
    }
}

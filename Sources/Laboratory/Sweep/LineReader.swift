internal import Foundation

/// The lines of a file with where they stand, one after the other, in little memory.
struct LineReader {
    /// A line without its end.
    struct Line {
        var bytes: [UInt8]
        /// Where it starts, in bytes from the start of the file.
        var offset: Int
        /// Whether its end is there; only the last line may lack it.
        var isWhole: Bool
        /// Where the next one starts.
        var end: Int { offset + bytes.count + (isWhole ? 1 : 0) }
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var offset = 0
    private static let pieceSize = 1 << 18

    /// Reads from the place where a descriptor stands.
    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// The next line; nil at the end.
    mutating func next() throws(SweepFileError) -> Line? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return line(Array(buffer[start..<end]), isWhole: true)
            }
            buffer.removeFirst(start)
            searched = buffer.count
            start = 0
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

    private mutating func fill() throws(SweepFileError) -> Bool {
        var count = -1
        let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { bytes, used in
            repeat { count = read(descriptor, bytes.baseAddress, bytes.count) } while count < 0 && errno == EINTR
            used = max(0, count)
        }
        if count < 0 { throw .system }
        buffer += piece
        return count > 0
    }
}

/// Why a call of the system failed.
struct SweepFileError: Error {
    var message: String

    /// What the system says about its last error.
    static var system: SweepFileError { SweepFileError(message: String(cString: strerror(errno))) }
}

internal import Foundation

/// Bytes that arrive in pieces: a file, or standard input for "-".
final class ByteSource {
    private let name: String
    private let descriptor: Int32
    private static let pieceSize = 1 << 18

    /// Opens a file.
    init(path: String) throws(VectorError) {
        if path == "-" {
            (name, descriptor) = ("standard input", STDIN_FILENO)
            return
        }
        name = path
        guard !path.isEmpty else { throw VectorError(file: "\"\"", message: "an empty path; name a file") }
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let reason = errno == ENOENT ? "no such file; check the path" : "can't be opened: \(Self.reason())"
            throw VectorError(file: path, message: reason)
        }
    }

    deinit {
        if descriptor > STDIN_FILENO { close(descriptor) }
    }

    /// The next piece, or nil at the end.
    func next() throws(VectorError) -> [UInt8]? {
        var count = -1
        let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, used in
            repeat { count = read(descriptor, buffer.baseAddress, buffer.count) } while count < 0 && errno == EINTR
            used = max(0, count)
        }
        if count < 0 {
            let advice = errno == EISDIR ? "it is a directory; name a file in it" : "can't be read: \(Self.reason())"
            throw VectorError(file: name, message: advice)
        }
        return piece.isEmpty ? nil : piece
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}

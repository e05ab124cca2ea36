internal import Foundation

/// Bytes that arrive in pieces: a file, or standard input for "-".
package final class ByteSource {
    /// The file as it is named in errors.
    package let name: String
    private let descriptor: Int32
    private var bytesRead = 0

    /// Which share of a file was read; nil for what is no regular file.
    package var shareRead: Double? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
            return nil
        }
        return min(1, Double(bytesRead) / Double(status.st_size))
    }

    /// Opens a file.
    package init(path: String) throws(FileError) {
        if path == "-" {
            (name, descriptor) = ("standard input", STDIN_FILENO)
            return
        }
        name = path
        guard !path.isEmpty else { throw FileError(file: "\"\"", message: "an empty path; name a file") }
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let reason = errno == ENOENT ? "no such file; check the path" : "can't be opened: \(Self.reason())"
            throw FileError(file: path, message: reason)
        }
    }

    deinit {
        if descriptor > STDIN_FILENO { close(descriptor) }
    }

    /// Another descriptor of a named file that can be read at any position; nil for what can be read only once.
    var regularFile: Int32? {
        var status = stat()
        guard descriptor != STDIN_FILENO, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        return copy < 0 ? nil : copy
    }

    /// The next piece, or nil at the end.
    package func next() throws(FileError) -> [UInt8]? {
        guard let piece = readPiece(descriptor) else {
            let advice = errno == EISDIR ? "it is a directory; name a file in it" : "can't be read: \(Self.reason())"
            throw FileError(file: name, message: advice)
        }
        bytesRead += piece.count
        return piece.isEmpty ? nil : piece
    }

    /// All that was not read yet.
    package func rest() throws(FileError) -> [UInt8] {
        var bytes = [UInt8]()
        while let piece = try next() { bytes += piece }
        return bytes
    }

    /// The largest text that is read as a whole.
    package static let longestText = 1 << 28

    /// Everything in a text file.
    ///
    /// - Throws: `FileError` where it can't be read, is no UTF-8, or has more than `longestText` bytes.
    package static func text(path: String) throws(FileError) -> String {
        let source = try ByteSource(path: path)
        var bytes = [UInt8]()
        while let piece = try source.next() {
            bytes += piece
            guard bytes.count <= longestText else {
                throw FileError(file: source.name, message: "more than \(longestText) bytes; name a smaller file")
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw FileError(file: source.name, message: "not a text in UTF-8")
        }
        return text
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}

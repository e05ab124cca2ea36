internal import Foundation

/// The bytes of a file, to be read more than once.
///
/// What can be read only once, such as standard input, is first copied to a temporary file without a name.
package final class RereadableSource {
    /// The file as it is named in errors.
    package let file: String
    private let descriptor: Int32

    /// Opens a file; "-" is standard input.
    package init(path: String) throws(FileError) {
        let source = try ByteSource(path: path)
        file = source.name
        if let regular = source.regularFile {
            descriptor = regular
        } else {
            descriptor = try Self.copy(source, file: file)
        }
    }

    deinit { close(descriptor) }

    /// What stands at a position, as much as comes at once; empty at the end.
    package func piece(at offset: Int) throws(FileError) -> [UInt8] {
        guard let piece = readPiece(descriptor, at: offset) else {
            throw FileError(file: file, message: "can't be read: \(String(cString: strerror(errno)))")
        }
        return piece
    }

    /// The whole content.
    package func all() throws(FileError) -> [UInt8] {
        var bytes = [UInt8]()
        while true {
            let piece = try piece(at: bytes.count)
            if piece.isEmpty { return bytes }
            bytes += piece
        }
    }

    /// The error for trouble at a position, with line and column.
    package func error(_ message: String, at offset: Int, place: String = "") -> FileError {
        var (line, column, done) = (1, 1, 0)
        while done < offset, let piece = try? piece(at: done), !piece.isEmpty {
            for byte in piece.prefix(offset - done) {
                (line, column) = byte == 0x0A ? (line + 1, 1) : (line, column + 1)
            }
            done += piece.count
        }
        return FileError(file: file, line: line, column: column, place: place, message: message)
    }

    /// Copies to a file that is gone when it is closed.
    private static func copy(_ source: ByteSource, file: String) throws(FileError) -> Int32 {
        func failure() -> FileError {
            FileError(
                file: file,
                message: "can't be kept in a temporary file: \(String(cString: strerror(errno))); "
                    + "set TMPDIR to a folder with room, or name a file")
        }
        let template = FileManager.default.temporaryDirectory.appending(path: "vamm-XXXXXX").path(percentEncoded: false)
        var path = Array(template.utf8CString)
        let copy = mkstemp(&path)
        guard copy >= 0 else { throw failure() }
        unlink(path)
        do throws(FileError) {
            while let piece = try source.next() {
                guard piece.withUnsafeBytes({ writeAll($0, to: copy) }) else { throw failure() }
            }
        } catch {
            close(copy)
            throw error
        }
        return copy
    }
}

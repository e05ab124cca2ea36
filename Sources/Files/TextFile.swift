internal import Foundation

/// A new file that text is written to.
public final class TextFile {
    private let path: String
    private var descriptor: Int32

    /// Makes a file; there must be none of that name.
    public init(_ path: String) throws(OutputError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        if descriptor < 0 { throw failure() }
    }

    deinit { if descriptor >= 0 { Foundation.close(descriptor) } }

    /// Adds text at the end.
    public func write(_ text: String) throws(OutputError) {
        if !writeAll(text, to: descriptor) { throw failure() }
    }

    /// Ends the file.
    public func close() throws(OutputError) {
        defer { descriptor = -1 }
        if fsync(descriptor) != 0 || Foundation.close(descriptor) != 0 { throw failure() }
    }

    private func failure() -> OutputError { OutputError(path: path, message: String(cString: strerror(errno))) }
}

/// Writes all of a text; false, with the reason in `errno`, where that did not go.
func writeAll(_ text: String, to descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
        var done = 0
        while done < bytes.count {
            let rest = UnsafeBufferPointer(rebasing: bytes[done...])
            let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
            guard count >= 0 || errno == EINTR else { return false }
            done += max(0, count)
        }
        return true
    }
}

internal import Foundation

/// A new file that text is written to, in large pieces.
public final class TextFile {
    private let path: String
    private var descriptor: Int32
    private var waiting = WaitingText()

    /// Makes a file; there must be none of that name.
    public init(_ path: String) throws(OutputError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        if descriptor < 0 { throw failure() }
    }

    deinit { if descriptor >= 0 { Foundation.close(descriptor) } }

    /// Adds text at the end.
    public func write(_ text: String) throws(OutputError) {
        if !waiting.append(text, to: descriptor) { throw failure() }
    }

    /// Ends the file.
    public func close() throws(OutputError) {
        defer { descriptor = -1 }
        if !waiting.flush(to: descriptor) || fsync(descriptor) != 0 || Foundation.close(descriptor) != 0 {
            throw failure()
        }
    }

    private func failure() -> OutputError { OutputError(path: path, message: String(cString: strerror(errno))) }
}

/// Text on its way to a file. False, with the reason in `errno`, is where it did not get there.
struct WaitingText {
    private var text = ""

    mutating func append(_ more: String, to descriptor: Int32) -> Bool {
        text += more
        return text.utf8.count < 1 << 16 || flush(to: descriptor)
    }

    mutating func flush(to descriptor: Int32) -> Bool {
        defer { text = "" }
        return text.withUTF8 { writeAll(UnsafeRawBufferPointer($0), to: descriptor) }
    }
}

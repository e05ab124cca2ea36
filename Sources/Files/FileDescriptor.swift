internal import Foundation

/// A file that is open until the last one lets go of it. Reads and writes say where, so there is no place to keep.
package final class FileDescriptor: Sendable {
    let number: Int32
    private let path: String

    /// Opens a file, which has to be a regular one.
    package init(_ path: String, flags: Int32) throws(FileError) {
        self.path = path
        number = open(path, flags | O_CLOEXEC, 0o644)
        guard number >= 0 else { throw systemError }
        guard let status, status.st_mode & S_IFMT == S_IFREG else { throw error("not a regular file; name another") }
    }

    private init(number: Int32, path: String) { (self.number, self.path) = (number, path) }

    /// Standard input, which is never closed.
    package static var standardInput: FileDescriptor {
        FileDescriptor(number: STDIN_FILENO, path: "standard input")
    }

    deinit {
        guard number > STDIN_FILENO else { return }
        unlock()
        close(number)
    }

    /// An error about the file.
    package func error(_ message: String) -> FileError { FileError(file: path, message: message) }

    /// What the system says about its last error.
    var systemError: FileError { error(String(cString: strerror(errno))) }

    /// How long the file is, in bytes.
    package var size: Int { Int(status?.st_size ?? 0) }

    var status: stat? {
        var status = stat()
        return fstat(number, &status) == 0 ? status : nil
    }

    /// Whether this is the file that stands at a path now.
    package func isAt(_ path: String) -> Bool {
        var other = stat()
        guard let status, stat(path, &other) == 0 else { return false }
        return status.st_ino == other.st_ino && status.st_dev == other.st_dev
    }

    /// Takes the lock that one process at a time can have; false where another one has it.
    package func lock() throws(FileError) -> Bool {
        while flock(number, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            if errno != EINTR { throw systemError }
        }
        return true
    }

    /// Gives the lock back, also where a process that is just being started holds a copy of the file for a moment.
    package func unlock() { flock(number, LOCK_UN) }

    package func write(_ bytes: some Collection<UInt8>, at offset: Int) throws(FileError) {
        guard Array(bytes).withUnsafeBytes({ writeAll($0, to: number, at: offset) }) else { throw systemError }
    }

    package func read(_ count: Int, at offset: Int) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let part = bytes.withUnsafeMutableBytes {
                pread(number, $0.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
            }
            if part > 0 { done += part } else if part == 0 || errno != EINTR { throw systemError }
        }
        return bytes
    }

    package func truncate(to size: Int) throws(FileError) {
        while ftruncate(number, off_t(size)) != 0 { if errno != EINTR { throw systemError } }
    }

    /// Waits until everything is on the disk.
    package func synchronize() throws(FileError) {
        while fsync(number) != 0 { if errno != EINTR { throw systemError } }
    }
}

internal import Foundation

/// A file that is open until the last one lets go of it. Reads and writes say where, so there is no place to keep.
final class FileDescriptor: Sendable {
    let number: Int32

    /// Opens a file, which has to be a regular one.
    init(_ path: String, flags: Int32) throws(SweepFileError) {
        number = open(path, flags | O_CLOEXEC, 0o644)
        guard number >= 0 else { throw .system }
        guard let status, status.st_mode & S_IFMT == S_IFREG else {
            throw SweepFileError(message: "not a regular file; name another")
        }
    }

    deinit {
        guard number >= 0 else { return }
        unlock()
        close(number)
    }

    var status: stat? {
        var status = stat()
        return fstat(number, &status) == 0 ? status : nil
    }

    /// Whether this is the file that stands at a path now.
    func isAt(_ path: String) -> Bool {
        var other = stat()
        guard let status, stat(path, &other) == 0 else { return false }
        return status.st_ino == other.st_ino && status.st_dev == other.st_dev
    }

    /// Takes the lock that one process at a time can have; false where another one has it.
    func lock() throws(SweepFileError) -> Bool {
        while flock(number, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            if errno != EINTR { throw .system }
        }
        return true
    }

    /// Gives the lock back, also where a process that is just being started holds a copy of the file for a moment.
    func unlock() { flock(number, LOCK_UN) }

    func write(_ bytes: some Collection<UInt8>, at offset: Int) throws(SweepFileError) {
        var rest = Array(bytes)[...]
        var place = offset
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { pwrite(number, $0.baseAddress, $0.count, off_t(place)) }
            if count > 0 {
                rest = rest.dropFirst(count)
                place += count
            } else if errno != EINTR {
                throw .system
            }
        }
    }

    func read(_ count: Int, at offset: Int) throws(SweepFileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let part = bytes.withUnsafeMutableBytes {
                pread(number, $0.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
            }
            if part > 0 { done += part } else if part == 0 || errno != EINTR { throw .system }
        }
        return bytes
    }

    func truncate(to size: Int) throws(SweepFileError) {
        while ftruncate(number, off_t(size)) != 0 { if errno != EINTR { throw .system } }
    }

    /// Waits until everything is on the disk.
    func synchronize() throws(SweepFileError) {
        while fsync(number) != 0 { if errno != EINTR { throw .system } }
    }
}

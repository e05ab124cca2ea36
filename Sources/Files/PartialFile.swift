internal import Foundation

/// A place beside a file where its new content is made, to take the file's place as a whole or not at all.
///
/// The place is called like the file with `.vamm-partial` behind it. Whoever writes there holds a lock on it; what a
/// process that was killed left there is removed by the next that wants to write the same file. Anything else of that
/// name is left alone and named.
public final class PartialFile {
    /// Where the content is made. There is an empty file, or an empty folder, at first.
    public let path: String
    private let target: URL
    private let name: String
    private let isFolder: Bool
    private var descriptor: Int32 = -1
    private var waiting = WaitingText()

    /// Makes the place for a file, or for a folder of files.
    ///
    /// A link is followed. Only a regular file is replaced; for a folder, only an empty one.
    ///
    /// - Parameters:
    ///   - name: Where it is to be in the end.
    ///   - isFolder: Whether it is a folder.
    ///   - input: A file that must not be replaced, for it is being read.
    public init(replacing name: String, isFolder: Bool = false, input: String? = nil) throws(OutputError) {
        (self.name, self.isFolder) = (name, isFolder)
        target = URL(filePath: name).resolvingSymlinksInPath()
        path = target.path(percentEncoded: false) + ".vamm-partial"
        if let input, URL(filePath: path) == URL(filePath: input).resolvingSymlinksInPath() {
            throw OutputError(
                path: name, message: "its place while it is made is the scenario itself; name another file")
        }
        try Self.check(target, name: name, isFolder: isFolder, input: input)
        try claim()
    }

    deinit { discard() }

    /// Adds text at the end of the file.
    public func write(_ text: String) throws(OutputError) {
        if !waiting.append(text, to: descriptor) { throw Self.failure(name) }
    }

    /// Puts what was made in the file's place.
    public func commit() throws(OutputError) {
        guard descriptor >= 0 else { return }
        guard waiting.flush(to: descriptor) else { throw Self.failure(name) }
        fsync(descriptor)
        guard rename(path, target.path(percentEncoded: false)) == 0 else { throw Self.failure(name) }
        close(descriptor)
        descriptor = -1
    }

    /// Removes what was made, unless it has been put in place.
    public func discard() {
        guard descriptor >= 0 else { return }
        try? FileManager.default.removeItem(atPath: path)
        close(descriptor)
        descriptor = -1
    }

    private static func failure(_ name: String) -> OutputError {
        OutputError(path: name, message: String(cString: strerror(errno)))
    }

    private static func check(_ target: URL, name: String, isFolder: Bool, input: String?) throws(OutputError) {
        func refusal(_ message: String) -> OutputError { OutputError(path: name, message: message) }
        var status = stat()
        let folder = target.deletingLastPathComponent().path(percentEncoded: false)
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw refusal("there is no folder \(folder); make it first")
        }
        if stat(target.path(percentEncoded: false), &status) == 0 {
            let kind = status.st_mode & S_IFMT
            if isFolder {
                let content = try? FileManager.default.contentsOfDirectory(atPath: target.path(percentEncoded: false))
                guard kind == S_IFDIR, content?.isEmpty == true else {
                    throw refusal(
                        kind == S_IFDIR ? "the folder is not empty; name another" : "not a folder; name another")
                }
            } else if kind != S_IFREG {
                throw refusal("not a regular file; name another")
            }
        }
        if let input, target == URL(filePath: input).resolvingSymlinksInPath() {
            throw refusal("that is the scenario itself; name another file")
        }
    }

    /// Makes the place anew and locks it.
    private func claim() throws(OutputError) {
        let busy = OutputError(path: name, message: "another process is writing it; wait for that, or name another")
        if isLocked() { throw busy }
        try removeLeftover()
        if isFolder {
            guard mkdir(path, 0o777) == 0 else { throw Self.failure(name) }
            descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        } else {
            descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        }
        guard descriptor >= 0 else { throw Self.failure(name) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw busy }
    }

    /// Whether somebody is writing there.
    private func isLocked() -> Bool {
        // Nothing is waited for that is no file of ours, such as the other end of a pipe.
        let old = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard old >= 0 else { return false }
        defer { close(old) }
        return flock(old, LOCK_EX | LOCK_NB) != 0
    }

    /// Removes what a killed process left: a regular file, or a folder with no more than such files of CSV in it.
    private func removeLeftover() throws(OutputError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        let inTheWay = OutputError(path: name, message: "\(path) is in the way; move it elsewhere, or name another")
        guard status.st_mode & S_IFMT == (isFolder ? S_IFDIR : S_IFREG) else { throw inTheWay }
        guard isFolder else {
            if unlink(path) != 0 { throw Self.failure(name) }
            return
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [""]
        guard names.allSatisfy({ $0.hasSuffix(".csv") }) else { throw inTheWay }
        for name in names where unlink("\(path)/\(name)") != 0 { throw inTheWay }
        if rmdir(path) != 0 { throw inTheWay }
    }
}

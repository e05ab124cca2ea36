internal import Foundation

/// A folder of our own beside a file, where the file's new content is made.
///
/// It has a name that there was not before, is made exclusively, and nobody else may look into it. A mark in it says
/// for which file it is, and is locked as long as somebody works there: whoever else wants to write the same file finds
/// the lock and is refused. What a process that was killed left is known by its mark, and removed by the next; nothing
/// without that mark is touched, whatever its name.
final class PrivatePlace {
    /// Where the content is made: a name in the folder, with nothing there at first.
    var content: String { folder + "/content" }
    private let folder: String
    private var mark: Int32 = -1

    private static let markName = "vamm-mark"
    /// How long somebody else may be busy with making or removing a place in the same folder, in tenths of a second.
    private static let longestWait = 100

    /// Makes the place.
    ///
    /// - Parameters:
    ///   - target: The file.
    ///   - name: As the file was named, for messages.
    /// - Throws: `OutputError` where somebody else is writing the file, or the folder can't be made.
    init(beside target: LinkTarget, named name: String) throws(OutputError) {
        func failure() -> OutputError { OutputError(path: name, message: String(cString: strerror(errno))) }
        // A name in a folder has at most 255 bytes.
        let stem = "." + String(decoding: target.name.utf8.prefix(180), as: UTF8.self) + ".vamm-"
        // One at a time looks for others and makes a place of its own.
        let guardian = open(target.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if guardian >= 0 { close(guardian) } }
        for _ in 0..<Self.longestWait {
            guard guardian >= 0, flock(guardian, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR else {
                break
            }
            usleep(100_000)
        }
        try Self.clear(target, stem: stem, named: name)
        var template = Array(LinkTarget.join(target.folder, stem + "XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw failure() }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        mark = open(folder + "/" + Self.markName, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        let text = Array(Self.text(of: target).utf8)
        guard mark >= 0, flock(mark, LOCK_EX | LOCK_NB) == 0, text.withUnsafeBytes({ writeAll($0, to: mark) }) else {
            let error = failure()
            remove()
            throw error
        }
    }

    deinit { remove() }

    /// Removes the place with what is left in it.
    func remove() {
        guard mark >= 0 || access(folder, F_OK) == 0 else { return }
        try? FileManager.default.removeItem(atPath: folder)
        if mark >= 0 { close(mark) }
        mark = -1
    }

    /// What a mark says: what it is, and for which file.
    private static func text(of target: LinkTarget) -> String { "vamm: the new content of \(target.name)\n" }

    /// Removes what killed processes left for the file; somebody who is at work is an error.
    private static func clear(_ target: LinkTarget, stem: String, named name: String) throws(OutputError) {
        for entry in (try? FileManager.default.contentsOfDirectory(atPath: target.folder)) ?? []
        where entry.hasPrefix(stem) {
            let folder = LinkTarget.join(target.folder, entry)
            let mark = open(folder + "/" + markName, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
            guard mark >= 0 else { continue }
            defer { close(mark) }
            guard let bytes = readPiece(mark), bytes.elementsEqual(text(of: target).utf8) else { continue }
            guard flock(mark, LOCK_EX | LOCK_NB) == 0 else {
                throw OutputError(
                    path: name, message: "another process is writing it; wait for that, or name another")
            }
            try? FileManager.default.removeItem(atPath: folder)
        }
    }
}

extension LinkTarget {
    /// A name in a folder.
    static func join(_ folder: String, _ name: String) -> String { folder == "/" ? "/\(name)" : "\(folder)/\(name)" }
}

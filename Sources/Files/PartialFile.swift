internal import Foundation

/// The new content of a file while it is made, to take the file's place as a whole or not at all.
///
/// It is made in a folder of our own beside the file, `.NAME.vamm-` and six letters, so that it can be renamed. One
/// process at a time makes a file's content. What a killed process left is removed by the next that writes the same
/// file; nothing else is ever in the way. The file keeps its mode.
public final class PartialFile {
    /// Where the content is made. There is an empty file, or an empty folder, at first.
    public var path: String { place.content }
    private let target: LinkTarget
    private let name: String
    private let place: PrivatePlace
    private var descriptor: Int32 = -1
    private var waiting = WaitingText()

    /// Makes the place for a file, or for a folder of files.
    ///
    /// A link is followed, also one that leads to nothing yet. Only a regular file is replaced; for a folder, only an
    /// empty one.
    ///
    /// - Parameters:
    ///   - name: Where it is to be in the end.
    ///   - isFolder: Whether it is a folder.
    ///   - input: A file that must not be replaced, for it is being read.
    public init(replacing name: String, isFolder: Bool = false, input: String? = nil) throws(OutputError) {
        self.name = name
        target = try LinkTarget(name)
        let mode = try Self.check(target.path, name: name, isFolder: isFolder, input: input)
        place = try PrivatePlace(beside: target, named: name)
        if isFolder {
            guard mkdir(place.content, 0o777) == 0 else { throw Self.failure(name) }
            descriptor = open(place.content, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        } else {
            descriptor = open(place.content, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        }
        guard descriptor >= 0 else { throw Self.failure(name) }
        if let mode, fchmod(descriptor, mode & 0o7777) != 0 { throw Self.failure(name) }
    }

    deinit { discard() }

    /// Adds text at the end of the file.
    public func write(_ text: String) throws(OutputError) {
        if !waiting.append(text, to: descriptor) { throw Self.failure(name) }
    }

    /// Puts what was made in the file's place.
    public func commit() throws(OutputError) {
        guard descriptor >= 0 else { return }
        guard waiting.flush(to: descriptor), fsync(descriptor) == 0 || errno == EINVAL else { throw Self.failure(name) }
        guard rename(place.content, target.path) == 0 else { throw Self.failure(name) }
        discard()
    }

    /// Removes what was made, unless it has been put in place.
    public func discard() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
        place.remove()
    }

    private static func failure(_ name: String) -> OutputError {
        OutputError(path: name, message: String(cString: strerror(errno)))
    }

    /// The mode of the file that is replaced; nil where there is none, and for a folder.
    private static func check(
        _ path: String, name: String, isFolder: Bool, input: String?
    ) throws(OutputError) -> mode_t? {
        func refusal(_ message: String) -> OutputError { OutputError(path: name, message: message) }
        var (status, read) = (stat(), stat())
        guard stat(path, &status) == 0 else { return nil }
        let kind = status.st_mode & S_IFMT
        if isFolder {
            let content = try? FileManager.default.contentsOfDirectory(atPath: path)
            guard kind == S_IFDIR, content?.isEmpty == true else {
                throw refusal(kind == S_IFDIR ? "the folder is not empty; name another" : "not a folder; name another")
            }
            return nil
        }
        guard kind == S_IFREG else { throw refusal("not a regular file; name another") }
        // By whatever name or link it is read.
        if let input, stat(input, &read) == 0, read.st_ino == status.st_ino, read.st_dev == status.st_dev {
            throw refusal("that is the scenario itself; name another file")
        }
        guard access(path, W_OK) == 0 else { throw failure(name) }
        return status.st_mode
    }
}

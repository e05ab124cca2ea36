internal import Foundation

/// Where a name leads in the end: links are followed, also one to a file that is not there yet.
struct LinkTarget {
    /// The folder, without links.
    let folder: String
    /// The name in it.
    let name: String
    /// The whole path.
    var path: String { folder == "/" ? "/\(name)" : "\(folder)/\(name)" }

    private static let mostLinks = 40

    /// - Throws: `OutputError` for links in a circle, for one to a name that is no text, where there is no folder.
    init(_ named: String) throws(OutputError) {
        var path = named
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        for _ in 0...Self.mostLinks {
            guard let next = try Self.link(path, named: named) else {
                (folder, name) = try Self.parts(path, named: named)
                return
            }
            path = next.hasPrefix("/") ? next : Self.folder(of: path) + "/" + next
        }
        throw OutputError(path: named, message: "a link that leads to itself; name another")
    }

    /// Where a link leads; nil for what is no link.
    private static func link(_ path: String, named: String) throws(OutputError) -> String? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return nil }
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &bytes, bytes.count)
        guard count >= 0 else { throw OutputError(path: named, message: String(cString: strerror(errno))) }
        guard let text = String(validating: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) else {
            throw OutputError(path: named, message: "a link to a name that is not UTF-8; name another")
        }
        return text
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func parts(_ path: String, named: String) throws(OutputError) -> (folder: String, name: String) {
        let folder = folder(of: path)
        let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
        // What is called by its folder, such as "." or "..", is one.
        let isFolder = ["", ".", ".."].contains(name)
        guard let whole = realpath(isFolder ? path : folder, nil) else {
            throw OutputError(path: named, message: "there is no folder \(folder); make it first")
        }
        defer { free(whole) }
        guard let real = String(validatingCString: whole) else {
            throw OutputError(path: named, message: "in a folder whose name is not UTF-8; name another")
        }
        return isFolder ? (Self.folder(of: real), String(real.split(separator: "/").last ?? "")) : (real, name)
    }
}

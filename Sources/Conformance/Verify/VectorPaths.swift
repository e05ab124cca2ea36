public import Files
internal import Foundation
internal import Scenarios

/// Finds the vector files that a command line names.
public enum VectorPaths {
    /// The files themselves, and for a directory every `.json` file below it in the order of their paths, without
    /// hidden files, JSON Schemas (`.schema.json`), scenarios (`.scenario.json`), state documents (`.state.json`),
    /// accepted deviations (`.accept.json`) and folders of Python programs (with a `pyproject.toml`). Links are
    /// followed.
    public static func expand(_ paths: [String]) throws(FileError) -> [String] {
        var files = [String]()
        for path in paths {
            guard path != "-", kind(of: path) == .directory else {
                files.append(path)
                continue
            }
            var visited = Set<String>()
            let trimmed = String(path.reversed().drop { $0 == "/" }.reversed())
            let found = try walk(trimmed, &visited)
            guard !found.isEmpty else {
                throw FileError(file: path, message: "no .json files in this directory; name the vector files")
            }
            files += found
        }
        return files
    }

    /// The files without those that are the same as an earlier one, whatever path or link leads to them; and those.
    public static func distinct(_ files: [String]) -> (files: [String], repeated: [String]) {
        var known = Set<String>()
        var (kept, repeated) = ([String](), [String]())
        for file in files {
            let target = file == "-" ? file : URL(filePath: file).resolvingSymlinksInPath().path(percentEncoded: false)
            if known.insert(target).inserted { kept.append(file) } else { repeated.append(file) }
        }
        return (kept, repeated)
    }

    private enum Kind { case file, directory, other }

    private static func kind(of path: String) -> Kind {
        var status = stat()
        guard stat(path, &status) == 0 else { return .other }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .directory
        case S_IFREG: return .file
        default: return .other
        }
    }

    /// The vector files below a directory, each directory once however many links lead to it.
    private static func walk(_ directory: String, _ visited: inout Set<String>) throws(FileError) -> [String] {
        let resolved = URL(filePath: directory).resolvingSymlinksInPath().path(percentEncoded: false)
        guard visited.insert(resolved).inserted else { return [] }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory.isEmpty ? "/" : directory)
        } catch {
            throw FileError(file: directory, message: "the directory can't be read; check its permissions")
        }
        // A program that lies among the vectors brings JSON of its own.
        if names.contains("pyproject.toml") { return [] }
        var files = [String]()
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = directory + "/" + name
            switch kind(of: path) {
            case .directory: files += try walk(path, &visited)
            case .file where isVectorFile(name): files.append(path)
            default: break
            }
        }
        return files
    }

    private static func isVectorFile(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.hasSuffix(".json")
            && ![".schema.json", ".scenario.json", ".state.json", ".accept.json"].contains(where: name.hasSuffix)
    }
}

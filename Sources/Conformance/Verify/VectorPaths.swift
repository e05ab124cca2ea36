internal import Foundation

/// Finds the vector files that a command line names.
public enum VectorPaths {
    /// The files themselves, and for a directory every `.json` file below it in the order of their paths, without
    /// hidden files and JSON Schemas (`.schema.json`).
    public static func expand(_ paths: [String]) throws(VectorError) -> [String] {
        var files = [String]()
        for path in paths {
            var isDirectory = ObjCBool(false)
            guard path != "-", FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
                isDirectory.boolValue
            else {
                files.append(path)
                continue
            }
            guard let walk = FileManager.default.enumerator(atPath: path) else {
                throw VectorError(file: path, message: "the directory can't be read; check its permissions")
            }
            let found = walk.compactMap { $0 as? String }.filter(isVectorFile)
            guard !found.isEmpty else {
                throw VectorError(file: path, message: "no .json files in this directory; name the vector files")
            }
            files += found.sorted().map { path.hasSuffix("/") ? path + $0 : path + "/" + $0 }
        }
        return files
    }

    private static func isVectorFile(_ path: String) -> Bool {
        path.hasSuffix(".json") && !path.hasSuffix(".schema.json")
            && !path.split(separator: "/").contains { $0.hasPrefix(".") }
    }
}

internal import Foundation

/// Bytes that arrive in pieces: a file, or standard input for "-".
final class ByteSource {
    private let name: String
    private let handle: FileHandle
    private let isStandardInput: Bool
    private static let pieceSize = 1 << 18

    /// Opens a file.
    init(path: String) throws(VectorError) {
        isStandardInput = path == "-"
        name = isStandardInput ? "standard input" : path
        if isStandardInput {
            handle = .standardInput
            return
        }
        var isDirectory = ObjCBool(false)
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw VectorError(file: path, message: "no such file; check the path")
        }
        guard !isDirectory.boolValue else {
            throw VectorError(file: path, message: "a directory, not a vector file")
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw VectorError(file: path, message: "can't be opened; check its permissions")
        }
        self.handle = handle
    }

    deinit {
        if !isStandardInput { try? handle.close() }
    }

    /// The next piece, or nil at the end.
    func next() throws(VectorError) -> [UInt8]? {
        do {
            guard let data = try handle.read(upToCount: Self.pieceSize), !data.isEmpty else { return nil }
            return Array(data)
        } catch {
            throw VectorError(file: name, message: "can't be read: \(error.localizedDescription)")
        }
    }
}

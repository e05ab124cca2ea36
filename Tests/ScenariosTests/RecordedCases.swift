import Foundation
import Testing

/// The recorded cases of clearing houses, each as a vector file of its own: a large file is read once.
enum RecordedCases {
    static let files = ["directed-v1", "directed-v2", "market-v1", "market-v2", "edges-v1", "edges-v2"]

    static let vectors = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Vectors")

    /// Hands out the path and the id of each case of a file, or of every so many of them.
    static func each(_ name: String, every: Int = 1, _ body: (String, String) throws -> Void) throws {
        let text = try String(contentsOf: vectors.appending(path: "recorded/\(name).json"), encoding: .utf8)
        // A case begins on a line of its own with its id.
        let cases = text.components(separatedBy: "\n{\"id\":").dropFirst()
        try #require(cases.count > 1)
        for (place, rest) in cases.enumerated() where place % every == 0 {
            // Behind it is a comma, or the end of the list and of the file.
            let end = try #require(rest.range(of: place == cases.count - 1 ? "\n]}" : ",", options: .backwards))
            let text = "{\"id\":" + rest[..<end.lowerBound]
            let id = String(rest.dropFirst().prefix { $0 != "\"" })
            let file = FileManager.default.temporaryDirectory.appending(path: "case-\(UUID().uuidString).json")
            try Data("{\"format\":\"vamm-vectors/1\",\"kind\":\"market\",\"cases\":[\(text)]}".utf8).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            try body(file.path(percentEncoded: false), id)
        }
    }
}

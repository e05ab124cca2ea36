import Files
import Foundation
import Testing

/// A folder that is gone after the test.
final class TemporaryFolder {
    let url = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path(percentEncoded: false) }

    func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: path(name), atomically: false, encoding: .utf8)
        return path(name)
    }

    func text(of name: String) -> String? { try? String(contentsOfFile: path(name), encoding: .utf8) }

    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path("")).sorted() }
    }
}

@Suite struct PartialFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func contentTakesTheFilesPlaceAsAWhole() throws {
        let path = try folder.write("old", to: "out")
        let file = try PartialFile(replacing: path)
        try file.write("new")
        #expect(folder.text(of: "out") == "old")
        try file.commit()
        #expect(folder.text(of: "out") == "new")
        #expect(try folder.names == ["out"])
    }

    /// Pieces of every size, in all more than is kept waiting: what is committed is their sum.
    @Test func manyPiecesMakeOneFile() throws {
        let pieces = (0..<3000).map { String(repeating: "é\($0)", count: $0 % 97) }
        let file = try PartialFile(replacing: folder.path("out"))
        for piece in pieces { try file.write(piece) }
        #expect(folder.text(of: "out") == nil)
        try file.commit()
        #expect(folder.text(of: "out") == pieces.joined())
    }

    @Test func whatIsNotCommittedLeavesNothing() throws {
        let path = try folder.write("old", to: "out")
        do {
            let file = try PartialFile(replacing: path)
            try file.write("half")
        }
        #expect(folder.text(of: "out") == "old")
        #expect(try folder.names == ["out"])
    }

    @Test func twoWritersOfOneFileDoNotMix() throws {
        let first = try PartialFile(replacing: folder.path("out"))
        let error = try #require(throws: OutputError.self) { try PartialFile(replacing: folder.path("out")) }
        #expect(error.message.contains("another process is writing it"))
        try first.write("first")
        try first.commit()
        #expect(folder.text(of: "out") == "first")
    }

    @Test func whatAKilledProcessLeftIsRemovedAndNothingElse() throws {
        _ = try folder.write("left", to: "out.vamm-partial")
        let file = try PartialFile(replacing: folder.path("out"))
        try file.write("new")
        try file.commit()
        #expect(folder.text(of: "out") == "new")
        try FileManager.default.createDirectory(
            atPath: folder.path("other.vamm-partial"), withIntermediateDirectories: false)
        let error = try #require(throws: OutputError.self) { try PartialFile(replacing: folder.path("other")) }
        #expect(error.message.contains("is in the way"))
    }

    @Test func theInputIsNeverReplaced() throws {
        let input = try folder.write("input", to: "in")
        try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: input)
        for name in ["in", "link"] {
            #expect(throws: OutputError.self) { try PartialFile(replacing: folder.path(name), input: input) }
        }
        #expect(folder.text(of: "in") == "input")
    }

    @Test func aFolderReplacesOnlyAnEmptyOne() throws {
        _ = try folder.write("x", to: "file")
        #expect(throws: OutputError.self) { try PartialFile(replacing: folder.path(""), isFolder: true) }
        #expect(throws: OutputError.self) { try PartialFile(replacing: folder.path("file"), isFolder: true) }
        let made = try PartialFile(replacing: folder.path("new"), isFolder: true)
        let table = try TextFile(made.path + "/a.csv")
        try table.write("1\n")
        try table.close()
        try made.commit()
        #expect(folder.text(of: "new/a.csv") == "1\n")
    }
}

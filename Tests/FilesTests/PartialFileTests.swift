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

    /// What a killed process left has a mark that says for which file it is; what only looks like it is not touched.
    @Test func whatAKilledProcessLeftIsRemovedAndNothingElse() throws {
        let manager = FileManager.default
        let places = [
            (".out.vamm-aaaaaa", "vamm: the new content of out\n"), (".out.vamm-bbbbbb", "my own notes\n"),
            (".out.vamm-cccccc", "vamm: the new content of other\n"), (".out.vamm-dddddd", nil),
        ]
        for (name, mark) in places {
            try manager.createDirectory(atPath: folder.path(name), withIntermediateDirectories: false)
            if let mark { _ = try folder.write(mark, to: "\(name)/vamm-mark") }
            _ = try folder.write("half", to: "\(name)/content")
        }
        for name in ["out.vamm-partial", "out.sorting", ".out.vamm-eeeeee"] { _ = try folder.write("mine", to: name) }
        let file = try PartialFile(replacing: folder.path("out"))
        try file.write("new")
        try file.commit()
        #expect(folder.text(of: "out") == "new")
        #expect(
            try folder.names == [
                ".out.vamm-bbbbbb", ".out.vamm-cccccc", ".out.vamm-dddddd", ".out.vamm-eeeeee", "out", "out.sorting",
                "out.vamm-partial",
            ])
    }

    @Test func aLinkThatLeadsNowhereIsFollowedAndOneToItselfIsRefused() throws {
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "new")
        try manager.createSymbolicLink(atPath: folder.path("circle"), withDestinationPath: "circle")
        let file = try PartialFile(replacing: folder.path("link"))
        try file.write("x")
        try file.commit()
        #expect(folder.text(of: "new") == "x")
        #expect(try manager.destinationOfSymbolicLink(atPath: folder.path("link")) == "new")
        let error = try #require(throws: OutputError.self) { try PartialFile(replacing: folder.path("circle")) }
        #expect(error.message.contains("leads to itself"))
    }

    /// A name as long as names can be has room for a place beside it.
    @Test func aLongNameHasAPlaceToo() throws {
        let name = String(repeating: "n", count: 255)
        let file = try PartialFile(replacing: folder.path(name))
        try file.write("x")
        try file.commit()
        #expect(try folder.names == [name])
    }

    /// The input by another name of the same file.
    @Test func aHardLinkToTheInputIsTheInput() throws {
        let input = try folder.write("input", to: "in")
        try FileManager.default.linkItem(atPath: input, toPath: folder.path("same"))
        #expect(throws: OutputError.self) { try PartialFile(replacing: folder.path("same"), input: input) }
    }

    /// Many at once: one at a time writes, each that was let in wrote all of its own.
    @Test func manyWritersAtOnceNeverMix() async throws {
        let path = folder.path("out")
        let written = await withTaskGroup(of: String?.self) { group in
            for number in 0..<24 {
                group.addTask {
                    let text = String(repeating: "\(number),", count: 20_000)
                    guard let file = try? PartialFile(replacing: path) else { return nil }
                    try? file.write(text)
                    usleep(2000)
                    return (try? file.commit()) == nil ? nil : text
                }
            }
            var written: [String] = []
            for await text in group { if let text { written.append(text) } }
            return written
        }
        let text = try #require(folder.text(of: "out"))
        #expect(!written.isEmpty && written.contains(text))
        #expect(try folder.names == ["out"])
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

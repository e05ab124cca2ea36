import Foundation
import Testing

/// The pages of the repository lead to each other, and to what is there.
@Suite struct LinkTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The pages that are read where they lie, not built into documentation.
    private static func pages() throws -> [String] {
        try ["", ".github/", "Vectors/", "Benchmarks/"].flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path())
                .filter { $0.hasSuffix(".md") }.sorted().map { folder + $0 }
        }
    }

    @Test func everyLinkBetweenFilesHolds() throws {
        var links = 0
        for page in try Self.pages() {
            let file = Self.root.appending(path: page)
            for match in try String(contentsOf: file, encoding: .utf8).matches(of: /\]\(([^)\s]+)\)/) {
                let target = match.output.1.prefix { $0 != "#" }
                if target.isEmpty || target.contains("://") { continue }
                links += 1
                let path = file.deletingLastPathComponent().appending(path: target).path()
                #expect(FileManager.default.fileExists(atPath: path), "\(page) leads to \(target), which is not there")
            }
        }
        #expect(links >= 25)
    }

    @Test func everyChapterThatALinkNamesIsThere() throws {
        for page in try Self.pages() {
            let text = try String(contentsOf: Self.root.appending(path: page), encoding: .utf8)
            let chapters = Set(
                text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { heading in
                    heading.drop { "# ".contains($0) }.lowercased().replacing(" ", with: "-")
                        .filter { $0.isLetter || $0.isNumber || $0 == "-" }
                })
            for match in text.matches(of: /\]\(#([^)\s]+)\)/) {
                #expect(chapters.contains(String(match.output.1)), "\(page) has no chapter \(match.output.1)")
            }
        }
    }

    /// The modules but for those in C and the program; the order is that of the table.
    @Test func everyLibraryIsInTheReadmeAndDocumented() throws {
        let modules = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: "Sources").path())
            .filter { $0.firstMatch(of: /^(C[A-Z]|vamm$|\.)/) == nil }
        func text(_ path: String) throws -> String {
            try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
        }
        let mapped = try text("README.md").matches(of: /\n\| `([A-Z]\w+)` \|/).map { String($0.output.1) }
        #expect(mapped.sorted() == modules.sorted())
        let documented = try text(".spi.yml").matches(of: /\n +- ([A-Z]\w+)\b/).map { String($0.output.1) }
        #expect(documented == mapped)
        for module in modules {
            let page = Self.root.appending(path: "Sources/\(module)/\(module).docc/\(module).md").path()
            #expect(FileManager.default.fileExists(atPath: page), "\(module) has no page of documentation")
        }
    }
}

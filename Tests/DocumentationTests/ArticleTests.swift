import Foundation
import Testing

/// The folder that the package's own files are in.
let articlesRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// What an article shows is what is compiled and run here.
@Suite struct ArticleTests {
    private func files(below folder: String, ending: String) throws -> [(name: String, text: String)] {
        let root = articlesRoot.appending(path: folder)
        let walk = FileManager.default.enumerator(atPath: root.path())
        return try (walk?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(ending) }.sorted()
            .map { ($0, try String(contentsOf: root.appending(path: $0), encoding: .utf8)) }
    }

    /// The Swift that articles show, each with its file.
    private func shown() throws -> [(name: String, code: String)] {
        try files(below: "Sources", ending: ".md").flatMap { name, text in
            text.components(separatedBy: "```swift\n").dropFirst().map { rest in
                (name, rest.components(separatedBy: "```").first ?? "")
            }
        }
    }

    /// What stands between the marks in the tests, without its indentation.
    private func tested() throws -> [String] {
        try files(below: "Tests/DocumentationTests", ending: ".swift").flatMap { _, text -> [String] in
            var (regions, open, indentation) = ([String](), nil as [String]?, 0)
            for line in text.components(separatedBy: "\n") {
                switch line.drop(while: { $0 == " " }) {
                case "// article": (open, indentation) = ([], line.prefix { $0 == " " }.count)
                case "// end":
                    if let lines = open { regions.append(lines.joined(separator: "\n") + "\n") }
                    open = nil
                default: open?.append(String(line.dropFirst(indentation)))
                }
            }
            return regions
        }
    }

    @Test func everythingThatArticlesShowIsTested() throws {
        let (shown, tested) = (try shown(), try tested())
        #expect(shown.count >= 7)
        for (name, code) in shown { #expect(tested.contains(code), "\(name) shows what is not tested:\n\(code)") }
        for region in tested {
            #expect(shown.contains { $0.code == region }, "no article shows:\n\(region)")
        }
    }
}

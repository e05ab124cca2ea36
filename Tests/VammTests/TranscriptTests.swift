import Foundation
import Testing

/// What README.md and the articles of the documentation show of the program is what it does.
@Suite struct TranscriptTests {
    private struct Page {
        var path: String
        var text: String

        init(_ path: String) throws {
            self.path = path
            text = try String(contentsOf: packageRoot.appending(path: path), encoding: .utf8)
        }

        /// What stands between fences.
        var blocks: [String] {
            text.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        }
    }

    private static func readme() throws -> Page { try Page("README.md") }

    private static func articles() throws -> [Page] {
        let walk = FileManager.default.enumerator(atPath: packageRoot.appending(path: "Sources").path())
        let paths = (walk?.compactMap { $0 as? String } ?? []).filter { $0.contains(".docc/") && $0.hasSuffix(".md") }
        return try paths.sorted().map { try Page("Sources/\($0)") }
    }

    /// Every command that is shown with its output prints that output.
    @Test func everyCommandThatIsShownPrintsWhatIsShown() throws {
        let prompt = "$ .build/release/vamm "
        var transcripts: [String: Int] = [:]
        for page in try [Self.readme()] + Self.articles() {
            for block in page.blocks {
                // Behind the fence the line ends, before the next one too.
                let lines = block.replacing("\\\n", with: " ")
                    .split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
                guard let command = lines.first, command.hasPrefix(prompt) else { continue }
                transcripts[page.path, default: 0] += 1
                let run = try vamm(command.dropFirst(prompt.count).split(separator: " ").map(String.init))
                #expect(run.output == lines.dropFirst().joined(separator: "\n"), "\(page.path): \(command)")
            }
        }
        #expect(transcripts["README.md"] == 2)
        #expect(transcripts.values.reduce(0, +) >= 9, "\(transcripts)")
    }

    @Test func theReadmeMapsEveryCommand() throws {
        let help = try vamm("--help").output
        let list = try #require(help.components(separatedBy: "SUBCOMMANDS:\n").dropFirst().first)
        let commands = Set(list.split(separator: "\n").compactMap { $0.firstMatch(of: /^  ([a-z-]+)\s/)?.output.1 })
        #expect(commands.count >= 13)
        let mapped = try Set(Self.readme().text.matches(of: /\n\| `vamm ([a-z-]+)/).map(\.output.1))
        #expect(commands == mapped)
    }
}

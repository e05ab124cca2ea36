import Foundation
import Testing

/// Every rule of SPEC.md is shown by a vector that it cites, or by a test that names it.
@Suite struct EvidenceTests {
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private struct Section {
        var rule: Substring
        var text = ""

        /// What stands between backticks.
        var quoted: [Substring] {
            text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .compactMap { $0.offset % 2 == 1 ? $0.element : nil }
        }
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
    }

    private func files(in folder: String, ending: String) throws -> [String] {
        let walk = FileManager.default.enumerator(atPath: Self.root.appending(path: folder).path())
        return (walk?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(ending) }.map { "\(folder)/\($0)" }
    }

    private func sections() throws -> [Section] {
        var sections: [Section] = []
        for line in try text("SPEC.md").split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("### ") {
                sections.append(Section(rule: line.dropFirst(4).prefix { $0 != " " }))
            } else if line.hasPrefix("## ") {
                // What follows belongs to no rule.
                sections.append(Section(rule: ""))
            } else if !sections.isEmpty {
                sections[sections.count - 1].text += line + "\n"
            }
        }
        return sections.filter { !$0.rule.isEmpty }
    }

    /// How many steps each case of the vector files has; 0 for a case that is none of steps.
    private func cases() throws -> [String: Int] {
        var cases: [String: Int] = [:]
        for file in try files(in: "Vectors", ending: ".json")
        where file.hasPrefix("Vectors/recorded") || file.hasPrefix("Vectors/findings") {
            let data = try Data(contentsOf: Self.root.appending(path: file))
            let document = try JSONSerialization.jsonObject(with: data) as? [String: Any]
            for entry in document?["cases"] as? [[String: Any]] ?? [] {
                if let id = entry["id"] as? String { cases[id] = (entry["steps"] as? [Any])?.count ?? 0 }
            }
        }
        return cases
    }

    /// The rules that tests name, as in "SPEC P2, P3" or "SPEC KC1 to KC4".
    private func rulesNamedByTests() throws -> Set<String> {
        var rules: Set<String> = []
        for file in try files(in: "Tests", ending: ".swift") {
            for match in try text(file).matches(of: /SPEC ([A-Z]+[0-9]+(?:(?:,| and| to) [A-Z]+[0-9]+)*)/) {
                let words = match.output.1.split { $0 == " " || $0 == "," }
                for (place, word) in words.enumerated() {
                    rules.insert(String(word))
                    guard word == "to", place > 0, place + 1 < words.count else { continue }
                    let letters = words[place + 1].prefix { $0.isLetter }
                    let ends = [words[place - 1], words[place + 1]].compactMap { Int($0.drop { $0.isLetter }) }
                    if ends.count == 2, ends[0] <= ends[1] {
                        rules.formUnion((ends[0]...ends[1]).map { "\(letters)\($0)" })
                    }
                }
            }
        }
        return rules
    }

    @Test func everyRuleOfTheSpecHasEvidence() throws {
        let (sections, cases, named) = (try sections(), try cases(), try rulesNamedByTests())
        #expect(sections.count > 100)
        let without = sections.filter { section in
            !named.contains(String(section.rule))
                && !section.quoted.contains { cases[String($0.prefix { $0 != " " })] != nil }
        }.map(\.rule)
        #expect(without.isEmpty, "no vector and no test shows \(without.joined(separator: ", "))")
    }

    /// A citation such as `seed-alice-bob steps 1 and 2`.
    @Test func everyStepThatTheSpecCitesExists() throws {
        let cases = try cases()
        var citations = 0
        for section in try sections() {
            for quoted in section.quoted {
                guard let match = quoted.wholeMatch(of: /([\w-]+)\s+steps?\s+([\d,\sandto]+)/) else { continue }
                citations += 1
                let steps = match.output.2.matches(of: /\d+/).compactMap { Int($0.output) }
                let count = cases[String(match.output.1)] ?? 0
                #expect(steps.allSatisfy { 1...max(1, count) ~= $0 } && count > 0, "\(section.rule) cites \(quoted)")
            }
        }
        #expect(citations > 80)
    }
}

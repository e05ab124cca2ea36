import Foundation
import Testing

/// What SPEC.md, README and article say of the proofs is what stands in Tests/Proofs, and the bridge leads to Swift
/// code and tests of today.
@Suite struct ProofsTests {
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    private static func texts(in folder: String, ending: String) throws -> [String: String] {
        let walk = FileManager.default.enumerator(atPath: root.appending(path: folder).path())
        let paths = (walk?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(ending) }
        return try Dictionary(uniqueKeysWithValues: paths.map { ($0, try text("\(folder)/\($0)")) })
    }

    private static func names(
        _ pattern: Regex<(Substring, Substring)>, in texts: some Sequence<String>
    ) -> Set<String> {
        Set(texts.flatMap { $0.matches(of: pattern).map { String($0.output.1) } })
    }

    /// What stands between backticks.
    private static func quoted(_ text: some StringProtocol) -> [String] {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .compactMap { $0.offset % 2 == 1 ? String($0.element) : nil }
    }

    /// The cells of each row of the table under a heading.
    private static func rows(of document: String, under heading: String) throws -> [[String]] {
        let section = try #require(document.split(separator: "\n## \(heading)\n", maxSplits: 1).dropFirst().first)
        return section.split(separator: "\n## ")[0].split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst(2)
            .map { row in row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    }

    /// The sections of SPEC.md, by rule.
    private static func sections() throws -> [String: String] {
        let parts = try text("SPEC.md").split(separator: "\n### ").dropFirst().map { part in
            (String(part.prefix { $0 != " " }), String(part.split(separator: "\n## ")[0]))
        }
        return Dictionary(parts) { first, _ in first }
    }

    private static func theorems() throws -> Set<String> {
        names(try Regex(#"(?m)^Theorem (\w+)"#), in: try texts(in: "Tests/Proofs", ending: ".v").values)
    }

    /// Each rule that a definition is marked with is listed with its files, and the others with why they are not.
    @Test func theRulesOfTheProofsAreThoseOfTheSpec() throws {
        let marker: Regex<(Substring, Substring)> = try Regex(#"(?m)^\(\* SPEC ([A-Z]+\d+) \*\)$"#)
        var defined: [String: Set<String>] = [:]
        for (path, text) in try Self.texts(in: "Tests/Proofs", ending: ".v") {
            for rule in Self.names(marker, in: [text]) { defined[rule, default: []].insert(path) }
        }
        let readme = try Self.text("Tests/Proofs/README.md")
        let listed = try Self.rows(of: readme, under: "The rules that are defined")
        #expect(Set(listed.map { $0[0] }) == Set(defined.keys))
        for row in listed {
            #expect(Set(row[1].split(separator: ", ").map(String.init)) == defined[row[0]], "\(row[0])")
        }
        let left = Set(try Self.rows(of: readme, under: "The rules that are not").map { $0[0] })
        let ofTheContracts = Set(try Self.sections().keys.filter { $0.wholeMatch(of: /[NPOMCA]\d+/) != nil })
        #expect(ofTheContracts.count > 60)
        #expect(left.union(defined.keys) == ofTheContracts)
        #expect(left.isDisjoint(with: defined.keys))
    }

    /// Each law and each form is proved, bounded, found by search or tested; what it names is a theorem; and each
    /// theorem about a rule or a law is named in its section.
    @Test func theSpecMarksEachLawAndEachForm() throws {
        let (sections, theorems) = (try Self.sections(), try Self.theorems())
        #expect(theorems.count > 60)
        let marks = ["**Proved", "**Bounded", "**Found by search", "**Tested"]
        let laws = sections.keys.filter { $0.wholeMatch(of: /L\d+/) != nil }
        #expect(laws.count == 10)
        for (rule, section) in sections {
            let isMarked = marks.contains { section.contains($0) }
            let hasForm = section.contains("**Difference form**") || section.contains("**In logarithmic time.**")
            if laws.contains(rule) || hasForm { #expect(isMarked, "\(rule) is not marked") }
        }
        for document in ["SPEC.md", "Sources/VirtualAMM/VirtualAMM.docc/Proofs.md", "Tests/Proofs/README.md"] {
            for name in Self.quoted(try Self.text(document)) where name.wholeMatch(of: /[LPONC]\d+_\w+/) != nil {
                #expect(theorems.contains(name), "\(document): \(name) is no theorem")
            }
        }
        for theorem in theorems {
            guard let match = theorem.prefixMatch(of: /([A-Z]\d+)_/) else { continue }
            let section = sections[String(match.output.1)] ?? ""
            #expect(section.contains("`\(theorem)`"), "SPEC \(match.output.1) does not name \(theorem)")
        }
    }

    /// The bridge: theorem, Coq function, Swift function, and what runs both.
    @Test func theBridgeLeadsToWhatExists() throws {
        let coq = try Self.texts(in: "Tests/Proofs", ending: ".v").values
        let definitions = Self.names(try Regex(#"(?m)^(?:Definition|Fixpoint) (\w+)"#), in: coq)
        let extracted = try Self.text("Tests/Proofs/Peer/Extract.v")
        let theorems = try Self.theorems()
        let swift = try Self.texts(in: "Sources", ending: ".swift").values
        let kernel = try Self.texts(in: "Sources/CVectorQuotes", ending: ".c").values
        let tests = try Self.texts(in: "Tests", ending: ".swift").values
        let suites = Self.names(try Regex(#"struct (\w+Tests)\b"#), in: tests)
        let rows = try Self.rows(of: try Self.text("Tests/Proofs/README.md"), under: "The bridge to Swift")
        #expect(rows.count > 12)
        var bridged: Set<String> = []
        for row in rows {
            try #require(row.count == 4)
            let (proved, modelled, written, run) = (
                Self.quoted(row[0]), Self.quoted(row[1]), Self.quoted(row[2]), Self.quoted(row[3])
            )
            #expect(!proved.isEmpty && !modelled.isEmpty && !written.isEmpty && !run.isEmpty, "\(row)")
            bridged.formUnion(proved)
            for name in proved { #expect(theorems.contains(name), "no theorem \(name)") }
            for name in modelled { #expect(definitions.contains(name), "no definition \(name)") }
            for name in written {
                let parts = name.split(separator: ".")
                let member = try Regex(#"\b(func|var|let) \#(parts.last ?? "")\b"#)
                let type = try Regex(#"\b(struct|enum|extension|class) \#(parts.first ?? "")\b"#)
                let isSwift = parts.count == 2 && swift.contains { $0.contains(type) && $0.contains(member) }
                let isC = parts.count == 1 && kernel.contains { $0.contains(" \(name)(") }
                #expect(isSwift || isC, "no function \(name)")
            }
            for name in run {
                let file = Self.root.appending(path: "Vectors/recorded/\(name)").path()
                let exists = suites.contains(name) || FileManager.default.fileExists(atPath: file)
                #expect(exists, "nothing runs as \(name)")
            }
            if run.contains("ProvedWordsTests") {
                #expect(modelled.contains { extracted.contains($0) }, "\(modelled) is not extracted")
            }
        }
        // Each theorem about words is part of the bridge, as words are the Swift code's.
        let words = try Self.texts(in: "Tests/Proofs/Words", ending: ".v").values
        let missing = Self.names(try Regex(#"(?m)^Theorem (\w+)"#), in: words).subtracting(bridged)
        #expect(missing.isEmpty, "not in the bridge: \(missing.sorted())")
    }

    /// Digests that the program of the definitions has to give, one for each function that Swift is compared to.
    @Test func eachDigestIsCompared() throws {
        let digests = try Self.text("Tests/Proofs/digests.txt").split(separator: "\n")
            .map { $0.split(separator: " ")[0] }
        #expect(digests.count >= 7)
        let tests = try Self.text("Tests/VirtualAMMTests/ProvedWordsTests.swift")
        for digest in digests { #expect(tests.contains("Self.digest(\"\(digest)\")"), "\(digest)") }
    }
}

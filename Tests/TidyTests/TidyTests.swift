import Foundation
import Testing

/// The house rules that a machine can check.
@Suite struct TidyTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private struct Source {
        var path: String
        var text: String
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    }

    private static func sources(_ folders: [String], endings: [String] = [".swift"]) throws -> [Source] {
        try folders.flatMap { folder in
            let walk = FileManager.default.enumerator(atPath: root.appending(path: folder).path())
            return try (walk?.compactMap { $0 as? String } ?? [])
                .filter { path in
                    endings.contains { path.hasSuffix($0) }
                        && !path.split(separator: "/").contains { $0.hasPrefix(".") }
                }
                .sorted()
                .map {
                    Source(
                        path: "\(folder)/\($0)",
                        text: try String(contentsOf: root.appending(path: "\(folder)/\($0)"), encoding: .utf8))
                }
        }
    }

    private static let core = ["WideIntegers", "FixedPoint", "VirtualAMM", "Clearing", "Messages", "Simulation"].map {
        "Sources/\($0)"
    }

    @Test func onlyWideIntegersSeesGMP() throws {
        for source in try Self.sources(["Sources", "Tests"])
        where source.lines.contains(where: { $0.firstMatch(of: /^\s*(\w+ )?import\s+CGMP\b/) != nil }) {
            #expect(source.path == "Sources/WideIntegers/GMP.swift")
            #expect(source.text.contains("internal import CGMP"))
        }
        // What clients of the package may import does not lead to GMP's own names.
        for source in try Self.sources(["Sources"]) where !source.path.hasSuffix("WideIntegers/GMP.swift") {
            #expect(!source.text.contains(/\b(cgmp|mpn|mpz)_\w+\(/), "\(source.path)")
        }
    }

    @Test func theCoreHasNoFoundationFloatsClocksOrRandomness() throws {
        let imports =
            /^\s*(?:\w+ )?import (?!WideIntegers$|FixedPoint$|VirtualAMM$|Clearing$|Messages$|CGMP$|CVectorQuotes$)\w+/
        let words =
            /\b(Double|Float|Float16|Float80|Date|ContinuousClock|SystemRandomNumberGenerator|random\(|FileHandle|Dispatch)\b/
        for source in try Self.sources(Self.core) {
            for (number, line) in source.lines.enumerated() {
                let place = "\(source.path):\(number + 1)"
                #expect(line.firstMatch(of: imports) == nil, "\(place): \(line)")
                let code = line.split(separator: "//", omittingEmptySubsequences: false).first ?? ""
                #expect(code.firstMatch(of: words) == nil, "\(place): \(line)")
            }
        }
    }

    /// Vector units have floating point too; the kernel uses none of it.
    @Test func theVectorKernelHasNoFloatingPoint() throws {
        for source in try Self.sources(["Sources/CVectorQuotes"], endings: [".c", ".h"]) {
            #expect(!source.text.contains(/\b(float|double|__m512[dh])\b|_p[dsh]\(/), "\(source.path)")
        }
    }

    @Test func modulesDependOneWay() throws {
        let order = [
            "CGMP", "WideIntegers", "FixedPoint", "CVectorQuotes", "VirtualAMM", "Clearing", "Messages",
            "Explanation", "Simulation", "Files", "JSON", "Scenarios", "Conformance", "ContractABI",
            "Trace", "Charts", "Markets", "Sweeps", "Reports", "vamm",
        ]
        for (level, module) in order.enumerated() {
            for source in try Self.sources(["Sources/\(module)"]) {
                for later in order[(level)...] {
                    #expect(!source.text.contains("import \(later)\n"), "\(source.path) imports \(later)")
                }
            }
        }
    }

    @Test func filesAndLinesFitAScreen() throws {
        for source in try Self.sources(["Sources", "Tests", "Benchmarks"], endings: [".swift", ".h", ".c"]) {
            let lines = source.lines
            #expect(lines.count <= 400, "\(source.path) has \(lines.count) lines; is it about one thing?")
            for (number, line) in lines.enumerated() {
                #expect(
                    !line.hasSuffix(" ") && !line.contains("\t"), "\(source.path):\(number + 1) has stray white space")
                if source.path.hasPrefix("Sources") {
                    #expect(line.count <= 120, "\(source.path):\(number + 1) is longer than 120 characters")
                }
            }
        }
    }

    @Test func functionsInSourcesFitAScreen() throws {
        for source in try Self.sources(["Sources"]) {
            var start: (line: Int, indentation: Int, name: Substring)?
            for (number, line) in source.lines.enumerated() {
                let indentation = line.prefix { $0 == " " }.count
                let isOpening =
                    line.firstMatch(of: /\b(func|init)\b[^"]*\(/) != nil
                    && line.firstMatch(of: /^\s*(\/\/|case |try |return |let |var |self\.|@|\.)/) == nil
                if let open = start, indentation == open.indentation, line.hasSuffix("}"), !isOpening {
                    #expect(
                        number - open.line <= 75,
                        "\(source.path):\(open.line + 1) \(open.name) has \(number - open.line) lines")
                    start = nil
                } else if isOpening, start == nil, !line.hasSuffix("}") {
                    start = (number, indentation, line)
                }
            }
        }
    }

    @Test func nothingIsLeftForLaterAndNothingCanEndTheProcess() throws {
        for source in try Self.sources(["Sources", "Tests", "Benchmarks"]) where !source.path.contains("Tidy") {
            for (number, line) in source.lines.enumerated() {
                let place = "\(source.path):\(number + 1): \(line)"
                #expect(line.firstMatch(of: /\b(TODO|FIXME|XXX|HACK)\b/) == nil, "\(place)")
                if source.path.hasPrefix("Sources") {
                    #expect(line.firstMatch(of: /fatalError\(|\btry!|\bas!|unsafeBitCast/) == nil, "\(place)")
                }
            }
        }
    }

    @Test func everyRevertTextAndEveryRuleNumberIsInTheSpec() throws {
        let spec = try String(contentsOf: Self.root.appending(path: "SPEC.md"), encoding: .utf8)
        let reverts = try String(
            contentsOf: Self.root.appending(path: "Sources/FixedPoint/Revert.swift"), encoding: .utf8)
        var texts = 0
        for match in reverts.matches(of: /case \w+ = "([^"]+)"/) where match.output.1 != "INVALID" {
            texts += 1
            let isInSpec = spec.contains("`\(match.output.1)`")
            #expect(isInSpec, "SPEC.md does not say `\(match.output.1)`")
        }
        #expect(texts > 30)
        let headings = Set(
            spec.split(separator: "\n").filter { $0.hasPrefix("### ") }.compactMap {
                $0.split(separator: " ").dropFirst().first.map(String.init)
            })
        for source in try Self.sources(["Sources"]) {
            for match in source.text.matches(of: /SPEC ([A-Z]+\d+)((?:(?:,| and| to) [A-Z]+\d+)*)/) {
                let rules = [String(match.output.1)] + match.output.2.matches(of: /[A-Z]+\d+/).map { String($0.output) }
                for rule in rules { #expect(headings.contains(rule), "\(source.path) points to SPEC \(rule)") }
            }
        }
    }
}

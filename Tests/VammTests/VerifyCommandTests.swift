import Conformance
import Foundation
import JSON
import Scenarios
import TestSupport
import Testing

/// `vamm verify` as its user sees it.
@Suite struct VerifyCommandTests {
    private func vectorFile(kind: String = "math", _ cases: String) -> Data {
        Data(
            """
            {"format":"vamm-vectors/1","kind":"\(kind)","source":{"contracts":"c","compiler":"s","evm":"e"},
            "cases":[\(cases)]}
            """.utf8)
    }

    private let good = #"{"id":"a-1","op":"uint256.add","x":"1","y":"2","result":"3"}"#
    private let wrong = #"{"id":"a-2","op":"uint256.add","x":"1","y":"2","result":"5"}"#

    @Test func everyRecordedVectorPasses() throws {
        #expect(try vamm("verify").status == 0)
        let run = try vamm("verify", "Vectors/recorded")
        #expect(run.status == 0)
        #expect(run.errors == "")
        #expect(run.output.hasSuffix("15577 passed, 0 failed\n"))
        for file in ["math.json: math, 2936 passed", "quote.json: quote, 4572 passed", "amm-v1.json: amm, 1200 passed"]
        {
            #expect(run.output.contains(file))
        }
    }

    @Test func aMismatchIsExplained() throws {
        try withFile(vectorFile("\(good),\n\(wrong)")) { file in
            let run = try vamm("verify", file)
            #expect(run.status == 1)
            #expect(
                run.output == """
                    FAIL \(file) a-2
                      call      uint256.add
                                x 1
                                y 2
                      result
                        expected  5
                        got       3   (-2 wei)
                      again     vamm verify \(file) --filter=a-2

                    \(file): math, 1 passed, 1 failed
                    1 passed, 1 failed

                    """)
        }
    }

    @Test func theFilterAndFailFastNarrowTheRun() throws {
        try withFile(vectorFile([wrong, good, wrong.replacing("a-2", with: "a-3")].joined(separator: ","))) { file in
            #expect(try vamm("verify", file, "--filter", "a-1").output.hasSuffix("1 passed, 0 failed\n"))
            #expect(try vamm("verify", file, "--filter", "a-?").output.hasSuffix("1 passed, 2 failed\n"))
            #expect(try vamm("verify", file, "--filter", "*3").output.hasSuffix("0 passed, 1 failed\n"))
            #expect(try vamm("verify", file, "--fail-fast").output.hasSuffix("0 passed, 1 failed\n"))
            let none = try vamm("verify", file, "--filter", "b*")
            #expect(none.status == 2)
            #expect(none.errors.contains("no case has an id that matches \"b*\""))
        }
    }

    @Test func theOutputIsTheSameForAnyNumberOfJobs() throws {
        let one = try vamm("verify", "-j", "1", "--json")
        #expect(one.status == 0)
        for jobs in ["2", "7"] { #expect(try vamm("verify", "-j", jobs, "--json").output == one.output) }
        let object = try JSONSerialization.jsonObject(with: Data(one.output.utf8)) as? [String: Any]
        #expect(object?["failed"] as? Int == 0)
    }

    @Test func standardInputIsRead() throws {
        let run = try vamm("verify", "-", input: vectorFile(good))
        #expect(run.status == 0)
        #expect(run.output == "standard input: math, 1 passed\n1 passed, 0 failed\n")
    }

    @Test func aFileThatIsNamedTwiceCountsOnce() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (file, link) = (folder.appending(path: "a.json"), folder.appending(path: "b.json"))
        try vectorFile(good).write(to: file)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
        let run = try vamm("verify", folder.path() + "/./a.json", folder.path(), file.path())
        #expect(run.output.hasSuffix("1 passed, 0 failed\n"), "\(run.output)")
        let notes = run.errors.split(separator: "\n")
        #expect(notes.count == 3 && notes.allSatisfy { $0.hasSuffix(": named before; checked once") }, "\(run.errors)")
        #expect(run.status == 0)
    }

    @Test func casesMayStandBeforeTheirKind() throws {
        let file =
            #"{"cases":[\#(good)],"format":"vamm-vectors/1","kind":"math","source":{"implementation":"i","note":"n"}}"#
        #expect(try vamm("verify", "-", input: Data(file.utf8)).output.hasSuffix("1 passed, 0 failed\n"))
    }

    @Test func anIndentedFileIsTheSameFile() throws {
        let indented =
            #"{ "format" : "vamm-vectors/1", "kind":"math", "source":{"contracts":"","compiler":"","evm":""} , "cases" : [ \#n \#(good) , \#n \#(good) ] } \#n"#
        #expect(try vamm("verify", "-", input: Data(indented.utf8)).output.hasSuffix("2 passed, 0 failed\n"))
    }

    /// A broken file with what the message has to say about it.
    private static let broken: [(content: String, message: String)] = {
        let head =
            #"{"format":"vamm-vectors/1","kind":"math","source":{"contracts":"c","compiler":"s","evm":"e"},"cases":["#
        let quoteHead = head.replacing("\"math\"", with: "\"quote\"")
        func one(_ fields: String) -> String { head + #"{"id":"m","op":"uint256.add",\#(fields)}]}"# }
        let amm = head.replacing("\"math\"", with: "\"amm\"")
        return [
            ("", "the file is empty"), ("   \n", "the file is empty"), ("not json", "one JSON object"),
            ("[]", "one JSON object"), ("{}", "the member \"format\" is missing"), ("\"x\"", "one JSON object"),
            (head, ":1:103: the file ends in the middle"), (head + #"{"id":"m","op"#, "truncated"),
            (one(#""x":"1","y":"2","result":"3""#).dropLast(2).description, "truncated"),
            (one(#""x":"1","y":"2","result":"3""#) + "x", "unexpected text after the end"),
            (
                #"{"format":"other/9","kind":"math","source":{},"cases":[]}"#,
                "format \"other/9\" is not \"vamm-vectors/1\""
            ),
            (#"{"format":"vamm-vectors/1","kind":"art","source":{},"cases":[]}"#, "it has to be one of \"math\""),
            (#"{"format":"vamm-vectors/1","kind":"math","cases":[]}"#, "\"source\" is missing"),
            (
                #"{"format":"vamm-vectors/1","kind":"math","source":{"contracts":"c","compiler":"s","evm":"e"}}"#,
                "the list \"cases\" is missing"
            ),
            (#"{"format":"vamm-vectors/1","format":"vamm-vectors/1"}"#, "the key \"format\" stands twice"),
            (one(#""x":"1","y":"2","result":"3","z":"4""#), "unknown field \"z\"; did you mean \"x\"? (in case \"m\")"),
            (one(#""x":"1","y":"2","resutl":"3""#), "unknown field \"resutl\"; did you mean \"result\"?"),
            (one(#""x":"1","x":"1","y":"2","result":"3""#), "the key \"x\" stands twice"),
            (one(#""x":"1","result":"3""#), "\"y\" is missing"),
            (one(#""x":1,"y":"2","result":"3""#), "expected a decimal string, found a number"),
            (one(#""x":"-1","y":"2","result":"1""#), "\"-1\" is not a whole number from 0 to 2^256 - 1"),
            (one(#""x":"007","y":"2","result":"9""#), "canonical form"),
            (one(#""x":"\#(String(repeating: "9", count: 10_000))","y":"2","result":"9""#), "(10000 characters)"),
            (one(#""x":"1","y":"2","result":"3","revert":"r""#), "more than one outcome: result, revert"),
            (head + #"{"id":"m","op":"uint256.pow","x":"1","y":"2","result":"1"}]}"#, "\"uint256.pow\" is unknown"),
            (head + String(repeating: "[", count: 100_000), "truncated"),
            (
                head + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000) + "]}",
                "nested more than 64 levels"
            ),
            (head + "{\"id\":\"\u{1}\"}]}", "control character"), (head + #"{"id":"\ud800"}]}"#, "surrogate"),
            (head + "{},]}", "\"id\" is missing"), (head + "1,2]}", "expected an object, found a number"),
            (
                quoteHead
                    + #"{"id":"q","op":"inputPrice","direction":"sideways","amount":"1","quoteAssetReserve":"1","baseAssetReserve":"1","result":"1"}]}"#,
                "\"sideways\" is unknown; it is one of \"addToAmm\", \"removeFromAmm\" (in case \"q\", direction)"
            ),
            (amm + #"{"id":"s","profile":"p","setup":{"revision":"v3"}}]}"#, "\"v3\" is unknown"),
        ]
    }()

    @Test(arguments: broken.indices)
    func aBrokenFileIsNamedWithThePlace(index: Int) throws {
        let (content, message) = Self.broken[index]
        try withFile(Data(content.utf8)) { file in
            let run = try vamm("verify", file)
            #expect(run.status == 2, "\(content.prefix(200))")
            #expect(run.errors.contains("vamm: \(file)"))
            #expect(run.errors.contains(message), "\(run.errors)")
        }
    }

    @Test func invalidUTF8AndBinaryAreRefused() throws {
        var bytes = vectorFile(good)
        let position = try #require(bytes.firstIndex(of: UInt8(ascii: "1")))
        bytes.replaceSubrange(position...position, with: [0xFF])
        #expect(try withFile(bytes) { try vamm("verify", $0) }.status == 2)
        let noise = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 7919 >> 3) })
        #expect(try withFile(noise) { try vamm("verify", $0) }.status == 2)
    }

    @Test func pathsThatAreNoFiles() throws {
        let missing = try vamm("verify", "no/such/file.json")
        #expect(missing.status == 2)
        #expect(missing.errors == "vamm: no/such/file.json: no such file; check the path\n")
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let empty = try vamm("verify", folder.path())
        #expect(empty.status == 2)
        #expect(empty.errors.contains("no .json files in this directory"))
    }

    @Test func wrongUsageIsToldApart() throws {
        for arguments in [
            ["verify", "--nonsense"], ["verify", "-j", "0"], ["verify", "-", "-"], ["nonsense"], ["verify", "-j", "x"],
        ] {
            #expect(try vamm(arguments).status == 64, "\(arguments)")
        }
    }

    @Test func aClosedPipeKeepsTheExitStatus() throws {
        try withFile(vectorFile([good, wrong].joined(separator: ","))) { file in
            for (command, status) in [("verify --json", 0), ("verify '\(file)'", 1), ("verify nope.json", 2)] {
                let program = programURL.path()
                let script = "set -o pipefail; '\(program)' \(command) 2>/dev/null | true"
                let process = Process()
                process.executableURL = URL(filePath: "/bin/bash")
                process.arguments = ["-c", script]
                process.currentDirectoryURL = packageRoot
                try process.run()
                process.waitUntilExit()
                #expect(Int(process.terminationStatus) == status, "\(command)")
            }
        }
    }

    @Test(.enabled(if: hasFullDevice)) func anOutputThatCannotBeWrittenIsAnErrorOfItsOwn() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        let program = programURL.path()
        process.arguments = ["-c", "'\(program)' verify Vectors/recorded/math.json > /dev/full"]
        process.currentDirectoryURL = packageRoot
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 74)
        let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        #expect(text.contains("vamm: standard output: No space left on device"))
    }

    @Test func whatStandsBeforeABrokenPlaceIsChecked() throws {
        try withFile(vectorFile([wrong, good].joined(separator: ",")).dropLast(2) + Data(",{\"id".utf8)) { file in
            let run = try vamm("verify", file)
            #expect(run.status == 2)
            #expect(run.output.contains("FAIL \(file) a-2"))
            #expect(run.output.hasSuffix("1 passed, 1 failed, not read to its end\n1 passed, 1 failed\n"))
        }
    }

    @Test func aRunThatCheckedNothingIsNoSuccess() throws {
        #expect(try withFile(vectorFile("")) { try vamm("verify", $0) }.status == 2)
        let twice = try withFile(vectorFile([good, good].joined(separator: ","))) { try vamm("verify", $0) }
        #expect(twice.status == 2)
        #expect(twice.errors.contains("the id \"a-1\" stands twice"))
    }

    @Test func hostileNamesAreShownAsEscapes() throws {
        let hostile = wrong.replacing("a-2", with: #"x\n9 passed, 0 failed\u001b[2J"#)
        let run = try withFile(vectorFile(hostile)) { try vamm("verify", $0) }
        #expect(run.output.contains(#"x\u{a}9 passed, 0 failed\u{1b}[2J"#))
        #expect(!run.output.contains("\u{1B}"))
    }

    @Test func theReproductionCommandNamesOneCase() throws {
        let odd = ["-x", "a*", "a b", "it's"].map { wrong.replacing("a-2", with: $0) }
        try withFile(vectorFile(odd.joined(separator: ",") + "," + wrong.replacing("a-2", with: "ab"))) { file in
            let run = try vamm("verify", file, "--json")
            let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
            let files = try #require(object?["files"] as? [[String: Any]])
            let failures = try #require(files.first?["failures"] as? [[String: Any]])
            #expect(failures.count == 5)
            for failure in failures {
                let again = try #require(failure["again"] as? String)
                let process = Process()
                process.executableURL = URL(filePath: "/bin/bash")
                let folder = programFolder.path()
                process.arguments = ["-c", "PATH='\(folder)':$PATH; \(again) | tail -n 1"]
                let output = Pipe()
                process.standardOutput = output
                try process.run()
                process.waitUntilExit()
                let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
                #expect(text == "0 passed, 1 failed\n", "\(again)")
            }
        }
    }

    @Test func directoriesAreWalkedCompletely() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let inner = folder.appending(path: "b/c")
        try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
        try vectorFile(good).write(to: folder.appending(path: "A.JSON"))
        try vectorFile(good).write(to: inner.appending(path: "x.json"))
        try Data("{}".utf8).write(to: inner.appending(path: "x.schema.json"))
        try Data("{}".utf8).write(to: inner.appending(path: "x.scenario.json"))
        try FileManager.default.createSymbolicLink(
            at: inner.appending(path: "loop"), withDestinationURL: folder)
        let run = try vamm("verify", folder.path() + "/")
        #expect(run.output.hasSuffix("2 passed, 0 failed\n"), "\(run.output)\(run.errors)")
    }

    /// One whole small file of each kind of sequence, changed in a few bytes at a time.
    @Test(arguments: ["amm-v2", "directed-v1"])
    func mutatedFilesNeverCrash(name: String) throws {
        let url = packageRoot.appending(path: "Vectors/recorded/\(name).json")
        let file = try JSONParser.parse(Data(contentsOf: url))
        let members = try #require(file.members).map { member in
            guard case .array(let cases) = member.value.content else { return member }
            return .init(member.key, .array([cases[0]]))
        }
        let original = Data(JSONValue.object(members).compactText.utf8)
        #expect(try vamm("verify", "-", input: original).status == 0)
        var generator = SeededGenerator("\(name) \(#function)")
        var statuses = Set<Int32>()
        for _ in 0..<80 {
            var bytes = original
            for _ in 0..<(1 + generator.next() % 3) {
                let position = Int(generator.next() % UInt64(bytes.count))
                let isDigit = (48...57).contains(bytes[position])
                bytes[position] = isDigit ? 48 + UInt8(generator.next() % 10) : UInt8(generator.next() % 128)
            }
            let run = try vamm("verify", "-", input: bytes)
            #expect(!run.crashed && run.status <= 2, "\(run.errors.prefix(300))")
            statuses.insert(run.status)
        }
        #expect(statuses.contains(1) && statuses.contains(2))
    }
}

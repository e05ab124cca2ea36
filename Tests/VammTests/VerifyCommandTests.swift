import Foundation
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
        let run = try vamm("verify")
        #expect(run.status == 0)
        #expect(run.errors == "")
        #expect(run.output.hasSuffix("14557 passed, 0 failed\n"))
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
                      again     vamm verify \(file) --filter a-2

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
            #expect(none.errors.contains("no case has an id that matches b*"))
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
            ("[]", "one JSON object"), ("{}", "the list \"cases\" is missing"), ("\"x\"", "one JSON object"),
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
            (one(#""x":"1","y":"2","result":"3","revert":"r""#), "unknown field \"result\""),
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

    @Test func aClosedPipeEndsTheRunQuietly() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c", "'\(Bundle.main.bundleURL.appending(path: "vamm").path())' verify --json | head -c 1",
        ]
        process.currentDirectoryURL = packageRoot
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = Pipe()
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try errors.fileHandleForReading.readToEnd() ?? Data() == Data())
    }

    @Test func mutatedFilesNeverCrash() throws {
        let original = try Data(contentsOf: packageRoot.appending(path: "Vectors/recorded/amm-v2.json")).prefix(60_000)
        var state: UInt64 = 7
        for _ in 0..<60 {
            var bytes = Data(original)
            for _ in 0..<4 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 25)
            }
            let run = try vamm("verify", "-", input: bytes)
            #expect(!run.crashed && run.status == 2, "\(run.errors.prefix(300))")
        }
    }
}

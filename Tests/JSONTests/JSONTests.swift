import JSON
import Testing

@Suite struct JSONTests {
    private func parse(_ text: String) -> Result<JSONValue, PlacedError> {
        do throws(PlacedError) { return .success(try JSONParser.parse(text.utf8)) } catch { return .failure(error) }
    }

    @Test(arguments: [
        #"{"b":[1,-2.5e+3,true,false,null,""],"a":{"n":"\u00e9\ud83d\ude00\n\"\\"}}"#, "[]", "{}", "0", #""x""#,
    ])
    func whatIsReadIsWrittenAgain(text: String) throws {
        let value = try JSONParser.parse(text.utf8)
        #expect(try JSONParser.parse(value.compactText.utf8) == value)
        #expect(try JSONParser.parse(value.prettyText.utf8) == value)
    }

    @Test func membersKeepTheirOrderAndAreEqualInAny() throws {
        let value = try JSONParser.parse(#"{"b":1,"a":2}"#.utf8)
        #expect(value.compactText == #"{"b":1,"a":2}"#)
        #expect(try value == JSONParser.parse(#"{"a":2,"b":1}"#.utf8))
        #expect(try value != JSONParser.parse(#"{"a":2}"#.utf8))
    }

    @Test(arguments: [
        "", "nul", "01", "1.", "-", "1e", "\"", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "[1 2]", "{a:1}", "'x'", "\"\\x\"",
        "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "\"\u{7}\"", "[", "]", "1 1", "+1", "NaN", "{\"a\":1,\"a\":1}",
    ])
    func everythingElseIsRefused(text: String) {
        if case .success(let value) = parse(text) { Issue.record("\(text) was read as \(value.compactText)") }
    }

    @Test func manyMembersAreCheckedForRepetition() {
        let members = (0..<50).map { "\"k\($0)\":0" }
        if case .failure(let error) = parse("{" + members.joined(separator: ",") + "}") { Issue.record("\(error)") }
        let repeated = members + ["\"k3\":0"]
        if case .success = parse("{" + repeated.joined(separator: ",") + "}") { Issue.record("k3 stands twice") }
    }

    @Test func depthIsLimited() {
        if case .failure = parse(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)) {
            Issue.record("64 levels are allowed")
        }
        if case .success = parse(String(repeating: "[", count: 65) + String(repeating: "]", count: 65)) {
            Issue.record("65 levels are too many")
        }
    }

    /// An é of one code point and one of two are two keys and two texts, in small objects and in large ones.
    @Test func keysAndTextsAreComparedByCodeUnits() throws {
        let (one, two) = (#""\u00e9""#, #""e\u0301""#)
        #expect(try JSONParser.parse(one.utf8) != JSONParser.parse(two.utf8))
        for count in [0, 40] {
            let others = (0..<count).map { #""k\#($0)":0,"# }.joined()
            let value = try JSONParser.parse("{\(others)\(one):1,\(two):2}".utf8)
            #expect(value["\u{e9}"] == .number(1) && value["e\u{301}"] == .number(2))
            #expect(throws: PlacedError.self) { try JSONParser.parse("{\(others)\(one):1,\(one):2}".utf8) }
            let turned = try JSONParser.parse("{\(others)\(two):1,\(one):2}".utf8)
            #expect(value != turned)
        }
    }

    /// What a terminal would act on is written as escapes, which say the same.
    @Test func whatDoesNotShowIsWrittenAsEscapes() throws {
        let text = "a\u{9B}b\u{202E}c\u{7F}d\u{E0041}e\u{1B}é"
        let written = JSONValue.string(text).compactText
        #expect(written == #""a\u009bb\u202ec\u007fd\udb40\udc41e\u001bé""#)
        #expect(try JSONParser.parse(written.utf8).text == text)
    }
}

import Conformance
import JSON
import Testing

/// The line protocol, without a process around it.
@Suite struct LineServerTests {
    private var server = LineServer(name: "ours 1.0")

    @Test mutating func itSaysWhoItIs() throws {
        let answer = try JSONParser.parse(server.answer(#"{"do":"hello","protocol":"vamm-check/1"}"#).utf8)
        #expect(answer["name"]?.text == "ours 1.0" && answer["kinds"] != nil)
    }

    @Test mutating func aQuestionHasOneAnswer() {
        let question = #"{"do":"math","op":"decimal.mul","x":"2","y":"500000000000000000"}"#
        #expect(server.answer(question) == #"{"result":"1"}"#)
        let half = #"{"do":"math","op":"decimal.mul","x":"1","y":"500000000000000000"}"#
        #expect(server.answer(half) == #"{"result":"0"}"#)
        let none = #"{"do":"math","op":"decimal.div","x":"1","y":"0"}"#
        #expect(server.answer(none).hasPrefix(#"{"revert":"#))
    }

    @Test(arguments: [
        ("", "error"), ("{", "error"), (#"{"do":"mat"}"#, #"did you mean \"math\"?"#),
        (#"{"do":"reset","x":"1"}"#, "unknown field"),
        (#"{"do":"math","op":"decimal.mul","x":"2","y":"3","z":"4"}"#, "unknown field"),
    ])
    mutating func whatCanNotBeAnsweredIsSaid(line: String, part: String) {
        let answer = server.answer(line)
        #expect(answer.hasPrefix(#"{"error":"#) && answer.contains(part) && !answer.contains("\n"), "\(answer)")
    }
}

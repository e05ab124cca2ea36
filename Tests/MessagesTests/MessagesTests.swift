import Messages
import Testing

@Suite struct MessagesTests {
    @Test func misspeltNamesFindTheirNeighbours() {
        #expect(nearest(to: "resutl", among: ["result", "revert"]) == "result")
        #expect(nearest(to: "swapinput", among: ["swapInput", "swapOutput"]) == "swapInput")
        #expect(nearest(to: "xyz", among: ["result", "revert"]) == nil)
        #expect(nearest(to: "anything", among: []) == nil)
    }

    @Test func aTextOfAnyLengthIsComparedInLittleTime() {
        #expect(nearest(to: String(repeating: "x", count: 1_000_000), among: ["result"]) == nil)
    }

    @Test(arguments: [
        ("plain", "plain"), ("größer", "größer"), ("a\u{1B}[31mb", "a\\u{1b}[31mb"), ("x\ny", "x\\u{a}y"),
        ("\u{202E}abc", "\\u{202e}abc"), ("zero\u{200B}width", "zero\\u{200b}width"),
    ])
    func marksThatDoNotShowAreWrittenOut(text: String, shown: String) {
        #expect(visible(text) == shown)
        #expect(visible(shown) == shown)
    }

    @Test func longTextsAreCutInTheMiddleAndSaySo() {
        let text = (0..<100).map { String($0 % 10) }.joined()
        #expect(shortened(String(text.prefix(90))) == text.prefix(90))
        #expect(shortened(text) == "0123456789012345678901234567890123456789…23456789 (100 characters)")
    }
}

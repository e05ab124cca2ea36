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

    /// A million names, and one that is near to none: the search ends.
    @Test func manyNamesAreComparedInLittleTime() {
        let known = (0..<1_000_000).map { "position.ETH.trader\($0).lastUpdatedCumulativePremiumFraction" }
        let wanted = "position.ETH.tradr.lastUpdatedCumulativePremiumFractions.and.something.quite.different"
        let started = ContinuousClock.now
        _ = nearest(to: wanted, among: known)
        #expect(ContinuousClock.now - started < .seconds(20))
        #expect(nearest(to: "resutl", among: known.prefix(100) + ["result"]) == "result")
    }

    /// One é of one code point and one of two: Swift takes them for the same.
    @Test func spellingsAreToldApartByTheirCodeUnits() {
        let (one, two) = ("\u{e9}", "e\u{301}")
        #expect(one == two && !one.isSpelled(two) && one.isSpelled("\u{e9}"))
        #expect(Spelling(one) != Spelling(two) && Set([one, two, one].map(Spelling.init)).count == 2)
        #expect(one.spelled(beside: two) == "\\u{e9}" && two.spelled(beside: one) == "e\\u{301}")
        #expect(one.spelled(beside: one) == one && one.spelled(beside: nil) == one)
    }

    @Test func linesKeepTheirEndsAndNothingElse() {
        #expect(visibleLines("a\u{1B}[2J\tb\r\nc\u{7}\n") == "a\\u{1b}[2J\tb\\u{d}\nc\\u{7}\n")
        #expect(visibleLines("größer\n") == "größer\n")
    }

    @Test(arguments: [
        ("soft\u{AD}hyphen", "soft\\u{ad}hyphen"), ("\u{3164}", "\\u{3164}"), ("\u{9B}31m", "\\u{9b}31m"),
        ("tag\u{E0041}", "tag\\u{e0041}"), ("\u{7F}", "\\u{7f}"), ("plain", "plain"), ("größer", "größer"),
        ("a\u{1B}[31mb", "a\\u{1b}[31mb"), ("x\ny", "x\\u{a}y"),
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

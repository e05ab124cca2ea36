import Explanation
import Foundation
import Testing

/// The rules that the code knows are those of SPEC.md.
@Suite struct RuleTests {
    private static let spec = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "SPEC.md")

    @Test func everyRuleIsAHeadingOfTheSpecAndTheOtherWayRound() throws {
        let headings = try String(contentsOf: Self.spec, encoding: .utf8).split(separator: "\n")
            .compactMap { $0.wholeMatch(of: /### ([A-Z]+[0-9]+) .+/).map { String($0.output.1) } }
        #expect(headings.count > 100)
        #expect(Rule.allCases.map(\.rawValue).sorted() == headings.sorted())
    }
}

import Conformance
import Foundation
import JSON
import Scenarios
import Testing
import WideIntegers

// article
final class RoundsUp: LinePeer {
    func exchange(_ line: String) throws(PeerFailure) -> String {
        guard let question = try? JSONParser.parse(line.utf8) else { return #"{"error":"no JSON"}"# }
        switch (question["do"]?.text, question["op"]?.text) {
        case ("hello", _): return #"{"protocol":"vamm-check/1","name":"rounds up","kinds":["math"]}"#
        case ("math", "decimal.mul"): return product(question["x"]?.text ?? "", question["y"]?.text ?? "")
        default: return #"{"error":"only decimal.mul"}"#
        }
    }

    func end() {}

    private func product(_ x: String, _ y: String) -> String {
        guard let x = UInt256(x), let y = UInt256(y), let product = try? x.multiplied(by: y) else {
            return #"{"revert":"SafeMath: multiplication overflow"}"#
        }
        let (quotient, remainder) = product.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
        return "{\"result\":\"\(remainder.isZero ? quotient : quotient + 1)\"}"
    }
}
// end

/// The code of Conformance.docc/AnotherImplementation.md.
@Suite struct AnotherImplementationTests {
    @Test func aWrongRoundingIsFoundInSwift() async throws {
        let file = articlesRoot.appending(path: "Vectors/recorded/math.json").path()
        // article
        let peers = try PeerPool { RoundsUp() }
        defer { peers.end() }
        var options = VerifyOptions()
        options.filter = "decimal.mul-*"
        let report = await Verifier(options, peers: peers).verify(path: file)
        for failure in report.failures {
            print(failure.text(file: report.file, again: nil))
        }
        // end
        #expect(report.error == nil && report.passed > 0 && !report.failures.isEmpty)
        #expect(report.passed + report.failed == 83)
        #expect(report.failures.allSatisfy { $0.differences.map(\.wei) == ["+1"] })
    }
}

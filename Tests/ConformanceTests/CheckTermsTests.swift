import Conformance
import JSON
import Scenarios
import Testing

/// What a peer is without is left out and counted; what is accepted is no failure.
@Suite struct CheckTermsTests {
    /// A rate that is 7 wei too high, and nothing else.
    private static let highRate: ForkPeer.Change = { question, answer in
        answer.changing { path, value in
            guard question["do"]?.text == "step", path.hasSuffix(".fundingRate"), let rate = value.text else {
                return nil
            }
            return Int(rate).map { .string("\($0 + 7)") }
        }
    }

    private func deviation(_ set: (inout AcceptedDeviation) -> Void) -> AcceptedDeviation {
        var deviation = AcceptedDeviation(reason: "known")
        set(&deviation)
        return deviation
    }

    @Test(arguments: [
        ("amm.fundingRate", "7", true), ("state amm.fundingRate", nil, true), ("amm.fundingRate", "6", false),
        ("amm.tollRatio", nil, false),
    ])
    func aKnownDeviationIsNoFailure(key: String, within: String?, isAccepted: Bool) async throws {
        let terms = [
            deviation { ($0.key, $0.within) = (key, within) }, deviation { $0.call = "clearingHouse.addMargin" },
        ]
        let report = try await ForkPeer.reports(on: ["market-v2"], accepting: terms, Self.highRate)[0]
        #expect((report.failed == 0) == isAccepted && (report.accepted > 0) == isAccepted)
        #expect(report.passed + report.failed + report.accepted + report.notCompared == 500)
        #expect((report.notCompared == 0) == isAccepted)
        #expect((report.uses[0] ?? 0) == report.accepted && report.uses[1] == nil)
    }

    @Test func anAcceptedDeviationCanEndItsCase() async throws {
        let terms = [deviation { ($0.key, $0.endsCase) = ("amm.fundingRate", true) }]
        let report = try await ForkPeer.reports(on: ["market-v2"], accepting: terms, Self.highRate)[0]
        #expect(report.failed == 0 && report.accepted > 0 && report.notCompared > 0)
        #expect(report.passed + report.accepted + report.notCompared == 500)
    }

    @Test func textsMayHaveOtherWords() async throws {
        let terms = [deviation { ($0.text, $0.alias) = ("over limit", "cap") }]
        let change: ForkPeer.Change = { _, answer in
            answer["revert"]?.text == "over limit" ? answer.with("revert", .string("cap")) : answer
        }
        let report = try await ForkPeer.reports(on: ["directed-v2"], accepting: terms, change)[0]
        #expect(report.failed == 0 && report.accepted > 0 && report.notCompared == 0)
        let others = [deviation { ($0.text, $0.alias) = ("over limit", "other") }]
        #expect(try await ForkPeer.reports(on: ["directed-v2"], accepting: others, change)[0].failed > 0)
    }

    /// One side went through and the other did not: what follows is another market.
    @Test func anAcceptedOutcomeEndsItsCase() async throws {
        let terms = [deviation { ($0.call, $0.key) = ("clearingHouse.addMargin", "outcome") }]
        let report = try await ForkPeer.reports(on: ["market-v2"], accepting: terms) { question, answer in
            guard question["call"]?.text == "addMargin", let views = answer["views"] else { return answer }
            return .object(["revert": .string("no"), "views": views])
        }[0]
        #expect(report.failed == 0 && report.accepted > 0 && report.notCompared > 0)
    }

    @Test func whatAPeerIsWithoutIsLeftOut() async throws {
        let reports = try await ForkPeer.reports(on: ["market-v2"]) { question, answer in
            guard question["do"]?.text == "hello" else {
                // It would fail if it were asked.
                let isShutdown = question["call"]?.text == "setCap"
                let views = question["views"].map { $0.compactText.contains(".spotPrice") } ?? false
                if isShutdown || views { return .object(["error": .string("not here")]) }
                return answer.changing { path, value in
                    path == "/state" ? value.without { $0.hasSuffix(".snapshotCount") } : nil
                }
            }
            return answer.with(
                "without",
                .object([
                    "calls": .array([.string("amm.setCap")]), "views": .array([.string("amm.spotPrice")]),
                    "state": .array([.string("amm.snapshotCount")]),
                ]))
        }
        let report = reports[0]
        #expect(report.failed == 0 && report.skipped > 0 && report.passed + report.skipped == 500)
        #expect(Set(report.leftOut.keys) == ["call amm.setCap", "view amm.spotPrice", "state amm.snapshotCount"])
        #expect(report.leftOut.values.allSatisfy { $0 > 0 })
    }

    @Test(arguments: [
        ("calls", "amm.setCapp", #"no call is called "amm.setCapp"; did you mean "amm.setCap"?"#),
        ("views", "position.marginRation", #"did you mean "position.marginRatio"?"#),
        ("state", "amm.snapshotCounts", #"did you mean "amm.snapshotCount"?"#),
        ("quotes", "inputprice", #"did you mean "inputPrice"?"#),
        ("state", "nothing of the kind", "Vectors/README.md has the names"),
    ])
    func aMisspeltNameIsAnError(section: String, name: String, hint: String) async throws {
        let error = await #expect(throws: PeerFailure.self) {
            try await ForkPeer.reports(on: []) { question, answer in
                answer.with("without", .object([.init(section, .array([.string(name)]))]))
            }
        }
        #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
    }

    @Test func keysOfReportsAreKnown() {
        for key in ["amm.fundingRate", "state balance", "returns", "event PositionChanged fee", "view position.spot"] {
            #expect(KnownName.key.problem(with: key) == nil)
        }
        for key in ["amm.fundingrate", "event PositionChange fee", "view amm.spot", "", "state"] {
            #expect(KnownName.key.problem(with: key) != nil)
        }
        #expect(KnownName.text.problem(with: "over limits")?.contains(#"did you mean "over limit"?"#) == true)
        #expect(KnownName.call.problem(with: "decimal.mul") == nil)
    }
}

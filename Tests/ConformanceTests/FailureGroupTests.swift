import Clearing
import Conformance
import JSON
import Scenarios
import Testing

/// A deviation comes out as one group, wherever it shows; two come out as two.
@Suite struct FailureGroupTests {
    /// A funding rate that is too far from 0, by less and by more than 10 wei.
    private static let fundingRate: ForkPeer.Change = { question, answer in
        answer.changing { path, value in
            let isReturned = path == "/returns" && question["call"]?.text == "settleFunding"
            let isRate = path.hasSuffix("FundingRateUpdated/args/rate") || path.hasSuffix(".fundingRate")
            return question["do"]?.text == "step" && (isReturned || isRate) ? value.further : nil
        }
    }

    /// A liquidator who gets too much, in the event alone.
    private static let liquidationFee: ForkPeer.Change = { _, answer in
        answer.changing { path, value in
            path.hasSuffix("PositionLiquidated/args/liquidationFee") ? value.further : nil
        }
    }

    /// The price of base for quote, in all that shows it.
    private static let outputPrice: ForkPeer.Change = { question, answer in
        let isAsked = question["op"]?.text == "outputPrice" || question["call"]?.text == "swapOutput"
        return answer.changing { path, value in
            let isPrice =
                path.hasSuffix("SwapOutput/args/quoteAssetAmount") || path.contains(".outputPrice.")
                || path.hasSuffix(".spot/notional") || (isAsked && ["/result", "/returns"].contains(path))
            return isPrice && value.text != "0" ? value.further : nil
        }
    }

    @Test func aDeviationInTwoCallsIsOneGroup() async throws {
        let reports = try await ForkPeer.reports(on: ["amm-v2", "market-v2", "directed-v2"], Self.fundingRate)
        let groups = FailureGroup.groups(of: reports)
        try #require(groups.count == 1)
        let group = groups[0]
        #expect(group.cases == reports.reduce(0) { $0 + $1.failures.count } && group.cases > 10)
        #expect(Set(group.parts.map(\.function)) == ["amm.settleFunding", "clearingHouse.payFunding"])
        #expect(group.parts.allSatisfy { $0.key == "event FundingRateUpdated rate" && $0.manner == "another number" })
        #expect(group.parts.allSatisfy { $0.rule == .p10 && $0.cases == $0.more + $0.less })
        #expect(group.parts.contains { $0.more > 0 && $0.less > 0 })
        #expect(group.examples.count == 3 && Set(group.examples.map(\.file)).count > 1)
        #expect(group.examples.allSatisfy { $0.explanation?.contains("--step") == true })
    }

    @Test func aPriceIsOneGroupInQuotesPoolsAndMarkets() async throws {
        let reports = try await ForkPeer.reports(
            on: ["quote", "amm-v1", "amm-v2", "market-v1", "market-v2"], Self.outputPrice)
        let groups = FailureGroup.groups(of: reports)
        #expect(groups.count == 1)
        #expect(groups.first?.parts.first?.rule == .p3)
        let functions = Set(groups.first?.parts.map(\.function) ?? [])
        #expect(functions.isSuperset(of: ["outputPrice", "amm.swapOutput", "clearingHouse.openPosition"]))
    }

    @Test func twoDeviationsAreTwoGroups() async throws {
        let reports = try await ForkPeer.reports(on: ["directed-v2"]) { question, answer in
            Self.liquidationFee(question, Self.fundingRate(question, answer))
        }
        let groups = FailureGroup.groups(of: reports)
        let keys = ["event FundingRateUpdated rate", "event PositionLiquidated liquidationFee"]
        #expect(Set(groups.map { $0.parts[0].key }) == Set(keys) && groups.count == 2)
        #expect(Set(groups.map { $0.parts[0].rule }) == [.p10, .c17])
    }

    /// A gate that is gone lets some calls through and hands others to the next gate.
    @Test func aMovedGateIsOneGroupByItsText() async throws {
        let reports = try await ForkPeer.reports(on: ["market-v2", "directed-v2"]) { question, answer in
            guard answer["revert"]?.text == "Margin ratio not meet criteria" else { return answer }
            let views = answer["views"] ?? .object([JSONValue.Member]())
            return question["call"]?.text == "openPosition"
                ? .object(["revert": .string("bad debt"), "views": views])
                : .object(["events": .array([]), "state": .object([JSONValue.Member]()), "views": views])
        }
        let groups = FailureGroup.groups(of: reports)
        try #require(groups.count == 1)
        #expect(
            Set(groups[0].parts.map(\.manner)) == [
                #"revert "Margin ratio not meet criteria" → revert "bad debt""#,
                #"revert "Margin ratio not meet criteria" → success"#,
            ])
        #expect(groups[0].parts.allSatisfy { $0.key == "outcome" })
        #expect(groups[0].parts.first { $0.function == "clearingHouse.openPosition" }?.rule == .c10)
        #expect(groups[0].parts.first { $0.function == "clearingHouse.liquidate" }?.rule == .c17)
    }

    /// SPEC P19: in v1 the band is looked at after the swap, in v2 (P6, P7) before.
    @Test(arguments: [("amm-v1", "P19"), ("amm-v2", "P6")])
    func theRuleIsThatOfTheRevision(file: String, rule: String) async throws {
        let reports = try await ForkPeer.reports(on: [file]) { _, answer in
            guard answer["revert"]?.text?.contains("fluctuation limit") == true else { return answer }
            return answer.with("revert", .string("out of band"))
        }
        let groups = FailureGroup.groups(of: reports)
        #expect(groups.count == 1)
        for part in groups.first?.parts ?? [] {
            #expect(part.rule?.rawValue == (part.function == "amm.migrateLiquidity" ? "P20" : rule))
        }
    }

    @Test func aMissingEventIsNamed() async throws {
        let reports = try await ForkPeer.reports(on: ["amm-v2"]) { _, answer in
            answer.changing { path, value in
                guard path == "/events", case .array(let events) = value.content else { return nil }
                return .array(events.filter { $0["name"]?.text != "SwapInput" && $0["name"]?.text != "SwapOutput" })
            }
        }
        let keys = FailureGroup.groups(of: reports).map { $0.parts[0].key }
        #expect(Set(keys) == ["event SwapInput", "event SwapOutput"])
    }

    @Test func numbersOfAWrongTypeAreOneGroup() async throws {
        let reports = try await ForkPeer.reports(on: ["math"]) { _, answer in
            answer["result"] == nil ? answer : answer.with("result", .number(3))
        }
        let groups = FailureGroup.groups(of: reports)
        #expect(groups.count == 1 && groups.first?.cases == reports[0].failed)
        #expect(groups.first?.parts.first?.manner == "answered nonsense: expected a decimal string, found a number")
    }

    @Test func stepsAfterADifferenceAreNotCompared() async throws {
        let reports = try await ForkPeer.reports(on: ["market-v2"], Self.fundingRate)
        let report = reports[0]
        #expect(report.failures.count == report.failed && report.notCompared > 100)
        #expect(report.passed + report.failed + report.notCompared == 500)
        #expect(report.failures.allSatisfy { $0.laterFailures == 0 })
    }

    /// The names of events are those that the vectors have.
    @Test func everyRecordedEventIsKnown() throws {
        for name in Event.names { #expect(KnownName.key.problem(with: "event \(name)") == nil) }
        var recorded: Set<String> = []
        _ = try ForkPeer.recorded("edges-v2").changing { path, value in
            if path.hasSuffix("/name"), path.contains("/events/"), let name = value.text { recorded.insert(name) }
            return nil
        }
        #expect(recorded.count > 15 && recorded.isSubset(of: Event.names))
    }
}

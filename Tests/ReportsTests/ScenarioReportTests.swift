import Foundation
import JSON
import Reports
import Scenarios
import Testing

/// Scenarios as pages.
@Suite struct ScenarioReportTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func history(_ name: String) throws -> ScenarioHistory {
        ScenarioHistory(
            try Scenario(path: Self.root.appending(path: "Vectors/scenarios/\(name).scenario.json").path()))
    }

    /// What `vamm run --json` prints.
    private func run(_ path: String) throws -> JSONValue {
        var run = try ScenarioRun(ScenarioStream(path: path))
        var record = ScenarioRecord(of: run, as: .object)
        var text = record.opening
        while let (step, _) = try run.next() { text += record.add(step, on: run.replay) }
        let file = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data((text + record.closing).utf8).write(to: file)
        return try JSONValue(document: file.path())
    }

    /// The history says of every step what the run says of it.
    @Test(arguments: ["published-example", "liquidation-cascade", "k-change"])
    func theHistoryIsTheRun(name: String) throws {
        let path = Self.root.appending(path: "Vectors/scenarios/\(name).scenario.json").path()
        guard case .array(let steps)? = try run(path)["steps"]?.content else { throw Missing() }
        var visited = 0
        _ = try ScenarioHistory(try Scenario(path: path)).walk { step in
            guard step.number > 0 else { return #expect(step.events.isEmpty && step.callName.isEmpty) }
            let expected = steps[step.number - 1]
            #expect(step.callName == expected["call"]?.text && step.caller == expected["caller"]?.text)
            #expect(step.isSuccess == (expected["revert"] == nil && expected["invalid"] == nil))
            #expect(step.changes.map(\.key) == expected["state"]?.members?.map(\.key) ?? [])
            let spot = expected["views"]?["amm.ETH.spotPrice"]?.text
            #expect(step.figures[pool: 0].spotPrice?.raw.description == spot)
            visited += 1
        }
        #expect(visited == steps.count)
    }

    /// The ratio of a liquidation is that which it found, below maintenance.
    @Test func liquidationsStandAtTheRatioThatTheyFound() throws {
        var ratios = [String]()
        _ = try history("liquidation-cascade").walk { step in
            guard step.isLiquidation, let ratio = step.decidingRatio?.ratio else { return }
            #expect(ratio.isNegative || ratio.magnitude.raw < step.figures.maintenanceMarginRatio.raw)
            ratios.append(String(ratio.description.prefix(6)))
        }
        #expect(ratios == ["0.0612", "0.0282", "-0.055", "-0.264", "0.0413"])
        let html = try ScenarioReport(history("liquidation-cascade"), maker: "test").html
        #expect(html.contains(/step 7: carol liquidated at 6.12…\s% by TWAP/))
        // The lowest ratio is the one that she was liquidated at, not one that a step left.
        #expect(html.contains(/carol<\/th><td class="r">−26\.49…\s% by TWAP, which decided at step 15/))
    }

    /// Profit by cause and bad debt are tables, and add up as `vamm run --accounts` says.
    @Test func whoGainedIsATable() throws {
        let html = try ScenarioReport(history("liquidation-cascade"), maker: "test").html
        #expect(html.contains("id=\"accounts\"") && html.contains("<h3>Bad debt</h3>"))
        #expect(html.contains(">449.714942<i>") && html.contains("profit by</th>"))
        #expect(html.contains("<th scope=\"row\">bad debt so far</th>"))
        let calm = try ScenarioReport(history("published-example"), maker: "test").html
        #expect(calm.contains("There was no bad debt.") && !calm.contains("<h3>Bad debt</h3>"))
    }

    @Test func derivationsAreFoldedUnderTheirSteps() throws {
        let derivations = [["K = Q ⊗ B   N4", "  <b>1 & 2</b>"], ["second"]]
        let html = try ScenarioReport(history("k-change"), derivations: derivations, maker: "test").html
        #expect(html.contains("<pre>K = Q ⊗ B   N4\n  &lt;b&gt;1 &amp; 2&lt;/b&gt;</pre>"))
        #expect(html.matches(of: /<details class="why">/).count == 2)
    }

    /// Every chart has its data beside it, whose numbers are those of the steps.
    @Test func chartsHaveTheirData() throws {
        let html = try ScenarioReport(history("published-example"), maker: "test").html
        let figures = html.matches(of: /<figure class="(full|half) chart"/).count
        let scripts = html.matches(of: /<script type="application\/json" class="data">(\{.*?\})<\/script>/)
        #expect(figures > 4 && scripts.count == figures)
        for script in scripts {
            let data = try JSONParser.parse(script.output.1.utf8)
            guard case .array(let series)? = data["series"]?.content else { throw Missing() }
            for one in series {
                guard case .array(let xs)? = one["xs"]?.content, case .array(let ys)? = one["ys"]?.content else {
                    throw Missing()
                }
                #expect(xs.count == ys.count && one["name"]?.text != "")
            }
        }
        #expect(html.contains(#""name":"mark","color":0,"kind":"steps","xs":[0,15,30,45,60],"ys":[400,420.25,400,"#))
    }

    @Test func openInterestIsTheSumOfThePositions() throws {
        var last: PoolFigures?
        _ = try history("published-example").walk { if $0.number == 2 { last = $0.figures[pool: 0] } }
        let figures = try #require(last)
        #expect(figures.long.count == 1 && figures.short.count == 1)
        #expect(figures.long.size?.description == "2.439024390243902439")
        #expect(figures.short.size?.description == "2.43902439024390244")
        #expect(figures.long.notional?.description == "1000")
    }

    @Test func theCascadeIsSmallAndSaysWhatHappened() throws {
        let report = try ScenarioReport(history("liquidation-cascade"), maker: "test")
        #expect(report.html.utf8.count < 1_000_000 && report.failures.isEmpty)
        #expect(report.html.contains("revert &quot;not backstop LP&quot;"))
        #expect(report.html.matches(of: /<details id="step-/).count == 17)
        #expect(report.html.contains("event 4: clearingHouse PositionLiquidated"))
        #expect(!report.html.contains("id=\"dust\""))
        #expect(!report.html.contains(/(src|href)="(https?:)?\/\//))
    }

    @Test func dustIsATableWhereThereIsAny() throws {
        let dust = ReportDust(rows: [("a quote", "the <pool>", "0.000000000000000001")], note: "what it means")
        let html = try ScenarioReport(history("k-change"), dust: dust, maker: "test").html
        #expect(html.contains("id=\"dust\"") && html.contains("the &lt;pool&gt;") && html.contains("what it means"))
    }

    /// A page of many pools draws a bounded number, those that most steps are about, and names all others in a table.
    @Test func ofManyPoolsTheBusiestAreDrawn() throws {
        let pools = (1...60).map { "\"P\($0)\": {\"quoteAssetReserve\": \"1000\", \"baseAssetReserve\": \"100\"}" }
        let steps = [60, 59, 60].map {
            #"{"caller": "a", "call": "openPosition", "args": {"amm": "P\#($0)", "side": "buy", "#
                + #""quoteAssetAmount": "1", "leverage": "1"}}"#
        }
        let text = """
            {"format": "vamm-scenario/1", "steps": [\(steps.joined(separator: ", "))], "setup": {\
            "amms": {\(pools.joined(separator: ", "))}, "balances": {"a": "100"}}}
            """
        let file = FileManager.default.temporaryDirectory.appending(path: "pools-\(UUID().uuidString).scenario.json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        let html = try ScenarioReport(ScenarioHistory(Scenario(path: file.path())), maker: "test").html
        let drawn = html.matches(of: /<section id="pool-(\d+)"/).compactMap { Int($0.1) }
        #expect(drawn == Array(1...38) + [59, 60])
        #expect(html.contains("20 others have a row here") && html.contains(">P58</th>"))
    }

    private struct Missing: Error {}
}

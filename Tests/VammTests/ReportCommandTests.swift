import Foundation
import Testing

/// `vamm report` as its user sees it.
@Suite struct ReportCommandTests {
    /// Ratios far beyond what a chart can show are no reason to stop.
    @Test func aHugeMaintenanceRatioIsDrawn() throws {
        let scenario = """
            {"setup": {"amms": {"ETH": {"quoteAssetReserve": "40000", "baseAssetReserve": "100"}},
              "balances": {"alice": "5000", "insuranceFund": "5000"}},
             "steps": [
              {"caller": "alice", "call": "openPosition",
               "args": {"side": "buy", "quoteAssetAmount": "100", "leverage": "1"}},
              {"call": "setMaintenanceMarginRatio",
               "args": {"maintenanceMarginRatio": "30000000000000000000000000000000000000000"}},
              {"call": "setLatestData", "args": {"price": "500"}}]}
            """
        let run = try vamm(["report", "-", "-o", "-"], input: Data(scenario.utf8))
        #expect(run.status == 0 && !run.crashed && run.output.contains("Margin ratios"), "\(run.errors)")
    }

    private let example = "Vectors/scenarios/published-example.scenario.json"

    @Test func aPageAsAFileAndOnStandardOutput() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "page.html")
        let run = try vamm("report", example, "-o", file.path())
        #expect(run.status == 0 && run.output == "" && run.errors == "", "\(run.errors)")
        let page = try String(contentsOf: file, encoding: .utf8)
        #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("published-example"))
        #expect(try vamm("report", example, "-o", "-").output == page + "\n")
        let input = try Data(contentsOf: packageRoot.appending(path: example))
        let piped = try vamm(["report", "-", "-o", "-"], input: input)
        #expect(piped.status == 0 && piped.output.contains("standard input"))
    }

    @Test func aRecordedCase() throws {
        let run = try vamm(
            "report", "Vectors/recorded/directed-v2.json", "--case", "bad-debt-backstop", "-o", "-")
        #expect(run.status == 0 && run.output.contains("<h1>bad-debt-backstop</h1>"))
        #expect(
            try vamm("report", "Vectors/recorded/directed-v2.json", "-o", "-").errors.contains("name one with --case"))
    }

    @Test func whatIsNotAsExpectedIsShownAndSaid() throws {
        let scenario = """
            {"setup": {"amms": {"ETH": {"quoteAssetReserve": "40000", "baseAssetReserve": "100"}}, "balances": {"alice": "9"}},
            "steps": [{"caller": "alice", "call": "closePosition", "revert": "over limit"}]}
            """
        let run = try withFile(Data(scenario.utf8)) { try vamm("report", $0, "-o", "-") }
        #expect(run.status == 1 && run.errors.contains("expected  revert \"over limit\""))
        #expect(
            run.output.contains("1 steps did not go as the scenario expects") && run.output.contains("not as expected"))
    }

    @Test func hostileNamesAreNoMarkup() throws {
        let scenario = """
            {"name": "<script>alert(1)</script>", "comment": "</title><b>", "setup": {"amms": {"<i>": {
            "quoteAssetReserve": "40000", "baseAssetReserve": "100"}}, "balances": {"<u>&'\\"": "5000"}},
            "steps": [{"caller": "<u>&'\\"", "call": "openPosition",
            "args": {"side": "buy", "quoteAssetAmount": "100"}}]}
            """
        let run = try withFile(Data(scenario.utf8)) { try vamm("report", $0, "-o", "-") }
        #expect(run.status == 0, "\(run.errors)")
        for markup in ["<script>alert", "</title><b>", "<u>", "<i>\""] { #expect(!run.output.contains(markup)) }
        #expect(run.output.contains("&lt;u&gt;&amp;&#39;&quot;"))
        #expect(run.output.contains("The pool &lt;i&gt;"))
    }

    @Test func whatCannotBeReadOrWritten() throws {
        #expect(try vamm("report", example).status == 64)
        #expect(try vamm("report", example, "-o", "").status == 64)
        #expect(try vamm("report", "no/such.json", "-o", "-").status == 2)
        for (path, message) in [
            ("/no/such/folder/x.html", "can't be written"), ("/dev/null", "not a regular file"),
            (example, "the scenario itself"),
        ] {
            let run = try vamm("report", example, "-o", path)
            #expect(run.status == 74 && run.errors.contains(message), "\(run.errors)")
        }
    }

    /// A report that is stopped leaves the page whole or not at all, and nothing in the way of the next.
    @Test(arguments: [SIGKILL, SIGTERM, SIGINT, SIGHUP])
    func aReportThatIsStoppedLeavesNoHalfPage(signal: Int32) throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let page = folder.appending(path: "page.html")
        let whole = try vamm("report", example, "-o", page.path())
        #expect(whole.status == 0)
        let expected = try Data(contentsOf: page)
        for wait in [0, 20_000, 60_000, 120_000, 250_000] as [UInt32] {
            try Data("old".utf8).write(to: page)
            let process = Process()
            process.executableURL = programURL
            process.arguments = ["report", example, "-o", page.path()]
            process.currentDirectoryURL = packageRoot
            process.standardError = FileHandle.nullDevice
            try process.run()
            usleep(wait)
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            let now = try Data(contentsOf: page)
            #expect(now == expected || now == Data("old".utf8))
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())
            if signal != SIGKILL { #expect(names == ["page.html"]) }
        }
        #expect(try vamm("report", example, "-o", page.path()).status == 0)
        #expect(try Data(contentsOf: page) == expected)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["page.html"])
    }
}

import Foundation
import JSON
import Testing

/// `vamm simulate` as its user sees it.
@Suite struct SimulateCommandTests {
    private func inFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    @Test func measuresAsATable() throws {
        let run = try vamm("simulate", "crash", "--blocks", "50")
        #expect(run.status == 0 && run.errors == "", "\(run)")
        #expect(run.output.hasPrefix("crash: seed 1, 50 blocks, "))
        #expect(run.output.contains("\ntracking.mean  ") && run.output.contains("\n\nslippage.small  "))
        for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        #expect(try vamm("simulate", "crash", "--blocks", "50").output == run.output)
        #expect(try vamm("simulate", "crash", "--blocks", "50", "--seed", "2", "--check").output != run.output)
    }

    @Test func jsonHasSeedMeasuresAndMarket() throws {
        let run = try vamm("simulate", "calm", "--blocks", "20", "--json", "--set", "traders.count=7")
        let json = try JSONParser.parse(Data(run.output.utf8))
        #expect(json["seed"]?.text == "1" && json["market"]?["name"]?.text == "calm")
        #expect(json["market"]?["traders"]?["count"] == JSONValue(.number("7")))
        guard case .array(let measures)? = json["measures"]?.content else {
            Issue.record("no measures")
            return
        }
        #expect(measures.contains { $0["name"]?.text == "tracking.mean" && $0["unit"]?.text == "ratio" })
    }

    @Test func listedAndPrintedMarkets() throws {
        let list = try vamm("simulate", "--list").output
        #expect(list.split(separator: "\n").count == 8 && list.contains("\nweekend-gap  "))
        let printed = try vamm("simulate", "shorts", "--print")
        let again = try vamm(["simulate", "-", "--print"], input: Data(printed.output.utf8))
        #expect(again.status == 0 && again.output == printed.output)
        let json = try vamm("simulate", "shorts", "--print", "--json")
        let fromJSON = try vamm(["simulate", "-", "--print"], input: Data(json.output.utf8))
        #expect(fromJSON.output == printed.output)
    }

    @Test func everythingThatIsWritten() throws {
        try inFolder { folder in
            let (scenario, filled) = (folder.appending(path: "s.scenario.json"), folder.appending(path: "f.json"))
            let (csv, page) = (folder.appending(path: "csv"), folder.appending(path: "p.html"))
            let database = folder.appending(path: "t.sqlite")
            let run = try vamm(
                "simulate", "crash", "--blocks", "60", "--set", "arbitrageurs.hedges=no", "--scenario", scenario.path(),
                "--csv", csv.path(), "--report",
                page.path(), "--db", database.path(), "--check")
            #expect(run.status == 0 && run.errors == "", "\(run)")
            #expect(try vamm("run", scenario.path(), "--fill", filled.path()).status == 0)
            #expect(try vamm("verify", filled.path()).status == 0)
            #expect(try vamm("check", "--exec", "\(programURL.path()) serve", filled.path()).status == 0)
            let series = try String(contentsOf: csv.appending(path: "blocks.csv"), encoding: .utf8)
            #expect(series.split(separator: "\n").count == 61)
            let measures = try String(contentsOf: csv.appending(path: "measures.csv"), encoding: .utf8)
            #expect(measures.hasPrefix("name,value,unit\ntracking.mean,"))
            let html = try String(contentsOf: page, encoding: .utf8)
            #expect(html.hasPrefix("<!DOCTYPE html>") && html.contains("Index, oracle and mark"))
            #expect(!html.contains("http://") && !html.contains("src="))
            #expect(try Data(contentsOf: database).prefix(6) == Data("SQLite".utf8))
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path())
            #expect(left.sorted() == ["csv", "f.json", "p.html", "s.scenario.json", "t.sqlite"])
        }
    }

    /// A market in which nothing happens makes no scenario, and then no other file either.
    @Test func withoutACallNothingIsWritten() throws {
        try inFolder { folder in
            let quiet = ["traders.count=0", "arbitrageurs.count=0", "keeper.isActive=0"].flatMap { ["--set", $0] }
            let files = ["--csv", "csv", "--scenario", "s.json", "--report", "p.html"].enumerated().map { index, text in
                index.isMultiple(of: 2) ? text : folder.appending(path: text).path()
            }
            let run = try vamm(["simulate", "calm", "--blocks", "1"] + quiet + files)
            #expect(run.status == 1 && run.errors.contains("nobody made a call"), "\(run)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()).isEmpty)
        }
    }

    @Test func whatAScenarioCanNotSayIsRefusedBeforeTheRun() throws {
        try inFolder { folder in
            let path = folder.appending(path: "s.json").path()
            for option in ["--scenario", "--db"] {
                let run = try vamm(
                    "simulate", "calm", "--set", "policy.name=volume", "--set", "arbitrageurs.hedges=no", option, path)
                #expect(run.status == 2 && run.output == "" && run.errors.contains("extension"), "\(run)")
                #expect(!FileManager.default.fileExists(atPath: path))
            }
        }
    }

    @Test(arguments: [
        ["crsh"], ["calm", "--set", "traders.cuont=1"], ["calm", "--set", "index.segments.0.volatility=-1"],
        ["calm", "--blocks", "1000000000000"], ["calm", "--blocks", "0"], ["calm", "--set", "policy.name=volum"],
        ["calm", "--set", "run.blocks=99999999", "--set", "run.secondsPerBlock=86400"],
        ["calm", "--set", "policy.name=volume", "--set", "policy.way=resize"], ["nowhere.yaml"],
        ["calm", "--set", "index.file=nowhere.csv"],
    ])
    func badMarketsAreRefusedBeforeAnythingRuns(arguments: [String]) throws {
        let run = try vamm(["simulate"] + arguments)
        #expect(run.status == 2 && run.output == "" && !run.crashed, "\(run)")
        #expect(run.errors.split(separator: "\n").count == 1 && run.errors.hasPrefix("vamm: "), "\(run)")
    }

    @Test(arguments: [
        [], ["calm", "--seed", "-1"], ["calm", "--set", "blocks"], ["calm", "--csv", "-"], ["calm", "--report", ""],
    ])
    func wrongUsage(arguments: [String]) throws {
        let run = try vamm(["simulate"] + arguments)
        #expect(run.status == 64 && run.output == "", "\(run)")
    }

    @Test func outputsThatCanNotBeWritten() throws {
        for option in ["--csv", "--report", "--scenario", "--db"] {
            let run = try vamm(
                "simulate", "calm", "--blocks", "3", "--set", "arbitrageurs.hedges=no", option, "/nowhere/at/all")
            #expect(run.status == 74, "\(run)")
        }
        try withFile(Data("extends: calm\n".utf8), name: "m.yaml") { path in
            let run = try vamm(
                "simulate", path, "--blocks", "3", "--set", "arbitrageurs.hedges=no", "--scenario", path)
            #expect(run.status == 74 && run.output == "", "\(run)")
            #expect(try Data(contentsOf: URL(filePath: path)) == Data("extends: calm\n".utf8))
        }
    }
}

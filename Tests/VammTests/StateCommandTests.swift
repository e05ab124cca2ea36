import Foundation
import Testing

/// State documents on the command line: written by a run, and gone on from by every command.
@Suite struct StateCommandTests {
    private let scenario = "Vectors/scenarios/liquidation-cascade.scenario.json"

    /// A folder of its own with the state after some steps, and a scenario that goes on with the others.
    private func cut(at step: Int) throws -> (folder: URL, second: String, state: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "state-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let state = folder.appending(path: "first.state.json").path()
        let run = try vamm("run", scenario, "--save-state", state, "--at", "\(step)", "--json")
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        let data = try Data(contentsOf: packageRoot.appending(path: scenario))
        let whole = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let steps = try #require(whole["steps"] as? [Any])
        let rest: [String: Any] = ["setup": ["state": "first.state.json"], "steps": Array(steps.dropFirst(step))]
        let second = folder.appending(path: "second.scenario.json")
        try JSONSerialization.data(withJSONObject: rest).write(to: second)
        return (folder, second.path(), state)
    }

    private func steps(_ output: String) throws -> [NSDictionary] {
        let record = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        return try #require(record?["steps"] as? [NSDictionary])
    }

    @Test func aRunInTwoPartsIsTheRunInOne() throws {
        let whole = try steps(vamm("run", scenario, "--json").output)
        for step in [0, 2, whole.count - 1] {
            let (folder, second, _) = try cut(at: step)
            defer { try? FileManager.default.removeItem(at: folder) }
            let run = try vamm("run", second, "--json")
            #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
            #expect(try steps(run.output) == Array(whole.dropFirst(step)))
        }
    }

    @Test func everyCommandGoesOnFromIt() throws {
        let (folder, second, state) = try cut(at: 2)
        defer { try? FileManager.default.removeItem(at: folder) }
        let whole = try vamm("explain", "step", scenario, "--step", "3")
        let explained = try vamm("explain", "step", second, "--step", "1")
        #expect(explained.status == whole.status)
        #expect(explained.output.dropFirst("step 1".count) == whole.output.dropFirst("step 3".count))
        let change = ["--multiplier", "0.5", "--way", "pay", "--json"]
        let cut = try vamm(["k-change", state] + change)
        #expect(cut.status == 0 && cut.errors.isEmpty, "\(cut.errors)")
        let filled = folder.appending(path: "filled.json").path()
        #expect(try vamm("run", second, "--fill", filled).status == 0)
        let verified = try vamm("verify", filled)
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        let checked = try vamm("check", "--exec", "'\(programURL.path())' serve", filled)
        #expect(checked.status == 0 && checked.output == verified.output, "\(checked.output)\(checked.errors)")
        let page = try vamm("report", second, "-o", "-")
        #expect(page.status == 0 && page.output.contains("</html>"), "\(page.errors)")
        #expect(try vamm("run", second, "--ledger").status == 0)
        let database = folder.appending(path: "trace.sqlite").path()
        #expect(try vamm("run", second, "--db", database).status == 0)
        let spot = try vamm("call", "0xdc76fabc", "--state", state)
        #expect(spot.status == 0)
        #expect(spot.output == (try vamm("call", "0xdc76fabc", "--state", scenario, "--steps", "2").output))
    }

    @Test func whatMakesNoSenseIsWarnedOf() throws {
        let (folder, second, state) = try cut(at: 2)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = try String(contentsOfFile: state, encoding: .utf8)
        let changed = text.replacing(/"balance.clearingHouse": "\d+"/, with: #""balance.clearingHouse": "0""#)
        try Data(changed.utf8).write(to: URL(filePath: state))
        for command in [
            ["run", second], ["k-change", state, "--multiplier", "2", "--way", "pay"], ["report", second, "-o", "-"],
        ] {
            let run = try vamm(command)
            #expect(run.status == 0)
            let warning = "vamm: warning: vault: the vault holds 0 wei"
            #expect(run.errors.contains(warning), "\(command) \(run.errors)")
        }
    }

    @Test func mistakesAreToldWithTheirPlace() throws {
        let (folder, second, state) = try cut(at: 2)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = try String(contentsOfFile: state, encoding: .utf8)
        let wrong = text.replacing("snapshotCount\": \"", with: "snapshotCount\": \"1")
        try Data(wrong.utf8).write(to: URL(filePath: state))
        let run = try vamm("run", second)
        #expect(run.status == 2 && run.errors.contains("first.state.json:"), "\(run.errors)")
        #expect(run.errors.contains("are not the 1"), "\(run.errors)")
        let alone = try vamm("run", state)
        #expect(alone.status == 2 && alone.errors.contains("a state document has no steps"), "\(alone.errors)")
        #expect(try vamm("report", state, "-o", "-").status == 2)
        #expect(try vamm("run", scenario, "--at", "1").status == 64)
        #expect(try vamm("run", scenario, "--save-state", "-").status == 64)
        let late = try vamm("run", scenario, "--save-state", state, "--at", "999")
        #expect(late.status == 2 && late.errors.contains("there is no step 999"), "\(late.errors)")
        #expect(try vamm("simulate", state).errors.contains("a state document"))
    }
}

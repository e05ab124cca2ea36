import Clearing
import Files
import Foundation
import GRDB
import Scenarios
import Testing
import Trace
import VirtualAMM

/// Files come to be whole or not at all.
@Suite struct TraceFileTests {
    private static let example = packageRoot.appending(path: "Vectors/scenarios/published-example.scenario.json").path()

    @Test func aRunIsAddedToATrace() throws {
        try withFolder { folder in
            let path = folder.appending(path: "t.sqlite").path()
            for _ in 1...3 { try trace(Self.example, database: path) }
            try open(path).read { db in
                #expect(try Int.fetchAll(db, sql: "SELECT run FROM runs") == [1, 2, 3])
                let counts = try Int.fetchAll(db, sql: "SELECT count(*) FROM events GROUP BY run")
                #expect(counts.count == 3 && Set(counts).count == 1)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["t.sqlite"])
        }
    }

    /// A trace that is left before its end, and one with a step that the schema has no place for.
    @Test func aTraceThatIsNotEndedLeavesNothing() throws {
        try withFolder { folder in
            let path = folder.appending(path: "t.sqlite").path()
            var run = try ScenarioRun(ScenarioStream(path: Self.example))
            var unfinished: ScenarioTrace? = try ScenarioTrace(
                RunDescription(run), start: run.replay.house, database: path, folder: nil, input: Self.example,
                implementation: "test")
            let (step, _) = try #require(try run.next())
            try unfinished?.add(step, after: run.replay.house)
            #expect(!FileManager.default.fileExists(atPath: path))
            unfinished = nil
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()).isEmpty)

            try trace(Self.example, database: path)
            let before = try Data(contentsOf: URL(filePath: path))
            try #expect(refusal(database: path, in: folder).message.contains("no place for position.ETH."))
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
            let csv = folder.appending(path: "csv").path()
            try #expect(refusal(csv: csv, in: folder).path == csv)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path())
            #expect(files.sorted() == ["t.sqlite"])
        }
    }

    /// How a trace refuses a step of another scenario, whose traders it does not know, and then to be committed.
    private func refusal(database: String? = nil, csv: String? = nil, in folder: URL) throws -> OutputError {
        var run = try ScenarioRun(ScenarioStream(path: Self.example))
        let trace = try ScenarioTrace(
            RunDescription(run), start: run.replay.house, database: database, folder: csv, input: Self.example,
            implementation: "test")
        let (step, _) = try #require(try run.next())
        try trace.add(step, after: run.replay.house)
        let key = StateKey.position(.margin, PoolID(rawValue: 0), Account(rawValue: 999))
        let stranger = ReplayedStep(
            number: 2, block: step.block, caller: step.caller, call: step.call, outcome: step.outcome,
            changes: [StateChange(key: key, before: .amount(.zero), after: .amount(.one))])
        let refusal = try #require(throws: OutputError.self) {
            try trace.add(stranger, after: run.replay.house)
        }
        #expect(throws: refusal) { try trace.commit() }
        return refusal
    }

    @Test func otherFilesAreRefused() throws {
        try withFolder { folder in
            let (text, other) = (folder.appending(path: "a.txt"), folder.appending(path: "other.sqlite"))
            try Data("not a database, but long enough to have a header of a hundred bytes".utf8).write(to: text)
            try DatabaseQueue(path: other.path()).write { try $0.execute(sql: "CREATE TABLE t (a)") }
            let newer = folder.appending(path: "newer.sqlite")
            try trace(Self.example, database: newer.path())
            try DatabaseQueue(path: newer.path()).write { try $0.execute(sql: "PRAGMA user_version = 3") }
            for (file, message) in [
                (text.path(), "not a database"), (other.path(), "not a trace"), (newer.path(), "schema version 3"),
                (folder.path(), "unable to open"), (folder.appending(path: "no/t.sqlite").path(), "make it first"),
            ] {
                let error = #expect(throws: OutputError.self) { try trace(Self.example, database: file) }
                #expect(error?.message.contains(message) == true, "\(String(describing: error))")
            }
            #expect(try String(contentsOf: text, encoding: .utf8).hasPrefix("not a database"))
        }
    }

    /// CSV files have the rows of the database, field by field.
    @Test func csvFilesHaveTheSameRows() throws {
        try withFolder { folder in
            let scenario = folder.appending(path: "s.json")
            let hostile = fundedMarket.replacing(
                #""name": "funded""#, with: #""name": "a \"b\", c", "comment": "x\ny""#)
            try Data(hostile.utf8).write(to: scenario)
            let (database, csv) = (folder.appending(path: "t.sqlite").path(), folder.appending(path: "csv"))
            try trace(scenario.path(), database: database, folder: csv.path())
            try open(database).read { db in
                for table in TraceTable.allCases {
                    let file = csv.appending(path: "\(table.name).csv")
                    let lines = Self.records(try String(contentsOf: file, encoding: .utf8))
                    #expect(lines.first == table.columns.map(\.name))
                    let rows = try Row.fetchAll(db, sql: "SELECT * FROM \(table.name)").map { row in
                        row.map { String.fromDatabaseValue($1) ?? Int64.fromDatabaseValue($1).map { "\($0)" } ?? nil }
                    }
                    // The rows of a step stand in the order in which they were written; the database sorts them.
                    let order = { (left: [String?], right: [String?]) in "\(left)" < "\(right)" }
                    #expect(lines.dropFirst().sorted(by: order) == rows.sorted(by: order), "\(table.name)")
                }
            }
            #expect(throws: OutputError.self) { try trace(scenario.path(), folder: csv.path()) }
            #expect(throws: OutputError.self) { try trace(scenario.path(), folder: scenario.path()) }
        }
    }

    /// Reads CSV; a field without a value is nil.
    private static func records(_ text: String) -> [[String?]] {
        var (records, record, field) = ([[String?]](), [String?](), "")
        var (isQuoted, wasQuoted) = (false, false)
        func value() -> String? { field.isEmpty && !wasQuoted ? nil : field }
        // A carriage return and a line feed are one character.
        for character in text {
            if isQuoted {
                if character == "\"" { isQuoted = false } else { field.append(character) }
                continue
            }
            switch character {
            case "\"":
                if wasQuoted { field.append(character) }
                (isQuoted, wasQuoted) = (true, true)
            case ",", "\r\n":
                record.append(value())
                (field, wasQuoted) = ("", false)
                if character == "\r\n" {
                    records.append(record)
                    record = []
                }
            default: field.append(character)
            }
        }
        return records
    }
}

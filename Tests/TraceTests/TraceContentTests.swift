import Foundation
import GRDB
import JSON
import Testing
import Trace

/// A trace says what the record of the run says.
@Suite struct TraceContentTests {
    private static let pools = ["amm"]
    private static let accounts = ["trader", "liquidator", "sender", "withdrawer", "account"]

    /// Every call, outcome, event, state change and view of every directed case is in the tables.
    @Test(arguments: ["directed-v1", "directed-v2"])
    func everyDirectedCaseIsInTheTablesAsInItsRecord(name: String) throws {
        let file = packageRoot.appending(path: "Vectors/recorded/\(name).json")
        let document = try JSONParser.parse(Data(contentsOf: file))
        var steps = 0
        try withFolder { folder in
            let database = folder.appending(path: "trace.sqlite").path()
            for (index, element) in (document["cases"]?.elements ?? []).enumerated() {
                let path = folder.appending(path: "case.json").path()
                let text = #"{"format":"vamm-vectors/1","kind":"market","cases":[\#(element.compactText)]}"#
                try Data(text.utf8).write(to: URL(filePath: path))
                try trace(path, database: database)
                steps += try compare(run: index + 1, with: record(path), database)
            }
        }
        #expect(steps > 100)
    }

    private func compare(run: Int, with record: JSONValue, _ path: String) throws -> Int {
        let steps = record["steps"]?.elements ?? []
        try open(path).read { db in
            let names = try Names(db, run: run)
            for (index, step) in steps.enumerated() {
                let place = Comment(rawValue: "run \(run), step \(index + 1)")
                let row = try #require(try self.row(db, "steps", run, index + 1).first, place)
                #expect(row["block"] as Int64? == Int64(step["block"]?["number"]?.compactText ?? ""), place)
                #expect(row["reason"] as String? == step["revert"]?.text, place)
                let outcome = step["revert"] != nil ? "revert" : step["invalid"] != nil ? "invalid" : "ok"
                #expect(row["outcome"] as String? == outcome, place)
                #expect(row["returns"] as String? == step["returns"]?.plainText, place)

                let call = try #require(try self.row(db, "calls", run, index + 1).first, place)
                #expect(call["name"] as String? == step["call"]?.text, place)
                #expect(names.accounts[call["caller"]] == step["caller"]?.text, place)
                #expect(named(call, from: 5, names) == texts(step["args"]), place)

                let events = try self.row(db, "events", run, index + 1)
                let expected = step["events"]?.elements ?? []
                #expect(events.count == expected.count, place)
                for (event, expectedEvent) in zip(events, expected) {
                    #expect(event["name"] as String? == expectedEvent["name"]?.text, place)
                    #expect(event["emitter"] as String? == expectedEvent["emitter"]?.text, place)
                    #expect(named(event, from: 5, names) == texts(expectedEvent["args"]), place)
                }
                let changes = try Row.fetchAll(
                    db, sql: "SELECT key, value FROM state_changes WHERE run = ? AND step = ?",
                    arguments: [run, index + 1])
                let changed = Dictionary(uniqueKeysWithValues: changes.map { ($0[0] as String, $0[1] as String) })
                #expect(changed == texts(step["state"]), place)
                try compareViews(db, run: run, step: index + 1, with: step["views"], names)
            }
            try compareStates(db, run: run)
        }
        return steps.count
    }

    private func row(_ db: Database, _ table: String, _ run: Int, _ step: Int) throws -> [Row] {
        try Row.fetchAll(db, sql: "SELECT * FROM \(table) WHERE run = ? AND step = ?", arguments: [run, step])
    }

    private func texts(_ object: JSONValue?) -> [String: String] {
        Dictionary(uniqueKeysWithValues: (object?.members ?? []).map { ($0.key, $0.value.plainText) })
    }

    /// The columns of a row that have a value, as a record has it.
    private func named(_ row: Row, from first: Int, _ names: Names) -> [String: String] {
        var values = [String: String]()
        for (column, value) in row.dropFirst(first) where !value.isNull {
            switch column {
            case "amm": values[column] = names.pools[Int64.fromDatabaseValue(value) ?? -1]
            case _ where Self.accounts.contains(column):
                values[column] = names.accounts[Int64.fromDatabaseValue(value) ?? -1]
            case "isProvider", "canOverFluctuationLimit", "skipFluctuationCheck", "open":
                values[column] = Int.fromDatabaseValue(value) == 1 ? "true" : "false"
            default: values[column] = String.fromDatabaseValue(value) ?? Int64.fromDatabaseValue(value).map { "\($0)" }
            }
        }
        return values
    }

    private func compareViews(
        _ db: Database, run: Int, step: Int, with views: JSONValue?, _ names: Names
    ) throws {
        let poolRow = try row(db, "pool_views", run, step).first
        let positionRow = try row(db, "position_views", run, step).first
        let reverts = try Row.fetchAll(
            db, sql: "SELECT view, reason FROM view_reverts WHERE run = ? AND step = ?", arguments: [run, step])
        let reasons = Dictionary(uniqueKeysWithValues: reverts.map { ($0[0] as String, $0[1] as String?) })
        for member in views?.members ?? [] {
            let place = Comment(rawValue: "run \(run), step \(step), \(member.key)")
            let parts = member.key.split(separator: ".").map(String.init)
            if member.value["revert"] != nil || member.value["invalid"] != nil {
                #expect(reasons[member.key] == .some(member.value["revert"]?.text), place)
                continue
            }
            let row = try #require(parts[0] == "amm" ? poolRow : positionRow, place)
            #expect(names.pools[row["pool"]] == parts[1], place)
            if parts[0] == "amm" {
                let value: DatabaseValue = row[parts[2...].joined()]
                let text = String.fromDatabaseValue(value)
                #expect(
                    text == member.value.plainText || member.value.compactText == "\(value == 1.databaseValue)", place)
            } else if let members = member.value.members {
                for part in members {
                    let column = parts[3] + part.key.prefix(1).uppercased() + part.key.dropFirst()
                    #expect(row[column] as String? == part.value.text, place)
                }
            } else {
                #expect(row[parts[3]] as String? == member.value.text, place)
            }
        }
    }

    /// The rows of pools, positions and balances are what the state changes add up to.
    private func compareStates(_ db: Database, run: Int) throws {
        let names = try Names(db, run: run)
        var state: [String: String] = [:]
        let steps = try Int.fetchOne(db, sql: "SELECT steps FROM runs WHERE run = ?", arguments: [run]) ?? 0
        for step in 0...steps {
            let changes = try Row.fetchAll(
                db, sql: "SELECT key, value FROM state_changes WHERE run = ? AND step = ?", arguments: [run, step])
            for change in changes { state[change[0]] = change[1] }
            var shown = Set<String>()
            for row in try row(db, "pool_states", run, step) {
                let pool = names.pools[row["pool"]] ?? ""
                for (column, value) in row.dropFirst(3) {
                    let isHouse = ["openInterestNotional", "cumulativePremiumFraction", "lastRestrictionBlock"]
                        .contains(column)
                    let key = "\(isHouse ? "clearingHouse" : "amm").\(pool).\(column)"
                    expect(value, state[key], key, run, step)
                    shown.insert(key)
                }
            }
            for row in try row(db, "positions", run, step) {
                let prefix = "position.\(names.pools[row["pool"]] ?? "").\(names.accounts[row["trader"]] ?? "")"
                for (column, value) in row.dropFirst(4) {
                    expect(value, state["\(prefix).\(column)"], "\(prefix).\(column)", run, step)
                    shown.insert("\(prefix).\(column)")
                }
            }
            for row in try row(db, "balances", run, step) {
                let key = "balance.\(names.accounts[row["account"]] ?? "")"
                expect(row["units"], state[key], key, run, step)
                shown.insert(key)
            }
            for row in try row(db, "house_states", run, step) {
                for (column, value) in row.dropFirst(2) where !value.isNull {
                    expect(value, state["clearingHouse.\(column)"], column, run, step)
                    shown.insert("clearingHouse.\(column)")
                }
            }
            let missing = Set(changes.map { $0[0] as String }).subtracting(shown)
            #expect(missing.isEmpty, "run \(run), step \(step): \(missing)")
        }
    }

    private func expect(_ value: DatabaseValue, _ expected: String?, _ key: String, _ run: Int, _ step: Int) {
        let text = String.fromDatabaseValue(value) ?? Int64.fromDatabaseValue(value).map { "\($0)" }
        let isFlag = expected == "true" || expected == "false"
        #expect(text == (isFlag ? expected == "true" ? "1" : "0" : expected), "run \(run), step \(step), \(key)")
    }

    /// The names behind the numbers of a run.
    private struct Names {
        var pools: [Int64: String] = [:]
        var accounts: [Int64: String] = [:]

        init(_ db: Database, run: Int) throws {
            for row in try Row.fetchAll(db, sql: "SELECT pool, name FROM pools WHERE run = ?", arguments: [run]) {
                pools[row[0]] = row[1]
            }
            for row in try Row.fetchAll(db, sql: "SELECT account, name FROM accounts WHERE run = ?", arguments: [run]) {
                accounts[row[0]] = row[1]
            }
        }
    }
}

import Foundation
import GRDB
import JSON
import Scenarios
import Testing
import Trace
import WideIntegers

let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// A folder that is gone after the body.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "vamm-trace-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

/// Runs a scenario, or a case, into a database, into CSV files, or into both.
func trace(
    _ path: String, caseID: String? = nil, database: String? = nil, folder: String? = nil, watching: [String] = []
) throws {
    let stream = try ScenarioStream(path: path, caseID: caseID)
    var run = try ScenarioRun(stream)
    let trace = try ScenarioTrace(
        RunDescription(run), start: run.replay.house, database: database, folder: folder, input: path,
        implementation: "test", watching: watching.compactMap { run.replay.roster.account(named: $0) })
    while let (step, failure) = try run.next() {
        try trace.add(step, after: run.replay.house, unmet: failure?.differences.count ?? 0)
    }
    try trace.commit()
}

/// The steps of a run as `vamm run --json` has them, and what it starts from.
func record(_ path: String, caseID: String? = nil) throws -> JSONValue {
    let stream = try ScenarioStream(path: path, caseID: caseID)
    var run = try ScenarioRun(stream)
    var record = ScenarioRecord(of: run, as: .object)
    var text = record.opening
    while let (step, _) = try run.next() { text += record.add(step, on: run.replay) }
    return try JSONParser.parse((text + record.closing).utf8)
}

extension JSONValue {
    var elements: [JSONValue] { if case .array(let values) = content { values } else { [] } }
    var plainText: String { text ?? compactText }
}

/// A database with the exact sum that the sqlite3 shell has.
func open(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.prepareDatabase { db in
        db.add(function: DatabaseFunction("decimal_sum", argumentCount: 1, pure: true, aggregate: ExactSum.self))
    }
    return try DatabaseQueue(path: path, configuration: configuration)
}

private struct ExactSum: DatabaseAggregate {
    private var sum = Int256.zero

    mutating func step(_ values: [DatabaseValue]) throws {
        guard let text = String.fromDatabaseValue(values[0]) else { return }
        sum += try #require(Int256(text))
    }

    func finalize() throws -> (any DatabaseValueConvertible)? { sum.description }
}

/// A market with a long and a short, funding between them, and steps that revert.
let fundedMarket = """
    {"name": "funded", "setup": {
        "amms": {"ETH": {"quoteAssetReserve": "40000", "baseAssetReserve": "100", "fundingPeriod": 3600}},
        "balances": {"alice": "5000", "bob": "5000", "insuranceFund": "5000"}},
    "steps": [
        {"caller": "alice", "call": "openPosition",
            "args": {"side": "buy", "quoteAssetAmount": "100", "leverage": "10"}},
        {"caller": "bob", "call": "openPosition", "args": {"side": "sell", "quoteAssetAmount": "50", "leverage": "5"}},
        {"call": "setLatestData", "args": {"price": "380"}},
        {"caller": "bob", "call": "payFunding"},
        {"wait": 3600, "caller": "bob", "call": "payFunding"},
        {"caller": "alice", "call": "closePosition"},
        {"caller": "bob", "call": "closePosition"},
        {"caller": "bob", "call": "closePosition"}
    ]}
    """

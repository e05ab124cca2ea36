internal import Conformance
internal import Foundation
internal import GRDB
internal import GRDBSQLite

/// A trace in a SQLite database.
///
/// A new file is made beside and put in place at the end. To the database of an older trace a run is added in one
/// transaction, so that whatever happens leaves it as it was, or has the whole run in it.
final class DatabaseSink: TraceSink {
    let run: Int64
    private let path: String
    private let queue: DatabaseQueue
    /// Where a new file is made; nil for a run that is added.
    private let partial: PartialFile?
    private var statements: [InsertStatement] = []
    private var isOpen = true

    init(path: String, input: String?) throws(OutputError) {
        self.path = path
        do {
            if FileManager.default.fileExists(atPath: path), try !Self.isEmpty(path) {
                partial = nil
                queue = try DatabaseQueue(path: path, configuration: Self.configuration)
                run = try queue.writeWithoutTransaction { db in
                    try Self.requireTrace(db, path: path)
                    try db.execute(sql: "BEGIN IMMEDIATE")
                    return try Int64.fetchOne(db, sql: "SELECT max(run) + 1 FROM runs") ?? 1
                }
            } else {
                let file = try PartialFile(replacing: path, input: input)
                partial = file
                queue = try DatabaseQueue(path: file.path, configuration: Self.configuration)
                run = 1
                try queue.writeWithoutTransaction { db in try Self.create(db) }
            }
            statements = try queue.writeWithoutTransaction { db in
                try TraceTable.allCases.map { try InsertStatement(db, $0) }
            }
        } catch {
            throw Self.error(error, path: path)
        }
    }

    func insert(_ row: TraceRow, into table: TraceTable) throws(OutputError) {
        guard isOpen else { return }
        do {
            // Not through the queue: nobody else uses this connection, and a hop for each row would cost more than it.
            try statements[table.rawValue].add(row, run: run)
        } catch {
            throw Self.error(error, path: path)
        }
    }

    func commit() throws(OutputError) {
        guard isOpen else { return }
        do {
            statements = []
            try queue.writeWithoutTransaction { db in
                if partial != nil { for index in TraceTable.indexes { try db.execute(sql: index) } }
                try db.execute(sql: "COMMIT")
            }
            isOpen = false
            try queue.close()
            try partial?.commit()
        } catch {
            throw Self.error(error, path: path)
        }
    }

    func discard() {
        guard isOpen else { return }
        isOpen = false
        statements = []
        // What can't be rolled back now is by the next who opens the database.
        try? queue.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
        try? queue.close()
        partial?.discard()
    }
}

extension DatabaseSink {
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(2)
        return configuration
    }

    private static func isEmpty(_ path: String) throws -> Bool {
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
        return size?.intValue == 0
    }

    /// Makes the tables of a new file, which nobody reads before it is whole.
    private static func create(_ db: Database) throws {
        for pragma in [
            "page_size = 8192", "journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE",
            "cache_size = -65536", "application_id = \(TraceTable.applicationID)",
            "user_version = \(TraceTable.schemaVersion)",
        ] {
            try db.execute(sql: "PRAGMA \(pragma)")
        }
        try db.execute(sql: "BEGIN EXCLUSIVE")
        for table in TraceTable.allCases { try db.execute(sql: table.creation) }
        for view in TraceViews.creation { try db.execute(sql: view) }
    }

    private static func requireTrace(_ db: Database, path: String) throws {
        let id = try Int32.fetchOne(db, sql: "PRAGMA application_id")
        guard id == TraceTable.applicationID else {
            throw OutputError(path: path, message: "a database, but not a trace; name another file")
        }
        let version = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard version == TraceTable.schemaVersion else {
            throw OutputError(
                path: path,
                message: "a trace of schema version \(version), and this program writes version "
                    + "\(TraceTable.schemaVersion); name another file")
        }
    }

    private static func error(_ error: any Error, path: String) -> OutputError {
        switch error {
        case let error as OutputError: return OutputError(path: path, message: error.message)
        case let error as DatabaseError where error.resultCode == .SQLITE_NOTADB:
            return OutputError(path: path, message: "not a database; name another file")
        case let error as DatabaseError where error.resultCode == .SQLITE_BUSY:
            return OutputError(path: path, message: "another process is using it; wait for that, or name another file")
        case let error as DatabaseError:
            return OutputError(path: path, message: error.message ?? error.description)
        default: return OutputError(path: path, message: error.localizedDescription)
        }
    }
}

/// A prepared statement that adds a row, bound through SQLite's own functions: GRDB's take several times as long.
private final class InsertStatement {
    private let statement: Statement
    init(_ db: Database, _ table: TraceTable) throws {
        statement = try db.makeStatement(sql: table.insertion)
    }

    func add(_ row: TraceRow, run: Int64) throws {
        let handle = statement.sqliteStatement
        let code = row.text.withUnsafeBytes { text in
            sqlite3_bind_int64(handle, 1, run)
            for (index, value) in row.values.enumerated() {
                let place = Int32(index + 2)
                switch value {
                case .null: sqlite3_bind_null(handle, place)
                case .integer(let number): sqlite3_bind_int64(handle, place, number)
                case .text(let range):
                    // Nothing is copied: the bytes stay where they are until the row is in.
                    guard let start = text.baseAddress.map({ $0 + range.lowerBound }) else { continue }
                    sqlite3_bind_text(
                        handle, place, start.assumingMemoryBound(to: CChar.self), Int32(range.count), nil)
                }
            }
            let code = sqlite3_step(handle)
            sqlite3_reset(handle)
            return code
        }
        guard code == SQLITE_DONE else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errstr(code)))
        }
    }
}

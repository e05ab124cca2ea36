internal import Dispatch
internal import Files
internal import Foundation
internal import GRDB

/// A trace in a SQLite database.
///
/// A new file is made beside and put in place at the end. To the database of an older trace a run is added in one
/// transaction, so that whatever happens leaves it as it was, or has the whole run in it. Rows are written on a thread
/// of their own, while the next ones are made.
final class DatabaseSink: TraceSink {
    private let path: String
    private let queue: DatabaseQueue
    /// Where a new file is made; nil for a run that is added.
    private let partial: PartialFile?
    private let inserter: Inserter
    private let thread = DispatchQueue(label: "vamm.trace")
    /// How many batches may wait for the thread.
    private let room = DispatchSemaphore(value: 4)
    private var isOpen = true

    init(path: String, input: String?) throws(OutputError) {
        self.path = path
        do {
            let run: Int64
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
            inserter = try queue.writeWithoutTransaction { db in Inserter(try db.openConnection, run: run) }
        } catch {
            throw Self.error(error, path: path)
        }
    }

    deinit { thread.sync {} }

    func add(_ rows: RowBatch) throws(OutputError) {
        guard isOpen else { return }
        room.wait()
        thread.async { [inserter, room] in
            inserter.add(rows)
            room.signal()
        }
        try check()
    }

    private func check() throws(OutputError) {
        if let failure = inserter.failure { throw Self.error(failure, path: path) }
    }

    func commit() throws(OutputError) {
        guard isOpen else { return }
        thread.sync {}
        try check()
        do {
            inserter.end()
            try queue.writeWithoutTransaction { db in
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
        thread.sync {}
        inserter.end()
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
        for statement in TraceTable.allCases.map(\.creation) + TraceTable.indexes + TraceViews.creation {
            try db.execute(sql: statement)
        }
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

extension Database {
    /// The connection, for SQLite's own functions.
    fileprivate var openConnection: SQLiteConnection {
        get throws {
            guard let sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
            return sqliteConnection
        }
    }
}

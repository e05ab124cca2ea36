internal import Dispatch
internal import GRDB
internal import GRDBSQLite
internal import Synchronization

/// Adds rows through prepared statements, bound through SQLite's own functions: GRDB's take several times as long.
///
/// One thread at a time uses it and its connection, one batch after the other.
final class Inserter: @unchecked Sendable {
    private var statements: [Statement]
    private let firstFailure = Mutex<DatabaseError?>(nil)

    init(_ db: Database) throws {
        statements = try TraceTable.allCases.map { try db.makeStatement(sql: $0.insertion) }
    }

    /// Why a batch could not be added; nothing was added after it.
    var failure: DatabaseError? { firstFailure.withLock { $0 } }

    /// Adds the rows of a batch, unless one before failed.
    func add(_ batch: RowBatch, run: Int64) {
        if failure != nil { return }
        do {
            try batch.forEach { table, values, text in
                try add(values, text, to: statements[table.rawValue].sqliteStatement, run: run)
            }
        } catch {
            firstFailure.withLock { $0 = error as? DatabaseError }
        }
    }

    /// Lets go of the statements, so that the connection can be closed.
    func end() { statements = [] }

    private func add(
        _ values: ArraySlice<TraceRow.Value>, _ text: UnsafeRawBufferPointer, to statement: SQLiteStatement, run: Int64
    ) throws {
        sqlite3_clear_bindings(statement)
        sqlite3_bind_int64(statement, 1, run)
        var place: Int32 = 1
        for value in values {
            place += 1
            switch value {
            case .null: break
            case .integer(let number): sqlite3_bind_int64(statement, place, number)
            case .text(let range):
                // Nothing is copied: the bytes stay where they are until the row is in.
                guard let start = text.baseAddress.map({ $0 + range.lowerBound }) else { continue }
                sqlite3_bind_text(
                    statement, place, start.assumingMemoryBound(to: CChar.self), Int32(range.count), nil)
            }
        }
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        guard code == SQLITE_DONE else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errstr(code)))
        }
    }
}

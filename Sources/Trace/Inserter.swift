internal import Dispatch
internal import GRDB
internal import GRDBSQLite
internal import Synchronization

/// Adds rows through SQLite's own functions: GRDB's take several times as long.
///
/// A row names only the columns that it has values for, through a statement that is prepared for all rows like it. One
/// thread at a time uses it and its connection, one batch after the other.
final class Inserter: @unchecked Sendable {
    /// The statement for rows that have values in certain columns.
    private struct Shape {
        let columns: [Int]
        let statement: SQLiteStatement
    }

    private let connection: SQLiteConnection
    private let run: Int64
    /// Of each table; few, for what has the same name nearly always has the same columns.
    private var shapes = Array(repeating: [Shape](), count: TraceTable.allCases.count)
    private let firstFailure = Mutex<DatabaseError?>(nil)

    /// Adds rows of a run to an open database.
    init(_ connection: SQLiteConnection, run: Int64) { (self.connection, self.run) = (connection, run) }

    /// Why a batch could not be added; nothing was added after it.
    var failure: DatabaseError? { firstFailure.withLock { $0 } }

    /// Adds the rows of a batch, unless one before failed.
    func add(_ batch: RowBatch) {
        if failure != nil { return }
        do throws(DatabaseError) {
            try batch.forEach { table, fields, text throws(DatabaseError) in
                try add(fields, text, through: try statement(for: fields, of: table))
            }
        } catch {
            firstFailure.withLock { $0 = error }
        }
    }

    /// Lets go of the statements, so that the connection can be closed.
    func end() {
        for shape in shapes.joined() { sqlite3_finalize(shape.statement) }
        shapes.removeAll()
    }

    private func statement(
        for fields: ArraySlice<RowBatch.Field>, of table: TraceTable
    ) throws(DatabaseError) -> SQLiteStatement {
        for shape in shapes[table.rawValue] where shape.columns.count == fields.count {
            if zip(shape.columns, fields).allSatisfy({ $0 == $1.column }) { return shape.statement }
        }
        let columns = fields.map(\.column)
        var statement: SQLiteStatement?
        try check(sqlite3_prepare_v2(connection, table.insertion(of: columns), -1, &statement, nil))
        guard let statement else { throw DatabaseError(resultCode: .SQLITE_INTERNAL) }
        shapes[table.rawValue].append(Shape(columns: columns, statement: statement))
        return statement
    }

    private func add(
        _ fields: ArraySlice<RowBatch.Field>, _ text: UnsafeRawBufferPointer, through statement: SQLiteStatement
    ) throws(DatabaseError) {
        sqlite3_bind_int64(statement, 1, run)
        var place: Int32 = 1
        for field in fields {
            place += 1
            switch field.value {
            case .integer(let number): sqlite3_bind_int64(statement, place, number)
            case .text(let range):
                // Nothing is copied: the bytes stay where they are until the row is in.
                let bytes = UnsafeRawBufferPointer(rebasing: text[range]).withMemoryRebound(to: CChar.self) {
                    $0.baseAddress
                }
                sqlite3_bind_text(statement, place, bytes, Int32(range.count), nil)
            }
        }
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        if code != SQLITE_DONE { try check(code) }
    }

    private func check(_ code: CInt) throws(DatabaseError) {
        guard code != SQLITE_OK else { return }
        let message = String(cString: sqlite3_errmsg(connection))
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
}

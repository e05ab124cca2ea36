extension TraceTable {
    /// The statement that makes the table. Rows lie in the order of their keys, which is the order they are written in.
    var creation: String {
        let columns = columns.map { column in
            "    \"\(column.name)\" \(column.kind == .text ? "TEXT" : "INTEGER")\(column.isOptional ? "" : " NOT NULL")"
                + (column.references.map { " REFERENCES \($0)" } ?? "")
        }
        let key = self.columns.filter(\.isKey).map { "\"\($0.name)\"" }.joined(separator: ", ")
        return """
            CREATE TABLE \(name) (
            \(columns.joined(separator: ",\n")),
                PRIMARY KEY (\(key))
            ) STRICT, WITHOUT ROWID
            """
    }

    /// The statement that adds a row with the run and the values of other columns, which are counted from 0.
    func insertion(of columns: [Int]) -> String {
        let names = ([0] + columns).map { "\"\(TraceLayout.of(self).columns[$0].name)\"" }.joined(separator: ", ")
        let marks = Array(repeating: "?", count: columns.count + 1).joined(separator: ", ")
        return "INSERT INTO \(name) (\(names)) VALUES (\(marks))"
    }

    /// What is made with the tables of a new file, for questions that are asked often.
    static let indexes = [
        "CREATE INDEX steps_by_reason ON steps (run, reason) WHERE reason IS NOT NULL",
        "CREATE INDEX events_by_name ON events (run, name)",
        "CREATE INDEX positions_by_trader ON positions (run, trader, pool, step)",
        "CREATE INDEX position_views_by_trader ON position_views (run, trader, pool, step)",
        "CREATE INDEX balances_by_account ON balances (run, account, step)",
    ]
}

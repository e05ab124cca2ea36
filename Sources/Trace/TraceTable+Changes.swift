// The keys of the observable state that a step changed, found by comparing each row with the one before it.

extension TraceTable {
    /// The view `state_changes`: a row for each column of a pool, a position, a balance or the clearing house that is
    /// not what it was. Each row finds the one before by a key or an index, so that a question about one step is quick.
    static let stateChanges = """
        CREATE VIEW state_changes AS
        \(arms.joined(separator: "\nUNION ALL\n"))
        """

    private static var arms: [String] {
        let houseFieldsOfPool = ["openInterestNotional", "cumulativePremiumFraction", "lastRestrictionBlock"]
        let pool = "(SELECT name FROM pools WHERE pools.run = now.run AND pools.pool = now.pool)"
        func account(_ column: String) -> String {
            "(SELECT name FROM accounts WHERE accounts.run = now.run AND accounts.account = now.\(column))"
        }
        let pools = poolFields.map { column in
            let prefix = houseFieldsOfPool.contains(column.name) ? "clearingHouse." : "amm."
            return arm(.poolStates, column, key: "'\(prefix)' || \(pool) || '.\(column.name)'", sameEntity: ["pool"])
        }
        let positions = positionFields.map { column in
            arm(
                .positions, column, key: "'position.' || \(pool) || '.' || \(account("trader")) || '.\(column.name)'",
                sameEntity: ["trader", "pool"])
        }
        let house = houseFields.map { arm(.houseStates, $0, key: "'clearingHouse.\($0.name)'", sameEntity: []) }
        let balance = arm(
            .balances, .text("units"), key: "'balance.' || \(account("account"))", sameEntity: ["account"])
        return pools + positions + house + [balance]
    }

    private static func arm(_ table: TraceTable, _ column: TraceColumn, key: String, sameEntity: [String]) -> String {
        let field = "\"\(column.name)\""
        let value =
            column.kind == .flag
            ? "CASE now.\(field) WHEN 1 THEN 'true' ELSE 'false' END" : "CAST(now.\(field) AS TEXT)"
        let isSame = sameEntity.map { " AND before.\($0) = now.\($0)" }.joined()
        return """
            SELECT run, step, \(key) AS key, \(value) AS value FROM \(table.name) AS now
            WHERE now.\(field) IS NOT (SELECT before.\(field) FROM \(table.name) AS before
                WHERE before.run = now.run\(isSame) AND before.step < now.step ORDER BY before.step DESC LIMIT 1)
            """
    }
}

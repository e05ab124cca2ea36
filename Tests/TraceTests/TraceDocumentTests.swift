import Foundation
import GRDB
import Testing
import Trace

/// What Vectors/TRACE.md says is so.
@Suite struct TraceDocumentTests {
    private static var document: String {
        get throws { try String(contentsOf: packageRoot.appending(path: "Vectors/TRACE.md"), encoding: .utf8) }
    }

    /// The trace of a market with funding, and of the liquidation cascade after it.
    private func withTrace(_ body: (Database) throws -> Void) throws {
        try withFolder { folder in
            let (scenario, database) = (
                folder.appending(path: "funded.json"), folder.appending(path: "t.sqlite").path()
            )
            try Data(fundedMarket.utf8).write(to: scenario)
            try trace(scenario.path(), database: database)
            let cascade = packageRoot.appending(path: "Vectors/scenarios/liquidation-cascade.scenario.json")
            try trace(cascade.path(), database: database)
            try open(database).read { try body($0) }
        }
    }

    private static var queries: [String] {
        get throws { try document.matches(of: /```sql\n((?s).*?)```/).map { String($0.output.1) } }
    }

    @Test func everyQueryHasAnswers() throws {
        let queries = try Self.queries
        #expect(queries.count >= 9)
        try withTrace { db in
            for query in queries {
                let rows = try Row.fetchAll(db, sql: query)
                #expect(!rows.isEmpty, "\(query)")
            }
        }
    }

    /// Known figures, for the queries in their order.
    @Test func theAnswersAreRight() throws {
        let queries = try Self.queries
        try withTrace { db in
            func rows(_ word: String, run: Int) throws -> [Row] {
                let query = try #require(queries.first { $0.contains(word) }, "\(word)")
                return try Row.fetchAll(db, sql: query).filter { $0["run"] == run }
            }
            // The long pays what the short gets, but for what the fund takes or adds.
            let funding = try rows("AS received", run: 1)
            #expect(funding.map { $0["trader"] as String } == ["alice", "bob"])
            #expect((funding[0]["paid"] as Double) > 0 && (funding[1]["received"] as Double) > 0)
            let exact = try rows("decimal_sum(fundingPayment)", run: 1)
            for (row, sum) in zip(funding, exact) {
                let net = (row["paid"] as Double) - (row["received"] as Double)
                let wei = try #require(Double(sum["wei"] as String))
                #expect(abs(net - wei / 1e18) < 1e-5)
            }
            let margins = try rows("margin_ratio IS NOT NULL", run: 1)
            #expect(margins.first?["margin_ratio"] as Double? == 0.099_999_999_999_999_999)
            let vault = try rows("so_far", run: 1)
            #expect(vault.first?["vault"] as Double? == 100 && vault.first?["insurance_fund"] as Double? == 5000)
            let impact = try #require(try rows("ORDER BY abs(price_after", run: 1).first)
            #expect(impact["price_before"] as Double == 400 && abs((impact["percent"] as Double) - 5.0625) < 1e-9)
            let reverts = try rows("count(*) AS times", run: 1)
            #expect(
                reverts.contains { $0["reason"] == "settle funding too early" && $0["times"] == 1 }
                    && reverts.contains { $0["reason"] == "positionSize is 0" && $0["first_step"] == 8 })
            let liquidations = try rows("PositionLiquidated", run: 2)
            #expect(liquidations.contains { ($0["bad_debt"] as Double) > 0 && $0["liquidator"] == "keeper" })
        }
    }

    /// No table, column or view is missing from the document, and it has none that is not there.
    @Test func theSchemaIsDocumented() throws {
        let document = try Self.document
        try withTrace { db in
            for table in TraceTable.allCases {
                let columns = try db.columns(in: table.name).map(\.name)
                #expect(columns == table.columns.map(\.name))
                #expect(document.contains(table.name))
                for column in columns { #expect(document.contains("`\(column)`"), "\(table.name).\(column)") }
            }
            let views = try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name")
            let documented = document.matches(of: /\| `(\w+_(?:list|history|changes)|trades)` \|/).map {
                String($0.output.1)
            }
            #expect(documented.sorted() == views)
            for view in views {
                let row = try Row.fetchOne(db, sql: "SELECT * FROM \(view)")
                #expect(row != nil, "\(view)")
            }
        }
    }

    /// Every number of a pool, an account, a key or a step leads to a row.
    @Test func referencesLead() throws {
        try withTrace { db in
            for (table, column, other) in [
                ("calls", "amm", "pools.pool"), ("events", "amm", "pools.pool"), ("pool_states", "pool", "pools.pool"),
                ("calls", "caller", "accounts.account"), ("events", "trader", "accounts.account"),
                ("positions", "trader", "accounts.account"), ("balances", "account", "accounts.account"),
                ("calls", "step", "steps.step"),
                ("events", "step", "steps.step"), ("position_views", "step", "steps.step"),
            ] {
                let parts = other.split(separator: ".")
                let lost = try Int.fetchOne(
                    db,
                    sql: """
                        SELECT count(*) FROM \(table) AS t WHERE "\(column)" IS NOT NULL AND NOT EXISTS
                        (SELECT 1 FROM \(parts[0]) AS o WHERE o.run = t.run AND o.\(parts[1]) = t."\(column)")
                        """)
                #expect(lost == 0, "\(table).\(column)")
            }
        }
    }
}

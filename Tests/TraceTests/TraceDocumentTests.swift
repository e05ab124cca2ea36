import Clearing
import FixedPoint
import Foundation
import GRDB
import Scenarios
import Testing
import Trace
import WideIntegers

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
            let vault = try rows("vault_history", run: 1)
            #expect(vault.first?["vault"] as Double? == 100 && vault.first?["insurance_fund"] as Double? == 5000)
            let impact = try #require(try rows("ORDER BY abs(price_after", run: 1).first)
            #expect(impact["price_before"] as Double == 400 && abs((impact["percent"] as Double) - 5.0625) < 1e-9)
            let reverts = try rows("count(*) AS times", run: 1)
            #expect(
                reverts.contains { $0["reason"] == "settle funding too early" && $0["times"] == 1 }
                    && reverts.contains { $0["reason"] == "positionSize is 0" && $0["first_step"] == 8 })
            let liquidations = try rows("PositionLiquidated", run: 2)
            #expect(liquidations.contains { ($0["bad_debt"] as Double?) ?? 0 > 0 && $0["liquidator"] == "keeper" })
            #expect(liquidations.allSatisfy { ($0["percent"] as Double) < 6.25 && $0["by"] as String? != nil })
        }
    }

    /// Bad debt is one number: in the query, in the views and in the accounts of the run.
    @Test func badDebtIsOneNumber() throws {
        let path = packageRoot.appending(path: "Vectors/scenarios/liquidation-cascade.scenario.json").path()
        var run = try ScenarioRun(ScenarioStream(path: path))
        var accounts = RunAccounts(of: run.replay)
        while let (step, _) = try run.next() { accounts.add(step, after: run.replay.house) }
        let debt = accounts.statement(on: run.replay).badDebt
        #expect(debt.atClose.isZero && !debt.atLiquidation.isZero)
        let query = try #require(try Self.queries.first { $0.contains("FROM bad_debt_history") })
        try withTrace { db in
            let rows = try Row.fetchAll(db, sql: query).filter { $0["run"] == 2 }
            #expect(rows.map { $0["realized_at"] as String } == ["liquidation"])
            #expect(rows.map { $0["wei"] as String } == [debt.total.description])
            for view in ["step_list WHERE badDebt IS NOT NULL AND", "trades WHERE bad_debt IS NOT NULL AND"] {
                let column = view.hasPrefix("trades") ? "bad_debt_wei" : "badDebt"
                let sum = try String.fetchOne(db, sql: "SELECT decimal_sum(\(column)) FROM \(view) run = 2")
                #expect(sum == debt.total.description, "\(view)")
            }
        }
    }

    /// What the vault owes counts the funding that is owed: beside exact figures of the accounts, step by step.
    @Test func theVaultOwesMarginsLessFunding() throws {
        try withFolder { folder in
            let scenario = folder.appending(path: "funded.json")
            try Data(fundedMarket.utf8).write(to: scenario)
            var run = try ScenarioRun(ScenarioStream(path: scenario.path()))
            var exact = [Int: Double]()
            while let (step, _) = try run.next() {
                let house = run.replay.house
                let margins = try house.markets[0].traders.map { trader in
                    try #require(Double(house.marginWithFunding(PoolID(rawValue: 0), of: trader).description))
                }
                exact[step.number] = margins.reduce(0, +)
            }
            try withTrace { db in
                let rows = try Row.fetchAll(db, sql: "SELECT * FROM vault_history WHERE run = 1 AND step > 0")
                #expect(rows.contains { abs($0["funding_owed"] as Double) > 0.1 })
                for row in rows {
                    let owed = (row["margin"] as Double) - (row["funding_owed"] as Double)
                    #expect(abs(owed - (exact[row["step"]] ?? -1)) < 1e-6, "step \(row["step"] as Int)")
                    #expect(abs((row["surplus"] as Double) - (row["vault"] as Double) + owed) < 1e-9)
                }
            }
        }
    }

    /// Who is followed has a row at each step that moved the ratio; by default only the step's own trader has.
    @Test func whoIsWatchedIsFollowed() throws {
        try withFolder { folder in
            let scenario = folder.appending(path: "funded.json")
            try Data(fundedMarket.utf8).write(to: scenario)
            let (plain, all) = (folder.appending(path: "p.sqlite").path(), folder.appending(path: "a.sqlite").path())
            try trace(scenario.path(), database: plain)
            try trace(scenario.path(), database: all, watching: ["alice", "bob"])
            let query = "SELECT step, trader, marginRatio FROM margin_history ORDER BY step, trader"
            func rows(_ path: String) throws -> [String] {
                try open(path).read { db in
                    try Row.fetchAll(db, sql: query).map { "\($0["step"] as Int) \($0["trader"] as String)" }
                }
            }
            #expect(try rows(plain) == ["1 alice", "2 bob", "4 bob", "5 bob", "6 alice", "7 bob", "8 bob"])
            // Another's trade, funding an hour later, and another's close move a ratio; a price alone moves none.
            let followed = [
                "1 alice", "2 alice", "2 bob", "4 bob", "5 alice", "5 bob", "6 alice", "6 bob", "7 bob", "8 bob",
            ]
            #expect(try rows(all).filter { !$0.hasPrefix("3") && $0 != "4 alice" } == followed)
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

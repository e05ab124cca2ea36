import Clearing
import FixedPoint
import Foundation
import Scenarios
import Testing
import WideIntegers

/// Who gained and who lost: every column of the accounts adds up, whatever happened.
@Suite struct RunAccountsTests {
    private static func statement(
        _ path: String, _ id: String? = nil
    ) throws -> (statement: AccountStatement, steps: Int, unit: Rational) {
        var run = try ScenarioRun(ScenarioStream(path: path, caseID: id))
        var accounts = RunAccounts(of: run.replay)
        while let (step, _) = try run.next() { accounts.add(step, after: run.replay.house) }
        let missing = max(0, 18 - run.replay.house.ledger.decimals.count)
        let unit = (0..<missing).reduce(Rational(UInt256.one)) { unit, _ in unit * Rational(10 as UInt256) }
        return (accounts.statement(on: run.replay), run.stepCount, unit)
    }

    /// Every column comes to 0, what was paid in was paid out, and rounding is what cutting to units can be.
    private func expectBalanced(_ path: String, _ id: String? = nil) throws {
        let (statement, steps, unit) = try Self.statement(path, id)
        let name = Comment(rawValue: id ?? path)
        let total = statement.total
        #expect(total.paidIn == total.paidOut && total.stillIn.isZero && total.profit.isZero, name)
        for cause in ProfitCause.allCases { #expect(total[cause].isZero, "\(name) \(cause)") }
        for row in statement.rows {
            let causes = ProfitCause.allCases.reduce(Rational.zero) { $0 + row[$1] }
            #expect(row.profit == causes, "\(name) \(row.name)")
            let bound = unit * Rational(UInt256(8 * steps))
            #expect(row[.rounding].magnitude <= bound, "\(name) \(row.name): \(row[.rounding])")
        }
    }

    @Test(arguments: RecordedCases.files) func everyRecordedCaseAddsUp(_ name: String) throws {
        try RecordedCases.each(name) { path, id in try expectBalanced(path, id) }
    }

    @Test func everyScenarioAddsUp() throws {
        let folder = RecordedCases.vectors.appending(path: "scenarios")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter {
            $0.hasSuffix(".scenario.json")
        }
        #expect(names.count >= 3)
        for name in names { try expectBalanced(folder.appending(path: name).path()) }
    }

    /// Two accounts of one person: one is paid from the margins of others and the fund, the other is left with a debt.
    private static let shortFund = """
        {"setup": {"amms": {"LUNA": {"quoteAssetReserve": "10000000",
            "baseAssetReserve": "188679.245283018867924528", "tradeLimitRatio": "0.9"}},
          "balances": {"a": "400000", "b": "1350000", "honest": "2000000", "keeper": "0", "insuranceFund": "1000000"},
          "backstop": ["keeper"]},
         "steps": [
          {"caller": "honest", "call": "openPosition",
            "args": {"side": "sell", "quoteAssetAmount": "1000000", "leverage": "1"}},
          {"caller": "a", "call": "openPosition",
            "args": {"side": "buy", "quoteAssetAmount": "400000", "leverage": "10"}},
          {"caller": "b", "call": "openPosition",
            "args": {"side": "buy", "quoteAssetAmount": "1350000", "leverage": "10"}},
          {"caller": "a", "call": "closePosition"},
          {"caller": "keeper", "call": "liquidate", "args": {"trader": "b"}},
          {"wait": 900, "caller": "keeper", "call": "liquidate", "args": {"trader": "b"}},
          {"caller": "honest", "call": "closePosition"}]}
        """

    @Test func whoGainedIsSaidWhereTheFundIsShort() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "short-\(UUID().uuidString).json")
        try Data(Self.shortFund.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let path = file.path(percentEncoded: false)
        try expectBalanced(path)
        let statement = try Self.statement(path).statement
        let rows = Dictionary(uniqueKeysWithValues: statement.rows.map { ($0.name, $0) })
        let winner = try #require(rows["a"])
        // Nobody can be paid: what is won is still in, and neither vault nor fund have it.
        #expect(winner.paidIn.wholeUnits == "400000" && winner.paidOut.isZero)
        #expect(winner.profit == winner.stillIn - winner.paidIn)
        #expect(winner[.trading] == winner.profit - winner[.rounding])
        #expect(statement.owed > statement.vaultBalance + statement.fundBalance)
        #expect(statement.solvency?.contains("of which the insurance fund has 1000000") == true)
        let loser = try #require(rows["honest"])
        #expect(loser.profit.wholeUnits == "-1000000", "no more can be lost than was paid in")
        #expect(loser[.badDebt] == loser.profit - loser[.trading] && !loser[.badDebt].isZero)
        #expect(statement.pendingBadDebt == loser[.badDebt] && statement.badDebt.total.isZero)
        let vault = try #require(rows["clearingHouse"])
        #expect(vault.paidOut.wholeUnits == "2750000" && vault.profit == vault.paidOut + vault.stillIn)
    }

    /// Realized at close, at liquidation, and what nobody paid: the events' own figures, added up.
    @Test(arguments: [
        ("directed-v2", "bad-debt-backstop", "0", "63342391304347826092", "0"),
        ("directed-v1", "v1-liquidation", "0", "37386387125189694583", "0"),
        ("directed-v1", "v1-reduce-into-bad-debt", "43139173002674132459", "0", "19337474120082815739"),
        ("edges-v2", "v2-partial-liquidation-bad-debt-fee-0", "0", "0", "47996780860027024866"),
    ])
    func badDebtAddsUp(file: String, id: String, close: String, liquidation: String, order: String) throws {
        let path = RecordedCases.vectors.appending(path: "recorded/\(file).json").path(percentEncoded: false)
        let debt = try Self.statement(path, id).statement.badDebt
        #expect(debt.atClose.description == close && debt.atLiquidation.description == liquidation)
        #expect(debt.unrealized.description == order)
        #expect(debt.realized == debt.atClose + debt.atLiquidation && debt.total == debt.realized + debt.unrealized)
    }
}

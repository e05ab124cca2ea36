import Explanation
import FixedPoint
import Testing

/// The code of Explanation.docc/Audit.md.
@Suite struct AuditTests {
    @Test func aPriceIsDerived() throws {
        var report = [String]()
        // article
        let explanation = try QuoteExplanation(
            .input, direction: .removeFromAmm, amount: Decimal18(whole: 1000),
            quoteAssetReserve: Decimal18(whole: 41_000), baseAssetReserve: Decimal18(parsing: "97.560975609756097561"))
        for operation in explanation.operations where !operation.effect.isZero {
            // "answer", for the pool, by rule P2
            report.append("\(operation.name): \(operation.effect) for the \(operation.beneficiary), \(operation.rule)")
        }
        // end
        #expect(report == ["B': -1/40 for the trader, N7", "answer: 1 for the pool, P2"])
    }

    @Test func aRevertIsExplained() throws {
        var report = [String]()
        // article
        let refused = QuoteExplanation(
            .input, direction: .removeFromAmm, amount: Decimal18(whole: 50_000),
            quoteAssetReserve: Decimal18(whole: 40_000), baseAssetReserve: Decimal18(whole: 100))
        if let check = refused.checks.last, !check.isMet {
            report.append("\(check.condition) fails: \(check.left) and \(check.right), \"\(check.revert.rawValue)\"")
        }
        // end
        let zeros = String(repeating: "0", count: 18)
        #expect(
            report == ["a ≤ Q fails: 50000\(zeros) and 40000\(zeros), \"SafeMath: subtraction overflow\""])
    }
}

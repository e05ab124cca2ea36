import Explanation
import FixedPoint
import Foundation
import TestSupport
import Testing
import VirtualAMM
import WideIntegers

/// SPEC P2, P3: what is explained is what the core does, and its exact numbers are on the side of it that they should.
@Suite struct QuoteExplanationTests {
    private func explained(_ trade: QuoteOperands, _ kind: QuoteKind) -> (QuoteExplanation, Result<Decimal18, Revert>) {
        let (moved, answering) = (Decimal18(raw: trade.moved), Decimal18(raw: trade.answering))
        let (quote, base) = kind == .input ? (moved, answering) : (answering, moved)
        let direction: Direction = trade.isRemoving ? .removeFromAmm : .addToAmm
        let amount = Decimal18(raw: trade.amount)
        let explanation = QuoteExplanation(
            kind, direction: direction, amount: amount, quoteAssetReserve: quote, baseAssetReserve: base)
        let core = Result { () throws(Revert) in
            kind == .input
                ? try Curve.inputPrice(
                    direction, quoteAssetAmount: amount, quoteAssetReserve: quote, baseAssetReserve: base)
                : try Curve.outputPrice(
                    direction, baseAssetAmount: amount, quoteAssetReserve: quote, baseAssetReserve: base)
        }
        return (explanation, core)
    }

    private func expectSame(_ explanation: QuoteExplanation, _ core: Result<Decimal18, Revert>, _ trade: QuoteOperands)
    {
        switch (explanation.outcome, core) {
        case (.success(let explained), .success(let core)):
            #expect(explained == Rational(core.raw), "\(trade)")
            #expect(!explanation.checks.contains { !$0.isMet }, "\(trade)")
        case (.failure(let explained), .failure(let core)):
            #expect(explained == core, "\(trade)")
            // The last check is the one that failed, and no other did.
            #expect(explanation.checks.last?.isMet == false && explanation.checks.last?.revert == core, "\(trade)")
            #expect(!explanation.checks.dropLast().contains { !$0.isMet }, "\(trade)")
        default: Issue.record("\(trade): explained \(explanation.outcome), core \(core)")
        }
        for operation in explanation.operations where operation.name != "answer" {
            // Cut off to whole wei: never more, never a whole one.
            #expect(operation.kept <= operation.exact && operation.exact - operation.kept < Rational(UInt256.one))
        }
        // Every effect has the side that it helps, and together they are the whole rounding.
        for operation in explanation.operations {
            let helps = operation.effect.isNegative == trade.isRemoving
            #expect(
                operation.beneficiary == (operation.effect.isZero ? .nobody : helps ? .trader : .pool), "\(trade)")
        }
        if case .success(let answer) = explanation.outcome, let exact = explanation.exactAnswer {
            let effects = explanation.operations.reduce(Rational.zero) { $0 + $1.effect }
            #expect(effects == answer - exact, "\(trade)")
        }
    }

    @Test func theExplanationIsWhatTheCoreDoes() {
        var generator = SeededGenerator()
        var (values, reverts) = (0, 0)
        for _ in 0..<60_000 {
            let trade = QuoteOperands(&generator)
            let (explanation, core) = explained(trade, generator.next() % 2 == 0 ? .input : .output)
            expectSame(explanation, core, trade)
            if case .success = core { values += 1 } else { reverts += 1 }
        }
        #expect(values > 30_000 && reverts > 10_000)
    }

    @Test func everyRecordedQuoteIsExplained() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Vectors/recorded/quote.json")
        let document = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let cases = try #require(document?["cases"] as? [[String: Any]])
        #expect(cases.count == 4572)
        for quote in cases {
            func number(_ name: String) throws -> UInt256 { try #require(UInt256(quote[name] as? String ?? "")) }
            let (base, reserve) = (try number("baseAssetReserve"), try number("quoteAssetReserve"))
            let explanation = QuoteExplanation(
                quote["op"] as? String == "inputPrice" ? .input : .output,
                direction: try #require(Direction(rawValue: quote["direction"] as? String ?? "")),
                amount: Decimal18(raw: try number("amount")), quoteAssetReserve: Decimal18(raw: reserve),
                baseAssetReserve: Decimal18(raw: base))
            switch explanation.outcome {
            case .success(let value): #expect(value.description == quote["result"] as? String, "\(quote)")
            case .failure(let revert): #expect(revert.rawValue == quote["revert"] as? String, "\(quote)")
            }
        }
    }

    @Test func thePublishedExample() {
        let wei = Decimal18.oneInWei
        let explanation = QuoteExplanation(
            .input, direction: .removeFromAmm, amount: Decimal18(raw: wei * 1000),
            quoteAssetReserve: Decimal18(raw: wei * 41_000),
            baseAssetReserve: Decimal18(raw: 97_560_975_609_756_097_561))
        #expect(explanation.operations.map(\.name) == ["K", "Q'", "B'", "d", "answer"])
        #expect(
            explanation.operations.map(\.kept.description) == [
                "4000000000000000000001000", "40000000000000000000000", "100000000000000000000", "2439024390243902439",
                "2439024390243902440",
            ])
        #expect(explanation.exactAnswer?.description == "97560975609756097561/40")
        #expect(explanation.operations.last?.beneficiary == .pool)
    }
}

@Suite struct RationalTests {
    @Test func arithmeticIsExact() throws {
        let third = try #require(Rational(1 as UInt256).divided(by: Rational(3 as UInt256)))
        #expect(third.description == "1/3" && (third + third + third).description == "1")
        #expect((third - Rational(1 as UInt256)).description == "-2/3")
        #expect((third * Rational(Int256.min)).description == "-\(UInt256(1) << 255)/3")
        #expect(third.divided(by: Rational.zero) == nil)
        #expect(third < Rational(1 as UInt256) && !third.isWhole && (third - third).isZero)
        #expect((Rational(Int256(-7)).divided(by: Rational(2 as UInt256)))?.truncated.description == "-3")
        let large = Rational(UInt256.max) * Rational(UInt256.max)
        #expect(large.divided(by: Rational(UInt256.max)) == Rational(UInt256.max))
    }

    @Test func decimalsAreCutOffAndSaySo() throws {
        let seventh = try #require(Rational(22 as UInt256).divided(by: Rational(7 as UInt256)))
        #expect(seventh.decimal(fractionDigits: 4) == "3.1428…")
        #expect((Rational.zero - seventh).decimal(fractionDigits: 0) == "-3…")
        #expect(Rational(5 as UInt256).decimal(fractionDigits: 6) == "5")
        #expect(Rational(1 as UInt256).divided(by: Rational(8 as UInt256))?.decimal(fractionDigits: 3) == "0.125")
        #expect(Rational(1 as UInt256).divided(by: Rational(3000 as UInt256))?.decimal(fractionDigits: 3) == "0…")
    }
}

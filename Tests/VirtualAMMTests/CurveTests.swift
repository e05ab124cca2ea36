import FixedPoint
import TestSupport
import Testing
import VirtualAMM
import WideIntegers

/// SPEC P2, P3: the fast path gives the bits of the rule as written, and reverts where it does.
@Suite struct CurveTests {
    /// What a price came to, without the cost of a `Result`.
    private struct Outcome: Equatable {
        var value: Decimal18
        var revert: Revert?

        init(_ body: () throws(Revert) -> Decimal18) {
            do throws(Revert) { value = try body() } catch {
                value = .zero
                revert = error
            }
        }
    }

    /// 10 million trades of every size, on both sides of every boundary between the paths; each batch has a generator of
    /// its own, so that batches can run side by side.
    @Test(arguments: 0..<UInt64(8))
    func everyPathGivesTheRuleAsWritten(batch: UInt64) {
        var generator = SeededGenerator("everyPathGivesTheRuleAsWritten(\(batch))")
        for _ in 0..<batch { generator = SeededGenerator(seed: generator.next()) }
        var (values, reverts) = (0, [Revert: Int]())
        for _ in 0..<1_300_000 {
            let trade = QuoteOperands(&generator)
            let direction: Direction = trade.isRemoving ? .removeFromAmm : .addToAmm
            let (a, x, y) = (
                Decimal18(raw: trade.amount), Decimal18(raw: trade.moved), Decimal18(raw: trade.answering)
            )
            let fast = Outcome { () throws(Revert) in
                try Curve.distance(direction, amount: a, moved: x, answering: y, emptied: .quoteAssetAfterIsZero)
            }
            let plain = Outcome { () throws(Revert) in
                try Curve.distanceStepByStep(
                    direction, amount: a, moved: x, answering: y, emptied: .quoteAssetAfterIsZero)
            }
            if fast != plain {
                Issue.record("\(trade): step by step \(plain), fast \(fast)")
                return
            }
            if let revert = plain.revert { reverts[revert, default: 0] += 1 } else { values += 1 }
        }
        #expect(values > 700_000)
        for revert in [
            Revert.quoteAssetAfterIsZero, .multiplicationOverflow, .subtractionOverflow, .additionOverflow,
            .unsignedValueTooBig,
        ] {
            #expect(reverts[revert, default: 0] > 100, "\(revert): \(reverts)")
        }
    }

    /// SPEC L8.
    @Test func theTraderGainsLessThanOneWeiOnReservesOfAtLeastOne() throws {
        var generator = SeededGenerator()
        for _ in 0..<50_000 {
            let quote = Operands.random(bits: 61 + Int(generator.next() % 60), &generator) | UInt256(1) << 60
            let base = Operands.random(bits: 61 + Int(generator.next() % 60), &generator) | UInt256(1) << 60
            let amount = Operands.random(bits: 20 + Int(generator.next() % 90), &generator)
            let direction: Direction = generator.next() % 2 == 0 || amount >= quote ? .addToAmm : .removeFromAmm
            guard
                let analysis = try? QuoteAnalysis(
                    .input, direction: direction, amount: Decimal18(raw: amount),
                    quoteAssetReserve: Decimal18(raw: quote), baseAssetReserve: Decimal18(raw: base))
            else { continue }
            // K is cut to 18 digits, which can favour the trader, but by less than 10^18 parts of the new reserve.
            guard analysis.reservesAfter.quote >= .one else { continue }
            #expect(analysis.rounding.beneficiary != .trader || analysis.rounding.wholeWei.isZero)
            #expect(analysis.rounding.wholeWei <= 1)
        }
    }
}

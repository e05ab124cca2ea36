import FixedPoint
import TestSupport
import Testing
import VirtualAMM
import WideIntegers

/// SPEC P2, P3: the fast path gives the bits of the rule as written, and reverts where it does.
@Suite struct CurveTests {
    private func agree(_ direction: Direction, _ amount: UInt256, _ moved: UInt256, _ answering: UInt256) -> Bool {
        func outcome(_ body: () throws(Revert) -> Decimal18) -> Result<Decimal18, Revert> {
            do throws(Revert) { return .success(try body()) } catch { return .failure(error) }
        }
        let (a, x, y) = (Decimal18(raw: amount), Decimal18(raw: moved), Decimal18(raw: answering))
        let fast = outcome { () throws(Revert) in
            try Curve.distance(direction, amount: a, moved: x, answering: y, emptied: .quoteAssetAfterIsZero)
        }
        let plain = outcome { () throws(Revert) in
            try Curve.distanceStepByStep(direction, amount: a, moved: x, answering: y, emptied: .quoteAssetAfterIsZero)
        }
        if fast != plain {
            Issue.record("\(direction) \(amount) on \(moved), \(answering): step by step \(plain), fast \(fast)")
        }
        return fast == plain
    }

    @Test func fastPathAgreesOnProductionSizes() {
        var generator = SeededGenerator()
        for _ in 0..<400_000 {
            let x = Operands.random(bits: 60 + Int(generator.next() % 60), &generator)
            let y = Operands.random(bits: 60 + Int(generator.next() % 60), &generator)
            let a = Operands.random(bits: 30 + Int(generator.next() % 80), &generator)
            guard agree(generator.next() % 2 == 0 ? .addToAmm : .removeFromAmm, a, x, y) else { return }
        }
    }

    @Test func fastPathAgreesOnEverySize() {
        var generator = SeededGenerator()
        for _ in 0..<400_000 {
            let (x, y) = (Operands.unsigned(&generator), Operands.unsigned(&generator))
            // Amounts around the reserve decide between the reverts.
            let a = generator.next() % 4 == 0 ? x &- UInt256(generator.next() % 4) : Operands.unsigned(&generator)
            guard agree(generator.next() % 2 == 0 ? .addToAmm : .removeFromAmm, a, x, y) else { return }
        }
    }

    @Test func fastPathAgreesAroundTheLimitOfSignedProducts() {
        var generator = SeededGenerator()
        for _ in 0..<200_000 {
            // Products just below and above 2^255, with a remainder by 10^18 that matters.
            let x = Operands.random(bits: 128, &generator) | UInt256(1) << 127
            let y = (UInt256(1) << 255) / x &+ UInt256(generator.next() % 5) &- 2
            let a = Operands.random(bits: 1 + Int(generator.next() % 127), &generator)
            guard agree(generator.next() % 2 == 0 ? .addToAmm : .removeFromAmm, a, x, y) else { return }
        }
    }

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

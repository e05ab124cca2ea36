import BigInt
import TestSupport
import Testing
import WideIntegers

/// One operation on two operands with what it should give, by the slow oracle and by attaswift/BigInt.
struct Operation<Value: FixedWidthInteger> {
    var name: String
    /// Nil where the operation does not apply to the operands.
    var ours: (Value, Value) -> [String]?
    var slow: (SlowInteger, SlowInteger) -> [String]
    var big: (BigInt, BigInt) -> [String]
}

/// A result that may not fit, as text: what is kept of it, and whether it overflowed.
private func reported<T: FixedWidthInteger>(_ result: (partialValue: T, overflow: Bool)) -> [String] {
    [result.partialValue.description, "\(result.overflow)"]
}

private let twoTo256 = BigInt(1) << 256

extension BigInt {
    fileprivate func kept(signed: Bool) -> BigInt {
        var value = self % twoTo256
        if value < 0 { value += twoTo256 }
        return signed && value >= twoTo256 / 2 ? value - twoTo256 : value
    }

    fileprivate func reported(signed: Bool) -> [String] {
        let kept = self.kept(signed: signed)
        return [kept.description, "\(kept != self)"]
    }
}

extension SlowInteger {
    fileprivate func kept(signed: Bool) -> SlowInteger {
        signed ? SlowInteger(Int256(bitPattern: wrapped)) : SlowInteger(wrapped)
    }

    fileprivate func reported(signed: Bool) -> [String] {
        let kept = self.kept(signed: signed)
        return [kept.description, "\(kept != self)"]
    }
}

private func operations<T: FixedWidthInteger>(_: T.Type) -> [Operation<T>] where T.Magnitude == UInt256 {
    let signed = T.isSigned
    return [
        Operation(
            name: "+", ours: { reported($0.addingReportingOverflow($1)) },
            slow: { ($0 + $1).reported(signed: signed) }, big: { ($0 + $1).reported(signed: signed) }),
        Operation(
            name: "-", ours: { reported($0.subtractingReportingOverflow($1)) },
            slow: { ($0 - $1).reported(signed: signed) }, big: { ($0 - $1).reported(signed: signed) }),
        Operation(
            name: "*", ours: { reported($0.multipliedReportingOverflow(by: $1)) },
            slow: { ($0 * $1).reported(signed: signed) }, big: { ($0 * $1).reported(signed: signed) }),
        Operation(
            name: "&+", ours: { [($0 &+ $1).description] },
            slow: { [($0 + $1).kept(signed: signed).description] },
            big: { [($0 + $1).kept(signed: signed).description] }),
        Operation(
            name: "&*", ours: { [($0 &* $1).description] },
            slow: { [($0 * $1).kept(signed: signed).description] },
            big: { [($0 * $1).kept(signed: signed).description] }),
        Operation(
            name: "divided", ours: { $1 == 0 ? nil : reported($0.dividedReportingOverflow(by: $1)) },
            slow: { $0.quotientAndRemainder(dividingBy: $1).0.reported(signed: signed) },
            big: { $0.quotientAndRemainder(dividingBy: $1).quotient.reported(signed: signed) }),
        Operation(
            name: "remainder",
            ours: { $1 == 0 ? nil : [$0.remainderReportingOverflow(dividingBy: $1).partialValue.description] },
            slow: { [$0.quotientAndRemainder(dividingBy: $1).1.description] },
            big: { [$0.quotientAndRemainder(dividingBy: $1).remainder.description] }),
        Operation(
            name: "multipliedFullWidth",
            ours: {
                let (high, low) = $0.multipliedFullWidth(by: $1)
                return [high.description, low.description]
            },
            slow: {
                let product = $0 * $1
                // The high half rounds toward minus infinity.
                let (quotient, rest) = product.quotientAndRemainder(dividingBy: .power(of: 256))
                let high = rest < SlowInteger(0) ? quotient - SlowInteger(1) : quotient
                return [high.description, product.wrapped.description]
            },
            big: {
                let product = $0 * $1
                let low = product.kept(signed: false)
                return [((product - low) / twoTo256).description, low.description]
            }),
        Operation(
            name: "<", ours: { ["\($0 < $1)", "\($0 == $1)"] }, slow: { ["\($0 < $1)", "\($0 == $1)"] },
            big: { ["\($0 < $1)", "\($0 == $1)"] }),
        Operation(
            name: "magnitude", ours: { x, _ in [x.magnitude.description] },
            slow: { x, _ in [(x < SlowInteger(0) ? -x : x).description] }, big: { x, _ in [x.magnitude.description] }),
    ]
}

@Suite struct OracleTests {
    static let rounds = 600_000

    @Test func unsignedOperationsAgreeWithBothOracles() {
        var generator = SeededGenerator()
        let table = operations(UInt256.self)
        for _ in 0..<Self.rounds {
            let operation = table[Int(generator.next() % UInt64(table.count))]
            let (x, y) = (Operands.unsigned(&generator), Operands.unsigned(&generator))
            guard let got = operation.ours(x, y) else { continue }
            let slow = operation.slow(SlowInteger(x), SlowInteger(y))
            let big = operation.big(BigInt(x), BigInt(y))
            guard got == slow, got == big else {
                Issue.record("UInt256 \(operation.name): \(x), \(y): want \(slow) (BigInt \(big)), have \(got)")
                return
            }
        }
    }

    @Test func signedOperationsAgreeWithBothOracles() {
        var generator = SeededGenerator()
        let table = operations(Int256.self)
        for _ in 0..<Self.rounds {
            let operation = table[Int(generator.next() % UInt64(table.count))]
            let (x, y) = (Operands.signed(&generator), Operands.signed(&generator))
            guard let got = operation.ours(x, y) else { continue }
            // -2^255 / -1 keeps the dividend, as the standard library's types do; the oracles wrap to the same bits.
            let slow = operation.slow(SlowInteger(x), SlowInteger(y))
            let big = operation.big(BigInt(x), BigInt(y))
            guard got == slow, got == big else {
                Issue.record("Int256 \(operation.name): \(x), \(y): want \(slow) (BigInt \(big)), have \(got)")
                return
            }
        }
    }

    /// Dividends made from divisor, quotient and remainder, with the quotients and remainders on which an estimate of a
    /// quotient limb is off by one, or can't be made at all.
    @Test func divisionUndoesMultiplicationWhereEstimatesFail() {
        var generator = SeededGenerator()
        let limbs: [UInt64] = [0, 1, 2, 1 << 63, (1 << 63) - 1, .max, .max - 1]
        func limb() -> UInt64 {
            generator.next() % 3 == 0 ? generator.next() : limbs[Int(generator.next() % UInt64(limbs.count))]
        }
        var checked = [0, 0, 0, 0]
        for _ in 0..<400_000 {
            let size = Int(generator.next() % 4)
            let all = (limb(), limb(), limb(), limb())
            let divisor = UInt256(limbs: all) >> (64 * size + Int(generator.next() % 64))
            let quotient = UInt256(limbs: (limb(), limb(), limb(), limb())) >> (64 * (3 - size))
            guard !divisor.isZero else { continue }
            let (product, overflow) = divisor.multipliedReportingOverflow(by: quotient)
            if overflow { continue }
            for remainder in [0, 1, divisor &- 1, divisor >> 1, divisor &- (divisor >> 100)] where remainder < divisor {
                let (dividend, carry) = product.addingReportingOverflow(remainder)
                if carry { continue }
                let result = dividend.quotientAndRemainder(dividingBy: divisor)
                #expect(result == (quotient, remainder), "\(dividend) / \(divisor)")
                checked[size] += 1
            }
        }
        #expect(checked.allSatisfy { $0 > 50_000 }, "\(checked)")
    }

    @Test func fullWidthDivisionAgreesWithBothOracles() {
        var generator = SeededGenerator()
        for _ in 0..<100_000 {
            let divisor = Operands.unsigned(&generator)
            if divisor == 0 { continue }
            let dividend = (high: Operands.unsigned(&generator) % divisor, low: Operands.unsigned(&generator))
            let (quotient, remainder) = divisor.dividingFullWidth(dividend)
            let wide = SlowInteger(dividend.high) * .power(of: 256) + SlowInteger(dividend.low)
            let (slowQuotient, slowRemainder) = wide.quotientAndRemainder(dividingBy: SlowInteger(divisor))
            let (bigQuotient, bigRemainder) = (BigInt(dividend.high) << 256 + BigInt(dividend.low))
                .quotientAndRemainder(dividingBy: BigInt(divisor))
            guard
                quotient.description == slowQuotient.description, remainder.description == slowRemainder.description,
                quotient.description == bigQuotient.description, remainder.description == bigRemainder.description
            else {
                Issue.record("\(dividend) / \(divisor): want \(slowQuotient), have \(quotient)")
                return
            }
        }
    }

    @Test func signedFullWidthDivisionUndoesMultiplication() {
        var generator = SeededGenerator()
        for _ in 0..<100_000 {
            let (x, y) = (Operands.signed(&generator), Operands.signed(&generator))
            if y == 0 { continue }
            let (quotient, remainder) = y.dividingFullWidth(x.multipliedFullWidth(by: y))
            guard quotient == x, remainder == 0 else {
                Issue.record("(\(x) * \(y)) / \(y): have \(quotient), rest \(remainder)")
                return
            }
        }
    }

    @Test func squareRootIsTheFloor() {
        var generator = SeededGenerator()
        for value in Operands.edges + (0..<100_000).map({ _ in Operands.unsigned(&generator) }) {
            let root = value.squareRoot()
            let next = (root + 1).multipliedReportingOverflow(by: root + 1)
            guard root * root <= value, next.overflow || next.partialValue > value else {
                Issue.record("sqrt \(value): have \(root)")
                return
            }
        }
    }
}

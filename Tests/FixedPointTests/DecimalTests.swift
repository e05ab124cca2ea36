import FixedPoint
import TestSupport
import Testing
import WideIntegers

/// SPEC N4 to N10 against the slow oracle: each step on its own, each with its own overflow.
@Suite struct DecimalTests {
    private let scale = SlowInteger(1_000_000_000_000_000_000)

    private func outcome<T>(_ body: () throws(Revert) -> T) -> Result<T, Revert> {
        do throws(Revert) { return .success(try body()) } catch { return .failure(error) }
    }

    private func unsigned(_ value: SlowInteger) -> Result<Decimal18, Revert> {
        value.fitsUnsigned ? .success(Decimal18(raw: value.wrapped)) : .failure(.multiplicationOverflow)
    }

    @Test func unsignedProductAndQuotientTruncateOnce() {
        var generator = SeededGenerator()
        for _ in 0..<100_000 {
            let (x, y) = (Operands.unsigned(&generator), Operands.unsigned(&generator))
            let (a, b) = (SlowInteger(x), SlowInteger(y))
            let product = unsigned(a * b).map { _ in
                Decimal18(raw: (a * b).quotientAndRemainder(dividingBy: scale).0.wrapped)
            }
            #expect(outcome { () throws(Revert) in try Decimal18(raw: x).multiplied(by: Decimal18(raw: y)) } == product)
            let (quotient, remainder): (Result<Decimal18, Revert>, Result<Decimal18, Revert>)
            if !(a * scale).fitsUnsigned {
                (quotient, remainder) = (.failure(.multiplicationOverflow), .failure(.multiplicationOverflow))
            } else if y == 0 {
                (quotient, remainder) = (.failure(.divisionByZero), .failure(.invalidOpcode))
            } else {
                let (q, r) = (a * scale).quotientAndRemainder(dividingBy: b)
                (quotient, remainder) = (.success(Decimal18(raw: q.wrapped)), .success(Decimal18(raw: r.wrapped)))
            }
            #expect(outcome { () throws(Revert) in try Decimal18(raw: x).divided(by: Decimal18(raw: y)) } == quotient)
            #expect(outcome { () throws(Revert) in try Decimal18(raw: x).modulo(Decimal18(raw: y)) } == remainder)
        }
    }

    @Test func signedProductAndQuotientTruncateTowardZero() {
        var generator = SeededGenerator()
        for _ in 0..<100_000 {
            let (x, y) = (Operands.signed(&generator), Operands.signed(&generator))
            let (a, b) = (SlowInteger(x), SlowInteger(y))
            var expected: Result<SignedDecimal18, Revert> = .failure(.signedMultiplicationOverflow)
            if (a * b).fitsSigned {
                let (q, _) = (a * b).quotientAndRemainder(dividingBy: scale)
                expected = .success(SignedDecimal18(raw: Int256(bitPattern: q.wrapped)))
            }
            let (left, right) = (SignedDecimal18(raw: x), SignedDecimal18(raw: y))
            #expect(outcome { () throws(Revert) in try left.multiplied(by: right) } == expected)
            expected = .failure(.signedMultiplicationOverflow)
            if (a * scale).fitsSigned {
                expected = .failure(.signedDivisionByZero)
                if y != 0 {
                    let (q, _) = (a * scale).quotientAndRemainder(dividingBy: b)
                    expected =
                        q.fitsSigned
                        ? .success(SignedDecimal18(raw: Int256(bitPattern: q.wrapped)))
                        : .failure(.signedDivisionOverflow)
                }
            }
            #expect(outcome { () throws(Revert) in try left.divided(by: right) } == expected)
        }
    }

    @Test func mixedOperationsCheckTheUnsignedOperandFirst() {
        let tooBig = Decimal18(raw: UInt256(1) << 255)
        let least = SignedDecimal18(raw: .min)
        let all: [() throws -> SignedDecimal18] = [
            { try least.adding(unsigned: tooBig) },
            { try least.subtracting(unsigned: tooBig) },
            { try least.multiplied(byUnsigned: tooBig) },
            { try least.divided(byUnsigned: tooBig) },
            { try least.multiplied(byUnsignedScalar: tooBig.raw) },
            { try least.divided(byUnsignedScalar: tooBig.raw) },
        ]
        for operation in all { #expect(throws: Revert.unsignedValueTooBig) { try operation() } }
        #expect(least.magnitude == tooBig)
        #expect(outcome { () throws(Revert) in try least.negated() } == .failure(.signedMultiplicationOverflow))
    }

    @Test func comparisonGivesThreeAnswers() {
        #expect(Decimal18.zero.compare(.one) == -1)
        #expect(Decimal18.one.compare(.one) == 0)
        #expect(Decimal18.one.compare(.zero) == 1)
    }

    @Test(arguments: 0...77)
    func tokenUnitsTruncateDownAndMultiplyUp(decimals: Int) throws {
        let token = try #require(TokenDecimals(decimals))
        var generator = SeededGenerator(seed: UInt64(decimals))
        let factor = (0..<(decimals > 18 ? decimals - 18 : 18 - decimals)).reduce(SlowInteger(1)) { power, _ in
            power * SlowInteger(10)
        }
        for _ in 0..<500 {
            let x = Operands.unsigned(&generator)
            let down = SlowInteger(x).quotientAndRemainder(dividingBy: factor).0.wrapped
            let up = SlowInteger(x) * factor
            let multiplied: Result<UInt256, Revert> =
                up.fitsUnsigned ? .success(up.wrapped) : .failure(.multiplicationOverflow)
            let units = outcome { () throws(Revert) in try token.units(of: Decimal18(raw: x)) }
            let back = outcome { () throws(Revert) in try token.decimal(ofUnits: x).raw }
            #expect(units == (decimals > 18 ? multiplied : .success(down)))
            #expect(back == (decimals > 18 ? .success(down) : multiplied))
        }
        #expect(TokenDecimals(-1) == nil)
        #expect(TokenDecimals(78) == nil)
    }
}

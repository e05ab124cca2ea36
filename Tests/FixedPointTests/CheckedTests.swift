import FixedPoint
import TestSupport
import Testing
import WideIntegers

/// SPEC N2, N3: a checked operation gives what fits and throws the contract's text otherwise.
@Suite struct CheckedTests {
    private func outcome<T>(_ body: () throws(Revert) -> T) -> Result<T, Revert> {
        do throws(Revert) { return .success(try body()) } catch { return .failure(error) }
    }

    @Test func unsignedThrowsExactlyWhereTheResultDoesNotFit() {
        var generator = SeededGenerator()
        for _ in 0..<50_000 {
            let (x, y) = (Operands.unsigned(&generator), Operands.unsigned(&generator))
            let (a, b) = (SlowInteger(x), SlowInteger(y))
            let sum = (a + b), difference = a - b, product = a * b
            #expect(
                outcome { () throws(Revert) in try x.adding(y) }
                    == (sum.fitsUnsigned ? .success(sum.wrapped) : .failure(.additionOverflow)))
            #expect(
                outcome { () throws(Revert) in try x.subtracting(y) }
                    == (difference.fitsUnsigned ? .success(difference.wrapped) : .failure(.subtractionOverflow)))
            #expect(
                outcome { () throws(Revert) in try x.multiplied(by: y) }
                    == (product.fitsUnsigned ? .success(product.wrapped) : .failure(.multiplicationOverflow)))
        }
        #expect(outcome { () throws(Revert) in try UInt256.one.divided(by: 0) } == .failure(.divisionByZero))
        #expect(outcome { () throws(Revert) in try UInt256.one.modulo(0) } == .failure(.moduloByZero))
    }

    @Test func signedThrowsExactlyWhereTheResultDoesNotFit() {
        var generator = SeededGenerator()
        for _ in 0..<50_000 {
            let (x, y) = (Operands.signed(&generator), Operands.signed(&generator))
            let (a, b) = (SlowInteger(x), SlowInteger(y))
            let sum = (a + b), difference = a - b, product = a * b
            #expect(
                outcome { () throws(Revert) in try x.adding(y) }
                    == (sum.fitsSigned
                        ? .success(Int256(bitPattern: sum.wrapped)) : .failure(.signedAdditionOverflow)))
            #expect(
                outcome { () throws(Revert) in try x.subtracting(y) }
                    == (difference.fitsSigned
                        ? .success(Int256(bitPattern: difference.wrapped)) : .failure(.signedSubtractionOverflow)))
            #expect(
                outcome { () throws(Revert) in try x.multiplied(by: y) }
                    == (product.fitsSigned
                        ? .success(Int256(bitPattern: product.wrapped)) : .failure(.signedMultiplicationOverflow)))
        }
        #expect(outcome { () throws(Revert) in try Int256.one.divided(by: 0) } == .failure(.signedDivisionByZero))
        #expect(outcome { () throws(Revert) in try Int256.min.divided(by: -1) } == .failure(.signedDivisionOverflow))
    }
}

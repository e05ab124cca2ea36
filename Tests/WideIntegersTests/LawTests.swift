import TestSupport
import Testing
import WideIntegers

/// Laws that hold for every operand, signed and unsigned alike.
@Suite struct LawTests {
    private func forAll<T>(
        _ make: (inout SeededGenerator) -> T, rounds: Int = 50_000, test: String = #function,
        _ law: (T, T, T) -> String?
    ) {
        var generator = SeededGenerator(test)
        for _ in 0..<rounds {
            let (x, y, z) = (make(&generator), make(&generator), make(&generator))
            if let broken = law(x, y, z) {
                Issue.record("\(test): \(broken) does not hold for \(x), \(y), \(z)")
                return
            }
        }
    }

    private func ring<T: FixedWidthInteger>(_ x: T, _ y: T, _ z: T) -> String? {
        if x &+ y != y &+ x { return "commutativity of +" }
        if x &* y != y &* x { return "commutativity of *" }
        if (x &+ y) &+ z != x &+ (y &+ z) { return "associativity of +" }
        if (x &* y) &* z != x &* (y &* z) { return "associativity of *" }
        if x &* (y &+ z) != x &* y &+ x &* z { return "distributivity" }
        if x &- x != 0 || x &+ 0 != x || x &* 1 != x || x &* 0 != 0 { return "neutral elements" }
        if x &- y != 0 &- (y &- x) { return "antisymmetry of -" }
        if x &+ ~x != ~T(0) { return "complement" }
        return nil
    }

    @Test func bothAreRings() {
        forAll(Operands.unsigned) { ring($0, $1, $2) }
        forAll(Operands.signed) { ring($0, $1, $2) }
    }

    private func bits<T: FixedWidthInteger>(_ x: T, _ y: T, _ n: Int) -> String? {
        if x & y != ~(~x | ~y) { return "De Morgan" }
        if x ^ y != (x | y) & ~(x & y) { return "exclusive or" }
        if ((x << n) << (255 - n)) << 1 != x << 256 { return "left shifts add up" }
        if (x << n) >> n != x && n == 0 { return "no shift" }
        if n < 256 && x &<< T(truncatingIfNeeded: n + 256) != x << n { return "masked shift" }
        if x << n != x &* (T(1) << n) { return "left shift is a product" }
        if x << -n != x >> n || x >> -n != x << n { return "negative shift" }
        if x.byteSwapped.byteSwapped != x { return "byte swap" }
        if x.nonzeroBitCount + (~x).nonzeroBitCount != 256 { return "population" }
        if x.leadingZeroBitCount != (~x).magnitudeBits.leadingOnes { return "leading zeros" }
        if x != 0 && (x >> x.trailingZeroBitCount) & 1 != 1 { return "trailing zeros" }
        return nil
    }

    @Test func bitsAndShiftsFit() {
        var generator = SeededGenerator()
        forAll(Operands.unsigned) { bits($0, $1, Int(truncatingIfNeeded: $2 & 255)) }
        forAll(Operands.signed) { bits($0, $1, Int(truncatingIfNeeded: $2 & 255)) }
        for _ in 0..<10_000 {
            let (x, n) = (Operands.signed(&generator), Int(generator.next() % 256))
            // An arithmetic shift right is a division that rounds down.
            let expected = n == 255 ? (x < 0 ? -1 : 0) : (x - ((x % (1 << n)) + (1 << n)) % (1 << n)) / (1 << n)
            #expect(n == 255 || x < Int256.min + (1 << n) || x >> n == expected)
        }
    }

    private func division<T: FixedWidthInteger>(_ x: T, _ y: T) -> String? {
        if y == 0 || (x == .min && T.isSigned && y == ~T(0)) { return nil }
        let (quotient, remainder) = x.quotientAndRemainder(dividingBy: y)
        if quotient &* y &+ remainder != x { return "q · y + r = x" }
        if remainder.magnitude >= y.magnitude { return "|r| < |y|" }
        if remainder != 0 && (remainder < 0) != (x < 0) { return "r has the sign of x" }
        return nil
    }

    @Test func divisionIsTheInverse() {
        forAll(Operands.unsigned) { x, y, _ in division(x, y) }
        forAll(Operands.signed) { x, y, _ in division(x, y) }
    }

    private func roundTrips<T: FixedWidthInteger>(_ x: T) -> String? {
        for radix in [2, 3, 7, 8, 10, 16, 32, 36] {
            if T(String(x, radix: radix), radix: radix) != x { return "text in radix \(radix)" }
        }
        if T(x.description) != x { return "description" }
        if T(truncatingIfNeeded: x) != x || T(exactly: x) != x || T(clamping: x) != x { return "conversion" }
        if T(littleEndian: x.littleEndian) != x || T(bigEndian: x.bigEndian) != x { return "endianness" }
        return nil
    }

    @Test func encodingsRoundTrip() {
        forAll(Operands.unsigned, rounds: 20_000) { x, _, _ in
            if UInt256(bigEndianBytes: x.bigEndianBytes) != x { return "big-endian bytes" }
            if UInt256(littleEndianBytes: x.littleEndianBytes) != x { return "little-endian bytes" }
            if UInt256(limbs: x.limbs) != x { return "limbs" }
            return roundTrips(x)
        }
        forAll(Operands.signed, rounds: 20_000) { x, _, _ in
            if Int256(bigEndianBytes: x.bigEndianBytes) != x { return "big-endian bytes" }
            if Int256(littleEndianBytes: x.littleEndianBytes) != x { return "little-endian bytes" }
            return roundTrips(x)
        }
    }

    @Test func reciprocalDivisionAgreesWithTheDefinition() {
        var generator = SeededGenerator()
        for _ in 0..<200_000 {
            let normalized = generator.next() | 1 << 63
            let expected = (UInt128.max / UInt128(normalized)) - (UInt128(1) << 64)
            #expect(Reciprocal64.reciprocal(ofNormalized: normalized) == UInt64(expected))
            #expect(Reciprocal64.reciprocalByMultiplication(ofNormalized: normalized) == UInt64(expected))
        }
        for d in [1 << 63, 1 << 63 + 1, UInt64.max, UInt64.max - 1] as [UInt64] {
            let expected = (UInt128.max / UInt128(d)) - (UInt128(1) << 64)
            #expect(Reciprocal64.reciprocal(ofNormalized: d) == UInt64(expected))
            #expect(Reciprocal64.reciprocalByMultiplication(ofNormalized: d) == UInt64(expected))
        }
    }
}

private struct Bits {
    var value: UInt256
    var leadingOnes: Int { (~value).leadingZeroBitCount }
}

extension FixedWidthInteger {
    fileprivate var magnitudeBits: Bits { Bits(value: UInt256(truncatingIfNeeded: self)) }
}

import Foundation
import TestSupport
import Testing
import WideIntegers

/// The wide integers answer as the standard library's own types do, seen through generic code.
@Suite struct StandardLibraryTests {
    /// What generic code sees of a value of any integer type.
    private func observations<T: FixedWidthInteger>(_ x: T, _ y: T, shift: Int) -> [String] {
        var seen = [
            "\(x.signum())", "\(x.isMultiple(of: y))", "\(x.words.first ?? 0)",
            "\(x == 0 ? 0 : x.trailingZeroBitCount)",
            "\(x < y)", "\(x == y)", "\(x.magnitude)", String(x, radix: 7), "\(x.hashValue == T(x).hashValue)",
            "\(Double(x))", "\(Float(x))", "\(T(exactly: Double(x)) == x)", "\(x.distance(to: y))",
            "\(x.advanced(by: 1))", "\(UInt8(truncatingIfNeeded: x))", "\(Int16(clamping: x))",
            "\(Int8(exactly: x) as Int8?)", "\(UInt64(exactly: x) as UInt64?)",
        ]
        if y != 0 { seen += ["\(x / y)", "\(x % y)", "\(x.quotientAndRemainder(dividingBy: y))"] }
        if shift >= 0 && shift < 20 { seen.append("\(x >> shift)") }
        return seen
    }

    @Test func smallValuesLookTheSameAsInStandardTypes() {
        let unsigned: [UInt64] = [0, 1, 2, 7, 100, 255, 65_535, 1 << 20]
        for x in unsigned {
            for y in unsigned {
                #expect(observations(x, y, shift: 3) == observations(UInt256(x), UInt256(y), shift: 3))
            }
        }
        let signed: [Int64] = [0, 1, -1, 2, -7, 100, -255, 65_535, -65_536]
        for x in signed {
            for y in signed {
                #expect(observations(x, y, shift: 3) == observations(Int256(x), Int256(y), shift: 3))
            }
        }
    }

    /// The edge of a type in relation to itself is the same for every width.
    private func edgeObservations<T: FixedWidthInteger>(_: T.Type) -> [String] {
        let width = T.bitWidth
        let x = T.max
        return [
            "\(x << width)", "\(x >> width == (0 as T))", "\(x << -width)", "\(x >> -width)", "\(x << (width + 1))",
            "\(T.min >> width)", "\(T.min >> (width * 3))", "\(x &<< T(truncatingIfNeeded: width) == x)",
            "\(x &>> T(truncatingIfNeeded: width) == x)", "\((x >> 1) << 1 == x - 1)",
            "\(x.addingReportingOverflow(1) == (T.min, true))",
            "\(T.min.subtractingReportingOverflow(1) == (T.max, true))",
            "\(x.dividedReportingOverflow(by: 0) == (x, true))",
            "\(x.remainderReportingOverflow(dividingBy: 0) == (x, true))",
            "\(T.min.dividedReportingOverflow(by: ~0) == (T.min.dividedReportingOverflow(by: ~0).partialValue, T.isSigned))",
            "\(T.min.dividedReportingOverflow(by: ~0).partialValue == (T.isSigned ? T.min : 0))",
            "\(T.min.remainderReportingOverflow(dividingBy: ~0).partialValue == 0)",
            "\(T.min.remainderReportingOverflow(dividingBy: ~0).overflow)",
            "\(x.multipliedReportingOverflow(by: 2).overflow)", "\(T.min.multipliedReportingOverflow(by: ~0).overflow)",
            "\(x.leadingZeroBitCount)", "\(T(0).leadingZeroBitCount == width)", "\(T(0).trailingZeroBitCount == width)",
            "\(x.nonzeroBitCount - width)", "\(T(clamping: -1))", "\(T(exactly: -1) as T?)",
            "\(T(clamping: Int8.min))", "\(T(exactly: Double.infinity) as T?)", "\(T(exactly: Double.nan) as T?)",
            "\(T(exactly: 0.5) as T?)", "\(T(exactly: -0.0) as T?)", "\(T("") as T?)", "\(T("-") as T?)",
            "\(T("+7") as T?)", "\(T("-0") as T?)", "\(T("007") as T?)", "\(T(" 7") as T?)", "\(T("7_0") as T?)",
            "\(T("zz", radix: 36) as T?)", "\(T("ZZ", radix: 36) as T?)", "\(T("12", radix: 2) as T?)",
            "\(T("٣") as T?)", "\(T(String(x) + "0") as T?)", "\(T(x.description) == x)",
            "\(T(T.min.description) == .min)",
            "\(Double(x) == Double(sign: .plus, exponent: width - (T.isSigned ? 1 : 0), significand: 1))",
            "\(T(exactly: Double(x)) as T?)", "\(x.byteSwapped == x)", "\(T.isSigned)", "\(T(true ? 5 : 6))",
        ]
    }

    @Test func edgesLookTheSameAsInStandardTypes() {
        #expect(edgeObservations(UInt256.self) == edgeObservations(UInt128.self))
        #expect(edgeObservations(Int256.self) == edgeObservations(Int128.self))
    }

    @Test func doublesAreCorrectlyRounded() {
        var generator = SeededGenerator()
        for _ in 0..<20_000 {
            let x = Operands.unsigned(&generator)
            // The text of a number goes to the nearest Double, ties to even, as does the conversion.
            #expect(Double(x) == Double(x.description))
            #expect(Double(Int256(bitPattern: x)) == Double(Int256(bitPattern: x).description))
            let whole = Double(x)
            if whole < 0x1p256 { #expect(Double(UInt256(whole)) == whole) }
        }
    }

    @Test func conversionsFromEveryStandardInteger() {
        #expect(UInt256(UInt8.max) == 255)
        #expect(UInt256(truncatingIfNeeded: Int8(-1)) == .max)
        #expect(UInt256(truncatingIfNeeded: Int128.min) == UInt256.max << 127)
        #expect(UInt256(exactly: Int(-1)) == nil)
        #expect(UInt256(clamping: Int64.min) == 0)
        #expect(UInt256(UInt128.max) == (UInt256(1) << 128) - 1)
        #expect(Int256(Int128.min) == -(Int256(1) << 127))
        #expect(Int256(exactly: UInt256.max) == nil)
        #expect(Int256(clamping: UInt256.max) == .max)
        #expect(Int256(truncatingIfNeeded: UInt256.max) == -1)
        #expect(UInt256(exactly: Int256(-1)) == nil)
        #expect(UInt64(truncatingIfNeeded: UInt256.max) == .max)
        #expect(UInt64(exactly: UInt256(1) << 64) == nil)
        #expect(Int(clamping: Int256.min) == .min)
        #expect(UInt128(exactly: UInt256(UInt128.max)) == .max)
        #expect(Array(Int256(-1).words) == [.max, .max, .max, .max])
        #expect(UInt256(1).words.count == 4)
    }

    @Test func literalsOfAnySize() {
        let large: UInt256 = 115792089237316195423570985008687907853269984665640564039457584007913129639935
        #expect(large == .max)
        let hex: UInt256 = 0xffff_ffff_ffff_ffff_0000_0000_0000_0000_ffff_ffff_ffff_ffff_0000_0000_0000_0001
        #expect(hex.limbs == (1, .max, 0, .max))
        let small: Int256 = -57896044618658097711785492504343953926634992332820282019728792003956564819968
        #expect(small == .min)
        #expect((57896044618658097711785492504343953926634992332820282019728792003956564819967 as Int256) == .max)
    }

    @Test func hexadecimalTextIsRead() {
        #expect(UInt256("0xff") == 255)
        #expect(UInt256("+0xff") == 255)
        #expect(UInt256("-0xff") == nil)
        #expect(Int256("-0xff") == -255)
        #expect(UInt256("0x") == nil)
        #expect(UInt256("0x-1") == nil)
        #expect(UInt256("0x" + String(repeating: "f", count: 64)) == .max)
        #expect(UInt256("0x1" + String(repeating: "0", count: 64)) == nil)
        #expect(UInt256(String(repeating: "0", count: 10_000) + "7") == 7)
        #expect(UInt256(String(repeating: "9", count: 10_000)) == nil)
    }

    @Test func codedAsOneCanonicalDecimalString() throws {
        let encoder = JSONEncoder()
        let decoder = JSONDecoder()
        #expect(String(decoding: try encoder.encode([UInt256.max]), as: UTF8.self) == "[\"\(UInt256.max)\"]")
        #expect(try decoder.decode([Int256].self, from: encoder.encode([Int256.min, -1, 0])) == [.min, -1, 0])
        for text in ["\"007\"", "\"+7\"", "\"0x7\"", "\"-0\"", "7", "\"-1\"", "\"\""] {
            #expect(throws: DecodingError.self) { try decoder.decode(UInt256.self, from: Data(text.utf8)) }
        }
    }

    @Test func stayInPlace() {
        #expect(MemoryLayout<UInt256>.size == 32)
        #expect(MemoryLayout<Int256>.stride == 32)
    }

    @Test func rawOperatorsTrap() async {
        await #expect(processExitsWith: .failure) { _ = blackHole(UInt256.max) + 1 }
        await #expect(processExitsWith: .failure) { _ = blackHole(UInt256.zero) - 1 }
        await #expect(processExitsWith: .failure) { _ = blackHole(UInt256.max) * 2 }
        await #expect(processExitsWith: .failure) { _ = blackHole(UInt256.one) / 0 }
        await #expect(processExitsWith: .failure) { _ = blackHole(Int256.min) / -1 }
        await #expect(processExitsWith: .failure) { _ = blackHole(Int256.max) + 1 }
        await #expect(processExitsWith: .failure) { _ = UInt256(blackHole(Int256(-1))) }
    }
}

/// Keeps the optimizer from knowing a value.
@inline(never) private func blackHole<T>(_ value: T) -> T { value }

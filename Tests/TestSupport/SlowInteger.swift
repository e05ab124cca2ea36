import WideIntegers

/// Whole numbers of any size, signed, digit by digit in base 256: slow, obvious, and independent of everything else.
package struct SlowInteger: Equatable, Comparable, CustomStringConvertible {
    /// Least significant first, without leading zeros.
    var digits: [UInt8]
    var negative: Bool

    init(digits: [UInt8], negative: Bool) {
        self.digits = Array(digits.reversed().drop { $0 == 0 }.reversed())
        self.negative = negative && !self.digits.isEmpty
    }

    package init(_ value: UInt256) { self.init(digits: value.littleEndianBytes, negative: false) }

    package init(_ value: Int256) {
        let bytes = value.littleEndianBytes
        guard bytes[31] >= 128 else {
            self.init(digits: bytes, negative: false)
            return
        }
        // Two's complement: the value is the pattern less 2^256.
        let pattern = SlowInteger(digits: bytes, negative: false)
        self = pattern - SlowInteger.power(of: 256)
    }

    package init(_ value: Int) {
        self.init(digits: (0..<8).map { UInt8(truncatingIfNeeded: value.magnitude >> (8 * $0)) }, negative: value < 0)
    }

    /// 2 to the power of a multiple of 8.
    package static func power(of bits: Int) -> SlowInteger {
        SlowInteger(digits: Array(repeating: 0, count: bits / 8) + [1 << (bits % 8)], negative: false)
    }

    /// The value modulo 2^256, from 0.
    package var wrapped: UInt256 {
        let bytes = (digits + Array(repeating: 0, count: 32)).prefix(32)
        let magnitude = SlowInteger(digits: Array(bytes), negative: false)
        let value = negative && !magnitude.digits.isEmpty ? SlowInteger.power(of: 256) - magnitude : magnitude
        return UInt256(littleEndianBytes: (value.digits + Array(repeating: 0, count: 32)).prefix(32)) ?? 0
    }

    package var fitsUnsigned: Bool { !negative && digits.count <= 32 }
    package var fitsSigned: Bool { self < SlowInteger.power(of: 255) && !(self < -SlowInteger.power(of: 255)) }

    package static func < (lhs: SlowInteger, rhs: SlowInteger) -> Bool {
        if lhs.negative != rhs.negative { return lhs.negative }
        let order = compare(lhs.digits, rhs.digits)
        return lhs.negative ? order > 0 : order < 0
    }

    package static prefix func - (value: SlowInteger) -> SlowInteger {
        SlowInteger(digits: value.digits, negative: !value.negative)
    }

    package static func + (lhs: SlowInteger, rhs: SlowInteger) -> SlowInteger {
        if lhs.negative == rhs.negative {
            return SlowInteger(digits: add(lhs.digits, rhs.digits), negative: lhs.negative)
        }
        return compare(lhs.digits, rhs.digits) >= 0
            ? SlowInteger(digits: subtract(lhs.digits, rhs.digits), negative: lhs.negative)
            : SlowInteger(digits: subtract(rhs.digits, lhs.digits), negative: rhs.negative)
    }

    package static func - (lhs: SlowInteger, rhs: SlowInteger) -> SlowInteger { lhs + -rhs }

    package static func * (lhs: SlowInteger, rhs: SlowInteger) -> SlowInteger {
        var product = [UInt8](repeating: 0, count: lhs.digits.count + rhs.digits.count)
        for (i, left) in lhs.digits.enumerated() {
            var carry = 0
            for (j, right) in rhs.digits.enumerated() {
                let sum = Int(product[i + j]) + Int(left) * Int(right) + carry
                product[i + j] = UInt8(sum % 256)
                carry = sum / 256
            }
            product[i + rhs.digits.count] = UInt8(carry)
        }
        return SlowInteger(digits: product, negative: lhs.negative != rhs.negative)
    }

    /// Quotient truncated toward zero and remainder with the dividend's sign, bit by bit.
    package func quotientAndRemainder(dividingBy divisor: SlowInteger) -> (SlowInteger, SlowInteger) {
        var quotient = [UInt8](repeating: 0, count: digits.count)
        var rest = [UInt8]()
        for bit in (0..<digits.count * 8).reversed() {
            rest = Self.double(rest, plus: digits[bit / 8] >> (bit % 8) & 1)
            if Self.compare(rest, divisor.digits) >= 0 {
                rest = SlowInteger(digits: Self.subtract(rest, divisor.digits), negative: false).digits
                quotient[bit / 8] |= 1 << (bit % 8)
            }
        }
        return (
            SlowInteger(digits: quotient, negative: negative != divisor.negative),
            SlowInteger(digits: rest, negative: negative)
        )
    }

    package var description: String {
        if digits.isEmpty { return "0" }
        var rest = digits
        var text = ""
        while !rest.isEmpty {
            var carry = 0
            for index in rest.indices.reversed() {
                let value = carry * 256 + Int(rest[index])
                rest[index] = UInt8(value / 10)
                carry = value % 10
            }
            while rest.last == 0 { rest.removeLast() }
            text = "\(carry)" + text
        }
        return (negative ? "-" : "") + text
    }

    private static func double(_ digits: [UInt8], plus bit: UInt8) -> [UInt8] {
        var result = digits
        var carry = bit
        for index in result.indices {
            let next = result[index] >> 7
            result[index] = result[index] << 1 | carry
            carry = next
        }
        if carry > 0 { result.append(carry) }
        return result
    }

    private static func compare(_ lhs: [UInt8], _ rhs: [UInt8]) -> Int {
        if lhs.count != rhs.count { return lhs.count < rhs.count ? -1 : 1 }
        for (left, right) in zip(lhs.reversed(), rhs.reversed()) where left != right { return left < right ? -1 : 1 }
        return 0
    }

    private static func add(_ lhs: [UInt8], _ rhs: [UInt8]) -> [UInt8] {
        var carry = 0
        return (0...max(lhs.count, rhs.count)).map { index in
            let sum =
                carry + (index < lhs.count ? Int(lhs[index]) : 0) + (index < rhs.count ? Int(rhs[index]) : 0)
            carry = sum / 256
            return UInt8(sum % 256)
        }
    }

    private static func subtract(_ lhs: [UInt8], _ rhs: [UInt8]) -> [UInt8] {
        var borrow = 0
        return lhs.indices.map { index in
            let difference = Int(lhs[index]) - (index < rhs.count ? Int(rhs[index]) : 0) - borrow
            borrow = difference < 0 ? 1 : 0
            return UInt8(difference + borrow * 256)
        }
    }
}

internal import CGMP

/// Every call into GMP, in one file. Each works on fixed buffers of limbs on the stack, least significant limb first.
enum GMP {
    typealias Limbs = UnsafeMutableBufferPointer<UInt64>

    /// Divides a number of up to 8 limbs by a divisor that is not 0; the quotient has to be less than 2²⁵⁶.
    static func divide(_ dividend: (high: UInt256, low: UInt256), by divisor: UInt256) -> (UInt256, UInt256) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 25) { buffer in
            let numerator = Limbs(rebasing: buffer[0..<8])
            let denominator = Limbs(rebasing: buffer[8..<12])
            let quotient = Limbs(rebasing: buffer[12..<21])
            let remainder = Limbs(rebasing: buffer[21..<25])
            store(dividend.low, numerator, at: 0)
            store(dividend.high, numerator, at: 4)
            store(divisor, denominator, at: 0)
            quotient.update(repeating: 0)
            remainder.update(repeating: 0)
            let divisorCount = significantCount(UnsafeBufferPointer(denominator))
            let dividendCount = Swift.max(significantCount(UnsafeBufferPointer(numerator)), divisorCount)
            cgmp_tdiv_qr(
                base(quotient), base(remainder), base(numerator), dividendCount, base(denominator), divisorCount)
            return (load(quotient, at: 0), load(remainder, at: 0))
        }
    }

    /// Hands over the digits of a non-zero number, most significant first, as values below `radix` (2 to 36).
    static func withDigits<Result>(
        of value: UInt256, radix: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Result
    ) -> Result {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 5) { buffer in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 264) { digits in
                store(value, buffer, at: 0)
                let limbs = significantCount(UnsafeBufferPointer(rebasing: buffer[0..<4]))
                let count = cgmp_get_str(digits.baseAddress, Int32(radix), buffer.baseAddress, limbs)
                // GMP may write leading zeros.
                let zeros = digits[0..<count].prefix { $0 == 0 }.count
                return body(UnsafeMutableBufferPointer(rebasing: digits[zeros..<count]))
            }
        }
    }

    /// The number that at most 256 digit values write in a radix of 2 to 36, or nil where it is 2²⁵⁶ or more.
    /// The first digit must not be 0.
    static func number(digits: UnsafeBufferPointer<UInt8>, radix: Int) -> UInt256? {
        // 256 digits in radix 36 need 1,324 bits: 21 limbs, and one more that GMP may write.
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 24) { buffer in
            buffer.initialize(repeating: 0)
            let count = cgmp_set_str(buffer.baseAddress, digits.baseAddress, digits.count, Int32(radix))
            guard count <= 4 || buffer[4..<count].allSatisfy({ $0 == 0 }) else { return nil }
            return load(buffer, at: 0)
        }
    }

    /// ⌊√value⌋ of a non-zero number.
    static func squareRoot(_ value: UInt256) -> UInt256 {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 12) { buffer in
            buffer.initialize(repeating: 0)
            store(value, buffer, at: 4)
            let limbs = significantCount(UnsafeBufferPointer(rebasing: buffer[4..<8]))
            let start = base(buffer)
            _ = cgmp_sqrtrem(start, start + 8, start + 4, limbs)
            return load(buffer, at: 0)
        }
    }

    /// GMP's own version text, such as "6.2.1".
    static var version: String { String(cString: cgmp_version()) }

    private static func base(_ buffer: Limbs) -> UnsafeMutablePointer<UInt64> {
        // A temporary allocation of at least one element always has an address.
        buffer.baseAddress.unsafelyUnwrapped
    }

    private static func store(_ value: UInt256, _ buffer: Limbs, at index: Int) {
        (buffer[index], buffer[index + 1], buffer[index + 2], buffer[index + 3]) = value.limbs
    }

    private static func load(_ buffer: Limbs, at index: Int) -> UInt256 {
        UInt256(limbs: (buffer[index], buffer[index + 1], buffer[index + 2], buffer[index + 3]))
    }

    private static func significantCount(_ limbs: UnsafeBufferPointer<UInt64>) -> Int {
        (limbs.lastIndex { $0 != 0 } ?? -1) + 1
    }
}

/// A rational number of GMP's, never changed once it is made.
final class GMPRational: @unchecked Sendable {
    private let storage = UnsafeMutablePointer<cgmp_q>.allocate(capacity: 1)

    private init() { cgmp_q_init(storage) }

    deinit {
        cgmp_q_clear(storage)
        storage.deallocate()
    }

    convenience init(_ magnitude: UInt256, negative: Bool) {
        self.init()
        let (l0, l1, l2, l3) = magnitude.limbs
        [l0, l1, l2, l3].withUnsafeBufferPointer { cgmp_q_set(storage, $0.baseAddress, negative ? 1 : 0) }
    }

    static func + (x: GMPRational, y: GMPRational) -> GMPRational { make { cgmp_q_add($0, x.storage, y.storage) } }
    static func - (x: GMPRational, y: GMPRational) -> GMPRational { make { cgmp_q_sub($0, x.storage, y.storage) } }
    static func * (x: GMPRational, y: GMPRational) -> GMPRational { make { cgmp_q_mul($0, x.storage, y.storage) } }
    /// Requires y ≠ 0.
    static func / (x: GMPRational, y: GMPRational) -> GMPRational { make { cgmp_q_div($0, x.storage, y.storage) } }

    var truncated: GMPRational { Self.make { cgmp_q_truncate($0, storage) } }
    var sign: Int { Int(cgmp_q_sign(storage)) }
    var isWhole: Bool { cgmp_q_is_whole(storage) != 0 }
    func compare(_ other: GMPRational) -> Int { Int(cgmp_q_compare(storage, other.storage)) }

    var text: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: cgmp_q_text_size(storage)) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            cgmp_q_text(start, storage)
            return String(cString: start)
        }
    }

    private static func make(_ body: (UnsafeMutablePointer<cgmp_q>) -> Void) -> GMPRational {
        let result = GMPRational()
        body(result.storage)
        return result
    }
}

/// Which GMP this program runs on.
public enum GMPLibrary {
    /// The version of the GMP library that is linked, such as "6.2.1".
    public static var version: String { GMP.version }
}

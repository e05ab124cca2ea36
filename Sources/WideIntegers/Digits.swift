/// Text of wide integers, shared by the signed and the unsigned type.
enum Digits {
    /// The digits of a magnitude, after a "-" for a negative number.
    static func text(_ magnitude: UInt256, negative: Bool, radix: Int, uppercase: Bool) -> String {
        precondition((2...36).contains(radix), "Radix must be between 2 and 36")
        if magnitude.isZero { return "0" }
        if magnitude.high == 0 && magnitude.low.highLimb == 0 {
            return (negative ? "-" : "") + String(magnitude.low.lowLimb, radix: radix, uppercase: uppercase)
        }
        let letters: UInt8 = (uppercase ? 65 : 97) - 10
        return GMP.withDigits(of: magnitude, radix: radix) { digits in
            let sign = negative ? 1 : 0
            return String(unsafeUninitializedCapacity: digits.count + sign) { text in
                if negative { text[0] = 45 }
                for (index, digit) in digits.enumerated() {
                    text[sign + index] = digit < 10 ? 48 + digit : letters + digit
                }
                return digits.count + sign
            }
        }
    }

    /// Reads an optional sign and digits in a radix, as the standard library's integers do: nothing else, at least one
    /// digit, leading zeros allowed. Returns nil for anything else and for a magnitude of 2²⁵⁶ or more.
    static func parse(_ text: some StringProtocol, radix: Int) -> (magnitude: UInt256, negative: Bool)? {
        precondition((2...36).contains(radix), "Radix must be between 2 and 36")
        if let result = text.utf8.withContiguousStorageIfAvailable({ parse(utf8: $0, radix: radix) }) { return result }
        var copy = String(text)
        return copy.withUTF8 { parse(utf8: $0, radix: radix) }
    }

    /// The same for a text that may start with 0x after its sign, which makes it hexadecimal.
    static func parseDecimalOrHex(_ text: String) -> (magnitude: UInt256, negative: Bool)? {
        let signed = text.hasPrefix("-") || text.hasPrefix("+")
        let body = signed ? text.dropFirst() : text[...]
        guard body.hasPrefix("0x") else { return parse(text, radix: 10) }
        let digits = body.dropFirst(2)
        guard let first = digits.utf8.first, first != 43, first != 45, let number = parse(digits, radix: 16) else {
            return nil
        }
        return (number.magnitude, text.hasPrefix("-"))
    }

    private static func parse(utf8 text: UnsafeBufferPointer<UInt8>, radix: Int) -> (UInt256, Bool)? {
        var digits = text[...]
        var negative = false
        if let sign = digits.first, sign == 43 || sign == 45 {
            negative = sign == 45
            digits = digits.dropFirst()
        }
        guard !digits.isEmpty else { return nil }
        let significant = digits.drop { $0 == 48 }
        // 256 digits are enough for every radix; more are out of range, but must still be digits.
        guard significant.allSatisfy({ value(of: $0) < radix }), significant.count <= 256 else { return nil }
        if significant.isEmpty { return (.zero, negative) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { values in
            for (index, digit) in significant.enumerated() { values[index] = UInt8(value(of: digit)) }
            let used = UnsafeBufferPointer(rebasing: values[0..<significant.count])
            return GMP.number(digits: used, radix: radix).map { ($0, negative) }
        }
    }

    private static func value(of character: UInt8) -> Int {
        switch character {
        case 48...57: Int(character) - 48
        case 65...90: Int(character) - 55
        case 97...122: Int(character) - 87
        default: .max
        }
    }
}

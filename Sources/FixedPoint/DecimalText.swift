internal import WideIntegers

// SPEC N11: decimals as people write them.

/// Why a text is not a decimal with at most 18 fraction digits.
public enum DecimalFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No digit before or after the point.
    case missingDigits
    /// A character that has no place in a decimal, and how many characters stand before it.
    case unexpectedCharacter(Character, offset: Int)
    /// More fraction digits than the 18 that a decimal keeps; cutting them would lose value.
    case tooManyFractionDigits(count: Int)
    /// A minus sign where only an unsigned decimal will do.
    case negative
    /// The value does not fit in 256 bits of wei.
    case outOfRange

    /// What is wrong and what would be right.
    public var description: String {
        switch self {
        case .missingDigits: "a decimal needs digits on both sides of its point, such as 0.5 or 12"
        case .unexpectedCharacter(let character, let offset):
            "unexpected \"\(character)\" in position \(offset + 1); a decimal looks like 1234.5"
        case .tooManyFractionDigits(let count):
            "\(count) fraction digits, but a decimal keeps 18; shorten it, nothing is cut silently"
        case .negative: "negative, but the value is unsigned"
        case .outOfRange: "out of range: the value times 10^18 must fit in 256 bits"
        }
    }
}

extension Decimal18: LosslessStringConvertible {
    /// The shortest exact text: no exponent, trailing zeros of the fraction trimmed, no point for whole numbers.
    public var description: String { decimalText(raw, negative: false) }

    /// Reads a text such as "97.56097560975609756"; nil where `init(parsing:)` throws.
    public init?(_ description: String) {
        guard let value = try? Decimal18(parsing: description) else { return nil }
        self = value
    }

    /// Reads digits with at most one point and at most 18 digits after it, without loss.
    public init(parsing text: some StringProtocol) throws(DecimalFormatError) {
        if text.hasPrefix("-") { throw .negative }
        raw = try parseMagnitude(text[...], offset: 0)
    }
}

extension SignedDecimal18: LosslessStringConvertible {
    /// The shortest exact text: no exponent, trailing zeros of the fraction trimmed, no point for whole numbers.
    public var description: String { decimalText(raw.magnitude, negative: raw.isNegative) }

    /// Reads a text such as "-0.5"; nil where `init(parsing:)` throws.
    public init?(_ description: String) {
        guard let value = try? SignedDecimal18(parsing: description) else { return nil }
        self = value
    }

    /// Reads an optional "-", digits with at most one point and at most 18 digits after it, without loss.
    public init(parsing text: some StringProtocol) throws(DecimalFormatError) {
        let negative = text.hasPrefix("-")
        let magnitude = try parseMagnitude(text[...].dropFirst(negative ? 1 : 0), offset: negative ? 1 : 0)
        let bits = negative ? .zero &- magnitude : magnitude
        raw = Int256(bitPattern: bits)
        if raw.isNegative != negative && !magnitude.isZero { throw .outOfRange }
    }
}

private func decimalText(_ magnitude: UInt256, negative: Bool) -> String {
    let digits = Array(magnitude.description.utf8)
    let padded = repeatElement(48, count: max(0, 19 - digits.count)) + digits
    let whole = (negative ? [45] : []) + padded.dropLast(18)
    let fraction = padded.suffix(18)
    guard let last = fraction.lastIndex(where: { $0 != 48 }) else { return String(decoding: whole, as: UTF8.self) }
    return String(decoding: whole + [46] + fraction[...last], as: UTF8.self)
}

private func parseMagnitude(_ text: some StringProtocol, offset: Int) throws(DecimalFormatError) -> UInt256 {
    var point: Int?
    var digits = [UInt8]()
    for byte in text.utf8 {
        if byte == 46, point == nil {
            point = digits.count
        } else if (48...57).contains(byte) {
            digits.append(byte)
        } else {
            throw unexpectedCharacter(text, offset: offset)
        }
    }
    let fractionCount = point.map { digits.count - $0 } ?? 0
    guard digits.count > fractionCount, point == nil || fractionCount > 0 else { throw .missingDigits }
    guard fractionCount <= 18 else { throw .tooManyFractionDigits(count: fractionCount) }
    digits.append(contentsOf: repeatElement(48, count: 18 - fractionCount))
    guard let value = UInt256(String(decoding: digits, as: UTF8.self), radix: 10) else { throw .outOfRange }
    return value
}

/// The first character that is no digit and not the first point.
private func unexpectedCharacter(_ text: some StringProtocol, offset: Int) -> DecimalFormatError {
    var hasPoint = false
    for (index, character) in text.enumerated() {
        if character == ".", !hasPoint {
            hasPoint = true
        } else if !(character.asciiValue.map { (48...57).contains($0) } ?? false) {
            return .unexpectedCharacter(character, offset: offset + index)
        }
    }
    return .missingDigits
}

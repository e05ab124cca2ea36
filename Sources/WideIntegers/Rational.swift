/// A rational number of any size, exact, on GMP: what a computation would come to without rounding.
///
/// For explanations and ledgers, not for the protocol's own path: every operation allocates.
public struct Rational: Sendable {
    private let value: GMPRational

    private init(_ value: GMPRational) { self.value = value }

    /// A whole number.
    public init(_ number: UInt256) { value = GMPRational(number, negative: false) }
    /// A whole number.
    public init(_ number: Int256) { value = GMPRational(number.magnitude, negative: number.isNegative) }
    /// 0.
    public static var zero: Rational { Rational(UInt256.zero) }

    /// The exact sum.
    public static func + (x: Rational, y: Rational) -> Rational { Rational(x.value + y.value) }
    /// The exact difference.
    public static func - (x: Rational, y: Rational) -> Rational { Rational(x.value - y.value) }
    /// The exact product.
    public static func * (x: Rational, y: Rational) -> Rational { Rational(x.value * y.value) }

    /// The exact quotient; nil for a divisor of 0.
    public func divided(by other: Rational) -> Rational? {
        other.isZero ? nil : Rational(value / other.value)
    }

    /// Whether this is 0.
    public var isZero: Bool { value.sign == 0 }
    /// Whether this is less than 0.
    public var isNegative: Bool { value.sign < 0 }
    /// Whether this is a whole number.
    public var isWhole: Bool { value.isWhole }
    /// The number without its fraction.
    public var truncated: Rational { Rational(value.truncated) }
    /// The number without its sign.
    public var magnitude: Rational { isNegative ? Rational.zero - self : self }

    /// The number in decimal digits, cut off behind some of them; "…" says that something was.
    ///
    /// - Parameter fractionDigits: How many digits behind the point, at most.
    public func decimal(fractionDigits: Int) -> String {
        let scale = (0..<max(0, fractionDigits)).reduce(Rational(UInt256.one)) { scale, _ in
            scale * Rational(10 as UInt256)
        }
        let scaled = magnitude * scale
        let digits = scaled.truncated.description
        let padded = String(repeating: "0", count: max(0, fractionDigits + 1 - digits.count)) + digits
        var fraction = padded.suffix(max(0, fractionDigits))
        while fraction.last == "0" { fraction.removeLast() }
        let text = padded.dropLast(max(0, fractionDigits)) + (fraction.isEmpty ? "" : "." + fraction)
        return (isNegative ? "-" : "") + text + (scaled.isWhole ? "" : "…")
    }
}

extension Rational: Comparable {
    /// Whether two numbers are the same.
    public static func == (x: Rational, y: Rational) -> Bool { x.value.compare(y.value) == 0 }
    /// Whether the first is less than the second.
    public static func < (x: Rational, y: Rational) -> Bool { x.value.compare(y.value) < 0 }
}

extension Rational: CustomStringConvertible {
    /// Numerator and denominator in lowest terms, such as "-12/5"; a whole number without its denominator.
    public var description: String { value.text }
}

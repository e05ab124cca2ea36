/// Numbers as people read them.
public enum NumberText {
    /// A whole number times a power of ten, exactly: 1 500, 0.25, −3×10⁻⁹.
    ///
    /// - Parameter finest: The exponent of the last digit to show, so that ticks of an axis have as many digits.
    package static func scaled(_ number: Int, exponent: Int, finest: Int? = nil) -> String {
        if number == 0 { return "0" }
        let digits = String(number.magnitude)
        let sign = number < 0 ? "\u{2212}" : ""
        if digits.count + exponent > 9 || (exponent < -8 && digits.count + exponent < -4) {
            return sign + scientific(digits, exponent: exponent)
        }
        if exponent >= 0 { return sign + grouped(digits + String(repeating: "0", count: exponent)) }
        let padded = String(repeating: "0", count: max(0, 1 - exponent - digits.count)) + digits
        return sign + grouped(String(padded.dropLast(-exponent))) + "." + padded.suffix(-exponent)
    }

    private static func scientific(_ digits: String, exponent: Int) -> String {
        let significant = String(digits.reversed().drop { $0 == "0" }.reversed())
        let power = String(exponent + digits.count - 1).map { superscripts[$0] ?? $0 }
        let mantissa = significant.prefix(1) + (significant.count > 1 ? "." + significant.dropFirst() : "")
        return mantissa + "\u{D7}10" + String(power)
    }

    private static let superscripts: [Character: Character] = [
        "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹", "-": "⁻",
    ]

    /// Whole digits in groups of three from five digits on.
    private static func grouped(_ digits: String) -> String {
        guard digits.count > 4 else { return digits }
        var output = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { output += "\u{202F}" }
            output.append(digit)
        }
        return output
    }

    /// A decimal with all its digits: six behind the point as they are, what follows smaller. Copied, it is exact.
    public static func exact(_ text: String) -> HTML {
        guard let point = text.firstIndex(of: ".") else { return "<span class=\"n\">\(text)</span>" }
        let head = text[..<point] + text[point...].prefix(7)
        let rest = text[point...].dropFirst(7)
        return rest.isEmpty ? "<span class=\"n\">\(text)</span>" : "<span class=\"n\">\(head)<i>\(rest)</i></span>"
    }

    /// A decimal cut to some digits behind the point, for a label; "…" stands for those left out.
    public static func short(_ text: String, digits: Int = 6) -> String {
        let end = text.firstIndex(of: ".").flatMap {
            text.index($0, offsetBy: digits + 1, limitedBy: text.index(before: text.endIndex))
        }
        return String(end.map { text[..<$0] + "…" } ?? text[...]).replacing("-", with: "\u{2212}")
    }

    /// Seconds in days, hours, minutes and seconds: 1 h 20 min.
    public static func duration(_ seconds: UInt64) -> String {
        let parts: [(UInt64, String)] = [
            (seconds / 86400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s"),
        ]
        let shown = parts.filter { $0.0 > 0 }.map { "\($0.0)\u{A0}\($0.1)" }
        return shown.isEmpty ? "0" : shown.joined(separator: " ")
    }
}

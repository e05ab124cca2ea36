internal import Messages

/// A piece of HTML or SVG. What is written literally is markup; every text that is interpolated is escaped, so that
/// names and comments from a file can't become markup. The type sees to that; a template language leaves it to its
/// author.
public struct HTML: ExpressibleByStringInterpolation, Sendable {
    /// The markup.
    public private(set) var text: String

    /// What interpolation builds.
    public struct StringInterpolation: StringInterpolationProtocol {
        var text = ""

        /// Room for a piece.
        public init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }
        /// Markup.
        public mutating func appendLiteral(_ literal: String) { text += literal }
        /// Markup that was made before.
        public mutating func appendInterpolation(_ piece: HTML) { text += piece.text }
        /// A text, which is escaped.
        public mutating func appendInterpolation(_ text: String) { self.text += escaped(text) }
        /// A text, which is escaped.
        public mutating func appendInterpolation(_ text: Substring) { self.text += escaped(String(text)) }
        /// A whole number.
        public mutating func appendInterpolation(_ number: some BinaryInteger) { text += String(number) }
        /// A coordinate of a drawing, with at most one digit behind the point.
        public mutating func appendInterpolation(_ coordinate: Double) { text += coordinateText(coordinate) }
    }

    /// Markup.
    public init(stringLiteral value: String) { text = value }
    /// Markup with escaped texts in it.
    public init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }
    /// Pieces one after the other.
    public init(_ pieces: some Sequence<HTML>, separator: String = "") {
        text = pieces.lazy.map(\.text).joined(separator: separator)
    }

    /// Appends a piece.
    public static func += (piece: inout HTML, next: HTML) { piece.text += next.text }

    /// Two pieces, one after the other.
    public static func + (left: HTML, right: HTML) -> HTML { "\(left)\(right)" }
}

/// A text with nothing in it that HTML or XML would take for markup; hidden characters are shown as their codes.
public func escaped(_ text: String) -> String {
    var output = ""
    output.reserveCapacity(text.utf8.count)
    for scalar in visible(text).unicodeScalars {
        switch scalar {
        case "&": output += "&amp;"
        case "<": output += "&lt;"
        case ">": output += "&gt;"
        case "\"": output += "&quot;"
        case "'": output += "&#39;"
        default: output.unicodeScalars.append(scalar)
        }
    }
    return output
}

/// A coordinate with at most one digit behind the point; 0 for what is not finite.
func coordinateText(_ coordinate: Double) -> String {
    guard coordinate.isFinite, abs(coordinate) < 1e9 else { return "0" }
    let tenths = Int((coordinate * 10).rounded())
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return (tenths < 0 ? "-" : "") + String(whole) + (rest == 0 ? "" : ".\(rest)")
}

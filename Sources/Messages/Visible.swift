/// A text from outside as it may be shown on a terminal: control and direction marks, and what else leaves no trace on
/// the screen, as escapes.
public func visible(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
    guard text.unicodeScalars.contains(where: isHidden) else { return text }
    return text.unicodeScalars.reduce(into: "") { output, scalar in
        output += isHidden(scalar) ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
}

/// A text of several lines as it may be shown on a terminal: as `visible`, but for the ends of lines and tabs.
public func visibleLines(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x0A || $0 == 0x09 }) { return text }
    guard text.unicodeScalars.contains(where: { isHidden($0) && $0 != "\n" && $0 != "\t" }) else { return text }
    return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.split(separator: "\t", omittingEmptySubsequences: false).map { visible(String($0)) }
            .joined(separator: "\t")
    }.joined(separator: "\n")
}

/// Whether a character would not be seen on a terminal, or do something to it.
public func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: return true
    default: return scalar.properties.isDefaultIgnorableCodePoint
    }
}

/// A text for a message, cut in the middle where it is long.
package func shortened(_ text: String) -> String {
    text.count <= 90 ? text : "\(text.prefix(40))…\(text.suffix(8)) (\(text.count) characters)"
}

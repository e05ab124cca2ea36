/// A text from outside as it may be shown on a terminal: control and direction marks as escapes.
public func visible(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
    guard text.unicodeScalars.contains(where: isHidden) else { return text }
    return text.unicodeScalars.reduce(into: "") { output, scalar in
        output += isHidden(scalar) ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
}

private func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: true
    default: false
    }
}

/// A text for a message, cut in the middle where it is long.
package func shortened(_ text: String) -> String {
    text.count <= 90 ? text : "\(text.prefix(40))…\(text.suffix(8)) (\(text.count) characters)"
}

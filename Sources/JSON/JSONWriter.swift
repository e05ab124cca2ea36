internal import Messages

extension JSONValue {
    /// The text in one line, members in their order.
    public var compactText: String {
        var output = ""
        write(to: &output, indentation: nil)
        return output
    }

    /// The text with one member a line, indented by two spaces.
    public var prettyText: String {
        var output = ""
        write(to: &output, indentation: 0)
        return output
    }

    /// The text of a value that stands in a larger one, its lines after the first indented by so many spaces and more;
    /// nil for one line.
    package func text(indentation: Int?) -> String {
        var output = ""
        write(to: &output, indentation: indentation)
        return output
    }

    private func write(to output: inout String, indentation: Int?) {
        switch content {
        case .null: output += "null"
        case .bool(let value): output += value ? "true" : "false"
        case .number(let text): output += text
        case .string(let text): Self.writeString(text, to: &output)
        case .array(let values):
            Self.writeList("[", "]", values, to: &output, indentation: indentation) { value, output, inner in
                value.write(to: &output, indentation: inner)
            }
        case .object(let members):
            Self.writeList("{", "}", members, to: &output, indentation: indentation) { member, output, inner in
                Self.writeString(member.key, to: &output)
                output += inner == nil ? ":" : ": "
                member.value.write(to: &output, indentation: inner)
            }
        }
    }

    private static func writeList<Element>(
        _ opening: String, _ closing: String, _ elements: [Element], to output: inout String, indentation: Int?,
        _ write: (Element, inout String, Int?) -> Void
    ) {
        output += opening
        let inner = indentation.map { $0 + 2 }
        for (index, element) in elements.enumerated() {
            if index > 0 { output += "," }
            if let inner { output += "\n" + String(repeating: " ", count: inner) }
            write(element, &output, inner)
        }
        if let indentation, !elements.isEmpty { output += "\n" + String(repeating: " ", count: indentation) }
        output += closing
    }

    private static func writeString(_ text: String, to output: inout String) {
        output += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            // What would not be seen, or do something to a terminal: JSON says the same with escapes.
            case _ where isHidden(scalar): for unit in UTF16.encode(scalar) ?? .init() { output += escape(unit) }
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}

package import Files
internal import JSON

/// How a document is written.
public enum DocumentFormat: Hashable, Sendable {
    /// RFC 8259, read strictly.
    case json
    /// YAML 1.1. Numbers are taken as they are written, never through floating point.
    ///
    /// At most 5,000,000 values, 64 levels, and aliases that stand for 1,000,000 values all together.
    case yaml

    /// The format that a file's name says; where it says none, what its first character looks like.
    package init(file: String, text: String) {
        let ending = file.lowercased()
        if ending.hasSuffix(".json") {
            self = .json
        } else if ending.hasSuffix(".yaml") || ending.hasSuffix(".yml") {
            self = .yaml
        } else {
            self = text.first { !$0.isWhitespace } == "{" ? .json : .yaml
        }
    }
}

/// A value of a document in any format, and the line that it stands on. Numbers and truth values are texts.
package struct DocumentNode: Sendable {
    package enum Content: Sendable {
        case scalar(String)
        case list([DocumentNode])
        case object([(key: String, line: Int?, value: DocumentNode)])
        case nothing
    }

    package var content: Content
    /// Counted from 1.
    package var line: Int?

    /// What kind of value it is, in words for a message.
    package var kindName: String {
        switch content {
        case .scalar: "a single value"
        case .list: "a list"
        case .object: "an object"
        case .nothing: "nothing"
        }
    }

    /// Reads a whole document.
    ///
    /// - Throws: `FileError` with the line of what is not of the format.
    package init(_ text: String, format: DocumentFormat, file: String) throws(FileError) {
        switch format {
        case .json: self = try Self.json(text, file: file)
        case .yaml: self = try Self.yaml(text, file: file)
        }
    }

    init(_ content: Content, line: Int?) {
        self.content = content
        self.line = line
    }
}

// MARK: JSON

extension DocumentNode {
    private static func json(_ text: String, file: String) throws(FileError) -> DocumentNode {
        let lines = LineIndex(text)
        do throws(PlacedError) {
            return DocumentNode(try JSONParser.parse(text.utf8), lines)
        } catch {
            throw FileError(file: file, line: lines.line(at: error.offset), message: error.message)
        }
    }

    private init(_ value: JSONValue, _ lines: LineIndex) {
        line = lines.line(at: value.offset)
        content =
            switch value.content {
            case .null: .nothing
            case .bool(let truth): .scalar(truth ? "true" : "false")
            case .number(let text), .string(let text): .scalar(text)
            case .array(let values): .list(values.map { DocumentNode($0, lines) })
            case .object(let members):
                .object(members.map { ($0.key, lines.line(at: $0.offset), DocumentNode($0.value, lines)) })
            }
    }
}

/// Finds the line of a position in a text.
private struct LineIndex {
    /// Where each line begins.
    private var starts = [0]

    init(_ text: String) {
        for (offset, byte) in text.utf8.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
    }

    /// The line of a byte, counted from 1.
    func line(at offset: Int) -> Int {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }
}

// MARK: YAML

extension DocumentNode {
    private static func yaml(_ text: String, file: String) throws(FileError) -> DocumentNode {
        try YAMLReader.read(text, file: file) ?? DocumentNode(.object([]), line: nil)
    }
}

package import Files
internal import JSON
internal import Yams

/// How a document is written.
public enum DocumentFormat: Hashable, Sendable {
    /// RFC 8259, read strictly.
    case json
    /// YAML 1.1. Numbers are taken as they are written, never through floating point.
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
    /// An alias stands for a copy, and copies of copies grow without bounds; no market has as many values.
    private static let mostNodes = 5_000_000

    private static func yaml(_ text: String, file: String) throws(FileError) -> DocumentNode {
        let root: Node?
        do {
            let parser = try Parser(yaml: text)
            root = try parser.singleRoot()
        } catch {
            throw FileError(yaml: error, file: file)
        }
        guard let root else { return DocumentNode(.object([]), line: nil) }
        var budget = mostNodes
        return try node(root, file: file, budget: &budget)
    }

    private static func node(_ node: Node, file: String, budget: inout Int) throws(FileError) -> DocumentNode {
        budget -= 1
        let line = node.mark?.line
        guard budget >= 0 else {
            throw FileError(file: file, line: line, message: "more than \(mostNodes) values; use fewer aliases")
        }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            let isNothing = isPlain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            return DocumentNode(isNothing ? .nothing : .scalar(scalar.string), line: line)
        case .sequence(let sequence):
            var values: [DocumentNode] = []
            for value in sequence { values.append(try Self.node(value, file: file, budget: &budget)) }
            return DocumentNode(.list(values), line: line)
        case .mapping(let mapping):
            var members: [(key: String, line: Int?, value: DocumentNode)] = []
            for (key, value) in mapping {
                guard case .scalar(let name) = key else {
                    throw FileError(file: file, line: key.mark?.line, message: "a key has to be a single word")
                }
                members.append((name.string, key.mark?.line, try Self.node(value, file: file, budget: &budget)))
            }
            return DocumentNode(.object(members), line: line)
        case .alias:
            throw FileError(file: file, line: line, message: "an alias that leads nowhere; write the value")
        }
    }
}

extension FileError {
    fileprivate init(yaml error: any Error, file: String) {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(file: file, line: mark.line, message: "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let names, let context):
            let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
            self.init(file: file, line: context.mark.line, message: "given twice: \(list); leave one")
        case .reader(let problem, _, _, _): self.init(file: file, message: "not YAML: \(problem)")
        default: self.init(file: file, message: "not YAML: \(error)")
        }
    }
}

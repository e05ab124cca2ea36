internal import CYaml

/// Line and column in a text, counted from 1.
struct YAMLMark {
    var line: Int
    var column: Int

    init(_ mark: yaml_mark_t) { (line, column) = (Int(mark.line) + 1, Int(mark.column) + 1) }
}

/// Why a text is no YAML.
struct YAMLProblem: Error {
    var text: String
    /// Where; nil for trouble with the bytes themselves.
    var mark: YAMLMark?
}

/// What a YAML text says next: that a list begins, a word, an alias.
struct YAMLEvent {
    let type: yaml_event_type_t
    let mark: YAMLMark
    /// The text of a scalar; else empty.
    private(set) var text = ""
    /// Whether a scalar has no quotes.
    private(set) var isPlain = false
    /// The name that a value gets, or for an alias that of the value it stands for.
    private(set) var anchor: String?

    init(_ event: yaml_event_t) {
        (type, mark) = (event.type, YAMLMark(event.start_mark))
        switch type {
        case YAML_ALIAS_EVENT: anchor = Self.string(event.data.alias.anchor)
        case YAML_SEQUENCE_START_EVENT: anchor = Self.string(event.data.sequence_start.anchor)
        case YAML_MAPPING_START_EVENT: anchor = Self.string(event.data.mapping_start.anchor)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            anchor = Self.string(scalar.anchor)
            // It may have a NUL in it, so it is taken by its length.
            text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE || scalar.style == YAML_ANY_SCALAR_STYLE
        default: break
        }
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: $0) }
    }
}

/// The events of a YAML text, one after the other.
final class YAMLEvents {
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)

    /// The events of a text, which has to stay in its place while they are read.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        parser.initialize(to: yaml_parser_t())
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next event.
    func next() throws(YAMLProblem) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw problem }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(event)
    }

    private var problem: YAMLProblem {
        let parser = parser.pointee
        let text = parser.problem.map { String(cString: $0) } ?? "out of memory"
        // Of a byte that is none of a text only its offset is known.
        let isPlaced = parser.error == YAML_SCANNER_ERROR || parser.error == YAML_PARSER_ERROR
        return YAMLProblem(text: text, mark: isPlaced ? YAMLMark(parser.problem_mark) : nil)
    }
}

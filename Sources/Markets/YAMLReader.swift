internal import CYaml
internal import Files
internal import Messages

/// Reads a YAML document event by event, so that what it may have at most is held while it is read.
///
/// The parser is libyaml, which Yams brings along. The tree of Yams is not used: it compares the keys of an object as
/// whole values as it goes, and a key of aliases of aliases has more values than there is time for.
struct YAMLReader {
    /// Values that are written, aliases among them; no market has as many.
    static let mostValues = 5_000_000
    /// Values that aliases stand for, all together: copies of copies grow without bounds.
    static let mostCopies = 1_000_000
    /// Levels of lists and objects, also those that an alias brings; as in JSON.
    static let mostLevels = 64

    /// What an alias may stand for.
    private struct Anchored {
        var node: DocumentNode
        /// Values in it, itself among them.
        var size: Int
        /// Levels of lists and objects in it.
        var height: Int
    }

    private let file: String
    private let events: YAMLEvents
    private var anchors: [String: Anchored] = [:]
    private var (values, copies) = (0, 0)

    private init(_ events: YAMLEvents, file: String) { (self.events, self.file) = (events, file) }

    /// Reads a whole document; nil where there is none.
    ///
    /// - Throws: `FileError` with line and column of what is no YAML or too much.
    static func read(_ text: String, file: String) throws(FileError) -> DocumentNode? {
        // The text has to stay where it is while the parser goes through it.
        try Array(text.utf8).withUnsafeBufferPointer { bytes in
            Result { () throws(FileError) in
                var reader = YAMLReader(YAMLEvents(bytes), file: file)
                return try reader.document()
            }
        }.get()
    }

    private mutating func document() throws(FileError) -> DocumentNode? {
        _ = try next()
        guard try next().type != YAML_STREAM_END_EVENT else { return nil }
        let root = try node(try next(), level: 0).node
        _ = try next()
        let end = try next()
        guard end.type == YAML_STREAM_END_EVENT else {
            throw error("a second document begins; leave one in the file", at: end.mark)
        }
        return root
    }

    private func next() throws(FileError) -> YAMLEvent {
        do throws(YAMLProblem) {
            return try events.next()
        } catch {
            throw FileError(
                file: file, line: error.mark?.line, column: error.mark?.column, message: "not YAML: \(error.text)")
        }
    }

    private func error(_ message: String, at mark: YAMLMark) -> FileError {
        FileError(file: file, line: mark.line, column: mark.column, message: message)
    }

    // MARK: Values

    private mutating func node(_ event: YAMLEvent, level: Int) throws(FileError) -> Anchored {
        values += 1
        guard values <= Self.mostValues else { throw error("more than \(Self.mostValues) values", at: event.mark) }
        if event.type == YAML_ALIAS_EVENT { return try copy(event, level: level) }
        let read: Anchored
        switch event.type {
        case YAML_SEQUENCE_START_EVENT: read = try list(event, level: level + 1)
        case YAML_MAPPING_START_EVENT: read = try object(event, level: level + 1)
        default:
            let isNothing = event.isPlain && ["", "~", "null", "Null", "NULL"].contains(event.text)
            read = Anchored(
                node: DocumentNode(isNothing ? .nothing : .scalar(event.text), line: event.mark.line), size: 1,
                height: 0)
        }
        // Only now: a value that has itself in it would never end.
        if let anchor = event.anchor { anchors[anchor] = read }
        return read
    }

    private mutating func copy(_ event: YAMLEvent, level: Int) throws(FileError) -> Anchored {
        guard let meant = event.anchor.flatMap({ anchors[$0] }) else {
            throw error("the alias *\(event.anchor ?? "") leads nowhere; write the value", at: event.mark)
        }
        copies += meant.size
        guard copies <= Self.mostCopies else {
            throw error(
                "aliases grow too far: up to here they stand for more than \(Self.mostCopies) values; write fewer",
                at: event.mark)
        }
        guard level + meant.height <= Self.mostLevels else {
            throw error("aliases grow too far: nested more than \(Self.mostLevels) levels deep", at: event.mark)
        }
        return meant
    }

    private func check(level: Int, at mark: YAMLMark) throws(FileError) {
        guard level <= Self.mostLevels else {
            throw error("nested more than \(Self.mostLevels) levels deep", at: mark)
        }
    }

    private mutating func list(_ start: YAMLEvent, level: Int) throws(FileError) -> Anchored {
        try check(level: level, at: start.mark)
        var (list, size, height) = ([DocumentNode](), 1, 0)
        while true {
            let event = try next()
            if event.type == YAML_SEQUENCE_END_EVENT { break }
            let value = try node(event, level: level)
            list.append(value.node)
            (size, height) = (size + value.size, max(height, value.height))
        }
        return Anchored(node: DocumentNode(.list(list), line: start.mark.line), size: size, height: height + 1)
    }

    private mutating func object(_ start: YAMLEvent, level: Int) throws(FileError) -> Anchored {
        try check(level: level, at: start.mark)
        var (members, size, height) = ([(key: String, line: Int?, value: DocumentNode)](), 1, 0)
        var lines: [Spelling: Int] = [:]
        while true {
            let event = try next()
            if event.type == YAML_MAPPING_END_EVENT { break }
            let key = try key(event, level: level)
            if let line = lines.updateValue(event.mark.line, forKey: Spelling(key)) {
                throw error("given twice: \"\(shortened(key))\", first in line \(line); leave one", at: event.mark)
            }
            let value = try node(try next(), level: level)
            members.append((key, event.mark.line, value.node))
            (size, height) = (size + value.size + 1, max(height, value.height))
        }
        return Anchored(node: DocumentNode(.object(members), line: start.mark.line), size: size, height: height + 1)
    }

    /// A key: a word, or an alias of one. Nothing larger is read at all.
    private mutating func key(_ event: YAMLEvent, level: Int) throws(FileError) -> String {
        if event.type == YAML_SCALAR_EVENT {
            _ = try node(event, level: level)
            return event.text
        }
        if event.type == YAML_ALIAS_EVENT, case .scalar(let text) = try node(event, level: level).node.content {
            return text
        }
        throw error("a key has to be a single word", at: event.mark)
    }
}

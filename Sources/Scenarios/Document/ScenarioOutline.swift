internal import Files
internal import JSON
internal import Messages

/// Where the parts of a scenario file stand: its members, and its list of steps, which are counted but not read.
struct ScenarioOutline {
    /// The file's object, with an empty list in place of its steps.
    var value: JSONValue { JSONValue(.object(members)) }
    /// Where the list of steps starts; 0 where there is none.
    private(set) var stepsOffset = 0
    private(set) var stepCount = 0
    /// Whether there are cases: then it is a vector file, and the rest was not looked at.
    private(set) var isVectorFile = false

    private var members: [JSONValue.Member] = []

    init(_ source: RereadableSource) throws(FileError) {
        let cursor = JSONCursor(source)
        guard let first = try cursor.peek() else {
            throw cursor.error("the file is empty; the text ends before an object")
        }
        guard ![0xEF, 0xFE, 0xFF, 0x00].contains(first) else {
            throw cursor.error(
                "the file starts with byte \(first), a byte order mark or not UTF-8; save it as plain UTF-8")
        }
        try cursor.expect("{", "expected an object, which starts with {")
        if try !cursor.skip("}") {
            repeat {
                try readMember(cursor)
                if isVectorFile { return }
            } while try cursor.skip(",")
            try cursor.expect("}", "expected , or } after a value")
        }
        if try cursor.peek() != nil { throw cursor.error("unexpected text after the end of the object") }
    }

    private mutating func readMember(_ cursor: JSONCursor) throws(FileError) {
        guard let next = try cursor.peek() else { throw cursor.truncated() }
        let offset = cursor.offset
        guard next == UInt8(ascii: "\""), let key = try cursor.value().text else {
            throw cursor.error("expected a key in quotes")
        }
        guard !members.contains(where: { $0.key.isSpelled(key) }) else {
            throw cursor.error("the key \"\(shortened(key))\" stands twice", at: offset)
        }
        try cursor.expect(":", "expected : after a key")
        let isList = try cursor.peek() == UInt8(ascii: "[")
        isVectorFile = key == "cases"
        if isVectorFile { return }
        if key == "steps", isList {
            stepsOffset = cursor.offset
            members.append(.init(key: key, offset: offset, value: JSONValue(.array([]), offset: stepsOffset)))
            try countSteps(cursor)
        } else {
            members.append(.init(key: key, offset: offset, value: try cursor.value()))
        }
    }

    private mutating func countSteps(_ cursor: JSONCursor) throws(FileError) {
        do throws(FileError) {
            try cursor.expect("[", "expected a list")
            if try cursor.skip("]") { return }
            repeat {
                try cursor.skipValue()
                stepCount += 1
            } while try cursor.skip(",")
            try cursor.expect("]", "expected , or ] after a step")
        } catch {
            // A wrong bracket shows only later. Reading every step finds where it is.
            let reader = cursor.moved(to: stepsOffset)
            try reader.expect("[", "expected a list")
            repeat { _ = try reader.value() } while try reader.skip(",")
            throw error
        }
    }
}

/// Finds where a JSON value ends without reading it.
struct ExtentScanner {
    private var depth = 0
    private var inString = false
    private var escaped = false
    private(set) var isComplete = false
    private var isScalar = false

    /// Whether the text may end here: a number or a word has no closing mark of its own.
    var endsWithText: Bool { isScalar && depth == 0 && !inString }

    /// Takes the next byte; true where the value ended before it.
    mutating func stopsBefore(_ byte: UInt8) -> Bool {
        if inString {
            if escaped {
                escaped = false
            } else if byte == UInt8(ascii: "\\") {
                escaped = true
            } else if byte == UInt8(ascii: "\"") {
                inString = false
                isComplete = depth == 0
            }
            return false
        }
        switch byte {
        case UInt8(ascii: "\""):
            if isScalar { return true }
            inString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if isScalar { return true }
            depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if depth == 0 { return true }
            depth -= 1
            isComplete = depth == 0
        case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D:
            return depth == 0
        default:
            if depth == 0 { isScalar = true }
        }
        return false
    }
}

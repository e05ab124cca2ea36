/// The values of a row in the order of its columns, in room that is used again for the next row.
struct TraceRow {
    enum Value: Sendable {
        case null
        case integer(Int64)
        /// Bytes of `text`.
        case text(Range<Int>)
    }

    private(set) var values: [Value] = []
    /// The texts of all values, one behind the other, in UTF-8.
    private(set) var text: [UInt8] = []

    /// Begins the next row.
    mutating func removeAll() {
        values.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
    }

    mutating func append(_ number: Int64) { values.append(.integer(number)) }

    mutating func append(_ number: Int) { values.append(.integer(Int64(number))) }

    mutating func append(_ text: String?) {
        values.append(.null)
        if let text { set(values.count - 1, to: text) }
    }

    mutating func append(_ value: TraceValue) {
        switch value {
        case .null: values.append(.null)
        case .integer(let number): values.append(.integer(number))
        case .text(let text): append(text)
        }
    }

    /// Adds columns without a value.
    mutating func appendNulls(_ count: Int) {
        for _ in 0..<count { values.append(.null) }
    }

    /// Gives a column a value.
    mutating func set(_ index: Int, to number: Int64) { values[index] = .integer(number) }

    /// Gives a column a value.
    mutating func set(_ index: Int, to text: String) {
        let start = self.text.count
        self.text.append(contentsOf: text.utf8)
        values[index] = .text(start..<self.text.count)
    }
}

/// Rows on their way to the thread that writes them: flat, so that the threads share nothing but this.
struct RowBatch: Sendable {
    private var tables: [TraceTable] = []
    /// Where the values of each row end.
    private var ends: [Int] = []
    private var values: [TraceRow.Value] = []
    private var text: [UInt8] = []

    /// How many rows there are.
    var count: Int { tables.count }

    /// Adds a row.
    mutating func append(_ row: TraceRow, _ table: TraceTable) {
        let start = text.count
        text += row.text
        for value in row.values {
            if case .text(let range) = value {
                values.append(.text(range.lowerBound + start..<range.upperBound + start))
            } else {
                values.append(value)
            }
        }
        tables.append(table)
        ends.append(values.count)
    }

    /// Hands out the rows in their order, with the bytes that their texts are in.
    func forEach(_ body: (TraceTable, ArraySlice<TraceRow.Value>, UnsafeRawBufferPointer) throws -> Void) rethrows {
        try text.withUnsafeBytes { text in
            var start = 0
            for (table, end) in zip(tables, ends) {
                try body(table, values[start..<end], text)
                start = end
            }
        }
    }
}

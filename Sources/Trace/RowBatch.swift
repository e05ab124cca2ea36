/// Rows on their way to the thread that writes them: flat, so that the threads share nothing but this.
///
/// A row is begun with its table, and then given the values that it has; columns without one are left out. The first
/// column, that of the run, is the sink's to fill.
struct RowBatch: Sendable {
    /// A value and the column that it stands in, counted from 0.
    struct Field: Sendable {
        let column: Int
        let value: Value
    }

    enum Value: Sendable {
        case integer(Int64)
        /// Bytes of the batch's text.
        case text(Range<Int>)
    }

    /// Each row's table, and where its fields begin.
    private var rows: [(table: TraceTable, start: Int)] = []
    private var fields: [Field] = []
    /// The texts of all values, one behind the other, in UTF-8.
    private var text: [UInt8] = []
    /// The column that is next where they are given in order.
    private var next = 1

    /// An empty batch.
    init() {}

    /// An empty batch with room for what another one has.
    init(like batch: RowBatch) {
        rows.reserveCapacity(batch.rows.count)
        fields.reserveCapacity(batch.fields.count + batch.fields.count / 8)
        text.reserveCapacity(batch.text.count + batch.text.count / 8)
    }

    /// How many rows there are.
    var count: Int { rows.count }

    /// Begins a row.
    mutating func begin(_ table: TraceTable) {
        rows.append((table, fields.count))
        next = 1
    }

    /// Gives the next column of the row a number.
    mutating func append(_ number: some BinaryInteger) {
        set(next, to: Int64(number))
        next += 1
    }

    /// Gives the next column of the row a text; nil leaves it out.
    mutating func append(_ text: String?) {
        if let text { set(next, to: text) }
        next += 1
    }

    /// The next column of the row, which will be given a value.
    mutating func takeColumn() -> Int {
        next += 1
        return next - 1
    }

    /// Gives a column of the row a number.
    mutating func set(_ column: Int, to number: Int64) { fields.append(Field(column: column, value: .integer(number))) }

    /// Gives a column of the row a text.
    mutating func set(_ column: Int, to text: String) {
        let start = self.text.count
        self.text.append(contentsOf: text.utf8)
        fields.append(Field(column: column, value: .text(start..<self.text.count)))
    }

    /// Hands out the rows in their order, with the bytes that their texts are in.
    func forEach<Failure>(
        _ body: (TraceTable, ArraySlice<Field>, UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        let result = text.withUnsafeBytes { text in
            Result { () throws(Failure) in
                for (index, row) in rows.enumerated() {
                    let end = index + 1 < rows.count ? rows[index + 1].start : fields.count
                    try body(row.table, fields[row.start..<end], text)
                }
            }
        }
        try result.get()
    }
}

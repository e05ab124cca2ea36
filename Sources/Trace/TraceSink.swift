internal import Files

/// Where the rows of a trace go: a database, or a folder of CSV files.
protocol TraceSink: AnyObject {
    /// Adds rows; the sink knows which run they are of.
    func add(_ rows: RowBatch) throws(OutputError)

    /// Makes what was written the file's content.
    func commit() throws(OutputError)

    /// Leaves everything as it was before.
    func discard()
}

internal import Conformance

/// Where the rows of a trace go: a database, or a folder of CSV files.
protocol TraceSink: AnyObject {
    /// The number of the run that is being written, which every row begins with.
    var run: Int64 { get }

    /// Adds a row without the number of the run.
    func insert(_ row: TraceRow, into table: TraceTable) throws(OutputError)

    /// Makes what was written the file's content.
    func commit() throws(OutputError)

    /// Leaves everything as it was before.
    func discard()
}

public import Conformance
public import Files

/// The trace of a scenario that is being run. What was not committed when it goes is discarded.
public final class ScenarioTrace {
    private var writer: TraceWriter
    /// Why a step could not be written; none is written after it.
    private var failure: OutputError?

    /// Begins the trace of a walk that has not begun.
    ///
    /// - Parameters:
    ///   - walk: The scenario.
    ///   - file: What the run came from, as the trace says it; nil for the file that is walked.
    ///   - database: A new file, or the database of a trace that the run is added to; nil for none.
    ///   - folder: A new or empty folder for CSV files; nil for none.
    ///   - input: The scenario's file, which must not be replaced.
    ///   - implementation: What computes it, such as "vamm 0.1.0".
    /// - Throws: `OutputError` where the files can't be made, or can't be added to.
    public init(
        of walk: ScenarioWalk, file: String? = nil, database: String?, folder: String?, input: String,
        implementation: String
    ) throws(OutputError) {
        var sinks = [any TraceSink]()
        do throws(OutputError) {
            if let database { sinks.append(try DatabaseSink(path: database, input: input)) }
            if let folder { sinks.append(try CSVSink(folder: folder)) }
            writer = try TraceWriter(
                of: walk, file: file ?? walk.file, implementation: implementation, to: sinks,
                path: database ?? folder ?? "")
        } catch {
            for sink in sinks { sink.discard() }
            throw error
        }
    }

    deinit { writer.discard() }

    /// Takes a step, which its views were noted of.
    ///
    /// - Throws: `OutputError` where this step, or one before, can't be written.
    public func add(_ record: StepRecord) throws(OutputError) {
        if let failure { throw failure }
        do throws(OutputError) {
            try writer.add(record)
        } catch {
            failure = error
            throw error
        }
    }

    /// Makes what was written the content of the files, each whole.
    ///
    /// - Throws: `OutputError` where a step could not be written, or the files can't be put in place.
    public func commit() throws(OutputError) {
        if let failure { throw failure }
        try writer.commit()
    }
}

public import Clearing
public import Files
public import Scenarios
public import VirtualAMM

/// The trace of a scenario that is being run. What was not committed when it goes is discarded.
public final class ScenarioTrace {
    private var writer: TraceWriter
    /// Why a step could not be written; none is written after it.
    private var failure: OutputError?

    /// Begins the trace of a run that has not begun.
    ///
    /// - Parameters:
    ///   - run: What it is of.
    ///   - start: The system before the first step.
    ///   - database: A new file, or the database of a trace that the run is added to; nil for none.
    ///   - folder: A new or empty folder for CSV files; nil for none.
    ///   - isForSpreadsheets: Whether texts in CSV files are written so that no spreadsheet takes them for formulas.
    ///   - input: The scenario's file, which must not be replaced.
    ///   - implementation: What computes it, such as "vamm 0.2.0".
    ///   - traders: Whose positions are followed on every pool, at each step that moves their margin ratio; beside that
    ///     of each step's own trader.
    /// - Throws: `OutputError` where the files can't be made, or can't be added to.
    public init(
        _ run: RunDescription, start: ClearingHouse, database: String?, folder: String?,
        isForSpreadsheets: Bool = false, input: String?, implementation: String, watching traders: [Account] = []
    ) throws(OutputError) {
        var sinks = [any TraceSink]()
        do throws(OutputError) {
            if let database { sinks.append(try DatabaseSink(path: database, input: input)) }
            if let folder { sinks.append(try CSVSink(folder: folder, isForSpreadsheets: isForSpreadsheets)) }
            writer = try TraceWriter(
                run, start: start, implementation: implementation, watching: traders, to: sinks,
                path: database ?? folder ?? "")
        } catch {
            for sink in sinks { sink.discard() }
            throw error
        }
    }

    deinit { writer.discard() }

    /// Takes a step.
    ///
    /// - Parameters:
    ///   - step: What was called, and what came of it.
    ///   - house: The system after it.
    ///   - unmet: How much was not as a scenario expects.
    /// - Throws: `OutputError` where this step, or one before, can't be written.
    public func add(_ step: ReplayedStep, after house: ClearingHouse, unmet: Int = 0) throws(OutputError) {
        if let failure { throw failure }
        do throws(OutputError) {
            try writer.add(step, after: house, unmet: unmet)
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

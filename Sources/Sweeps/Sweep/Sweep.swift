internal import Files
internal import Foundation
internal import Simulation
internal import Synchronization

/// Runs a grid on several threads and appends every run to a file as it ends; goes on where an earlier sweep stopped.
///
/// When all runs are there, the file is put in the order of runs: its bytes then do not depend on threads or
/// interruptions.
public struct Sweep: Sendable {
    /// How far a sweep is.
    public struct Progress: Hashable, Sendable {
        /// Runs that are in the file.
        public var done = 0
        /// Those that were there at the start.
        public var found = 0
        /// Runs that there are to be.
        public var total = 0

        /// Nothing yet.
        public init() {}

        init(done: Int, found: Int, total: Int) {
            self.done = done
            self.found = found
            self.total = total
        }
    }

    /// The grid and which part of it.
    public let header: SweepHeader
    /// The file of the results.
    public let path: String
    /// How many runs at the same time.
    public let jobs: Int
    /// Whether the laws of the core are checked after every call (SPEC K13); the results are the same.
    public let checksLaws: Bool

    /// A sweep.
    public init(_ header: SweepHeader, path: String, jobs: Int, checksLaws: Bool = false) {
        self.header = header
        self.path = path
        self.jobs = max(1, jobs)
        self.checksLaws = checksLaws
    }

    /// Runs what is not there yet. Every point has to be valid (`SweepGrid.validate`).
    ///
    /// - Parameters:
    ///   - progress: Is told a few times a second.
    ///   - isInterrupted: Is asked all the time by all threads; true stops them. What was done is in the file.
    /// - Throws: Where the file can't be used, a run goes wrong, or it was interrupted.
    public func run(
        progress: (Progress) -> Void = { _ in }, isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) throws(SweepError) -> Progress {
        let queue = SweepQueue(try ResultFile(path: path, header: header))
        let threads = startThreads(min(jobs, queue.progress.total - queue.progress.done)) {
            work(queue, isInterrupted)
        }
        while threads.wait(timeout: .now() + .milliseconds(200)) == .timedOut { progress(queue.progress) }
        progress(queue.progress)
        try queue.finish()
        return queue.progress
    }

    private func work(_ queue: SweepQueue, _ isInterrupted: () -> Bool) {
        while let run = queue.next() {
            do throws(SweepError) {
                queue.put(try record(run) { isInterrupted() || queue.isStopped })
            } catch {
                queue.stop(error)
            }
        }
    }

    private func record(_ run: Int, isInterrupted: () -> Bool) throws(SweepError) -> SweepRecord {
        let grid = header.grid
        let place = grid.place(ofRun: run)
        return SweepRecord(
            run: run, in: grid,
            try SweepError.result(
                ofRun: run, of: grid.configuration(ofPoint: place.point), seed: place.seed, checksLaws: checksLaws,
                isInterrupted: isInterrupted))
    }
}

/// What the threads of a sweep share.
private final class SweepQueue: Sendable {
    private struct State {
        var file: ResultFile
        var next = 0
        var failure: SweepError?
    }

    private let state: Mutex<State>
    private let found: Int
    private let total: Int

    init(_ file: ResultFile) {
        found = file.doneCount
        total = file.header.shard.size(of: file.header.grid.runCount)
        state = Mutex(State(file: file))
    }

    var progress: Sweep.Progress {
        Sweep.Progress(done: state.withLock { $0.file.doneCount }, found: found, total: total)
    }

    var isStopped: Bool { state.withLock { $0.failure != nil } }

    /// A run that nobody has taken yet; nil where there is none, or something went wrong.
    func next() -> Int? {
        state.withLock { state in
            let header = state.file.header
            while state.failure == nil, state.next < header.grid.runCount {
                defer { state.next += 1 }
                if header.shard.contains(state.next), !state.file.contains(state.next) { return state.next }
            }
            return nil
        }
    }

    func put(_ record: SweepRecord) {
        state.withLock { state in
            do throws(FileError) {
                try state.file.append(record)
            } catch {
                state.failure = state.failure ?? .unwritable(file: state.file.path, message: error.message)
            }
        }
    }

    /// The first that went wrong is the one that is told.
    func stop(_ error: SweepError) {
        state.withLock { $0.failure = $0.failure ?? error }
    }

    func finish() throws(SweepError) {
        let failure = state.withLock { state -> SweepError? in
            // A thread that is just ending may hold on to the file for a moment; the lock does not wait for that.
            defer { state.file.unlock() }
            if let failure = state.failure { return failure }
            do throws(FileError) {
                try state.file.sort()
                return nil
            } catch {
                return .unwritable(file: state.file.path, message: error.message)
            }
        }
        if let failure { throw failure }
    }
}

internal import Dispatch
internal import Files

/// The steps of a scenario, read on a thread of their own a little ahead of who runs them.
final class StepsAhead {
    /// What the thread works on; only one side at a time, as the semaphore says.
    private final class Work: @unchecked Sendable {
        private static let batchSize = 256
        private var reader: ScenarioStream.StepReader
        private(set) var batch: [Step] = []
        /// Why there is nothing behind the batch.
        private(set) var failure: FileError?
        let isReady = DispatchSemaphore(value: 0)

        init(_ reader: ScenarioStream.StepReader) { self.reader = reader }

        func read() {
            batch = []
            batch.reserveCapacity(Self.batchSize)
            do throws(FileError) {
                while batch.count < Self.batchSize, let step = try reader.next() { batch.append(step) }
            } catch {
                failure = error
            }
            isReady.signal()
        }
    }

    private let work: Work
    private let thread = DispatchQueue(label: "vamm.steps")
    private var batch: [Step] = []
    private var taken = 0
    private var failure: FileError?
    private var isAtEnd = false

    init(_ reader: ScenarioStream.StepReader) {
        work = Work(reader)
        thread.async { [work] in work.read() }
    }

    /// The next step; nil after the last.
    func next() throws(FileError) -> Step? {
        if taken == batch.count, !isAtEnd { take() }
        if taken < batch.count {
            taken += 1
            return batch[taken - 1]
        }
        if let failure { throw failure }
        return nil
    }

    /// Takes the batch that was read, and has the next one read.
    private func take() {
        work.isReady.wait()
        (batch, taken, failure) = (work.batch, 0, work.failure)
        isAtEnd = batch.isEmpty || failure != nil
        if !isAtEnd { thread.async { [work] in work.read() } }
    }
}

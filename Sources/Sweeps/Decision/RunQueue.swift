internal import Synchronization

/// Runs to be made, and what the threads that make them found.
final class RunQueue: Sendable {
    private struct State {
        var next = 0
        var results: [[Double]?]
        var failure: SweepError?
    }

    private let state: Mutex<State>

    init(count: Int) { state = Mutex(State(results: Array(repeating: nil, count: count))) }

    /// A run that nobody has taken yet; nil if all are taken, or one failed.
    func next() -> Int? {
        state.withLock { state in
            guard state.failure == nil, state.next < state.results.count else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    func put(_ run: Int, _ figures: [Double]) { state.withLock { $0.results[run] = figures } }

    /// The first that went wrong is the one that is told.
    func fail(_ error: SweepError) { state.withLock { $0.failure = $0.failure ?? error } }

    var hasFailed: Bool { state.withLock { $0.failure != nil } }

    func results() throws(SweepError) -> [[Double]] {
        let (results, failure) = state.withLock { ($0.results, $0.failure) }
        if let failure { throw failure }
        return results.compactMap { $0 }
    }
}

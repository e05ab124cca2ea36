import Dispatch
import Foundation
import Synchronization

/// The processes of peers that were started and have not ended, so that they go when this one is told to.
enum PeerProcesses {
    private struct State {
        var groups: Set<pid_t> = []
        /// From then on none is started.
        var isEnding = false
    }

    private static let state = Mutex(State())
    nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

    /// The signals that ask a process to go.
    static let signals = [SIGINT, SIGTERM, SIGHUP]

    /// From now on a signal that asks this process to go ends all of them first.
    static func endOnSignals() {
        for number in signals {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                endAll()
                Terminal.note("vamm: stopped by a signal; the program that was checked has ended")
                exit(128 + number)
            }
            source.resume()
            sources.append(source)
        }
    }

    /// Starts a process and keeps it; one at a time, so that none inherits the pipes of another.
    ///
    /// - Parameter start: Starts it and says which it is; nil where that failed.
    static func start<Value>(_ start: () -> (value: Value, process: pid_t?)) -> Value? {
        state.withLock { state in
            if state.isEnding { return nil }
            let (value, process) = start()
            if let process { state.groups.insert(process) }
            return value
        }
    }

    /// Forgets a process that has ended.
    static func forget(_ process: pid_t) {
        state.withLock { state in _ = state.groups.remove(process) }
    }

    /// Ends all processes with everything that they started: asked first, and then made to.
    private static func endAll() {
        let groups = state.withLock { state in
            state.isEnding = true
            return state.groups
        }
        for group in groups { kill(-group, SIGTERM) }
        for _ in 0..<50 where groups.contains(where: { kill(-$0, 0) == 0 }) {
            for group in groups { waitpid(group, nil, WNOHANG) }
            usleep(10_000)
        }
        for group in groups { kill(-group, SIGKILL) }
    }
}

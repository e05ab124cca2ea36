import Conformance
import Foundation
import Scenarios
import Synchronization

/// A program in a process of its own, asked over its standard input and output.
///
/// Our own, because a verifier's threads ask and wait: an answer has a deadline, and a peer that misses it is killed
/// with its whole process group, from where it was asked. swift-subprocess ends a process where an asynchronous scope
/// ends.
final class ProcessPeer: LinePeer {
    private struct State {
        var process: pid_t
        /// What has come behind the last line.
        var rest: [UInt8] = []
        /// Whether it has been waited for.
        var isReaped = false
    }

    private let input: Int32
    private let output: Int32
    private let timeout: Duration
    private let state: Mutex<State>
    private static let longestLine = 1 << 24

    /// Starts a shell command in a process group of its own.
    init(command: String, timeout: Duration) throws(PeerFailure) {
        let started = PeerProcesses.start {
            let result = Self.start(command)
            return (result, try? result.get().0)
        }
        guard let started else { throw PeerFailure("could not be started: the check is being stopped") }
        let process: pid_t
        (process, input, output) = try started.get()
        for end in [input, output] { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) }
        self.timeout = timeout
        state = Mutex(State(process: process))
    }

    /// The process, and our ends of its standard input and output.
    private static func start(_ command: String) -> Result<(pid_t, Int32, Int32), PeerFailure> {
        var (toChild, fromChild): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else {
            defer { for end in toChild where end >= 0 { close(end) } }
            return .failure(system("pipe"))
        }
        for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var process = pid_t()
        let status = spawn(command, input: toChild[0], output: fromChild[1], process: &process)
        close(toChild[0])
        close(fromChild[1])
        if status == 0 { return .success((process, toChild[1], fromChild[0])) }
        close(toChild[1])
        close(fromChild[0])
        return .failure(PeerFailure("could not be started: \(String(cString: strerror(status)))"))
    }

    deinit { end() }

    private static func system(_ call: String) -> PeerFailure {
        PeerFailure("could not be started: \(call): \(String(cString: strerror(errno)))")
    }

    private static func spawn(_ command: String, input: Int32, output: Int32, process: inout pid_t) -> Int32 {
        #if canImport(Darwin)
        // Pointers there, that the calls below fill.
        var (actions, attributes): (posix_spawn_file_actions_t?, posix_spawnattr_t?) = (nil, nil)
        let environ = _NSGetEnviron().pointee
        #else
        var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
        posix_spawnattr_setpgroup(&attributes, 0)
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGPIPE] + PeerProcesses.signals { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var arguments: [UnsafeMutablePointer<CChar>?] =
            ["/bin/sh", "-c", command].map { (text: String) in strdup(text) } + [nil]
        defer { for argument in arguments { free(argument) } }
        return posix_spawn(&process, "/bin/sh", &actions, &attributes, &arguments, environ)
    }

    func exchange(_ line: String) throws(PeerFailure) -> String {
        let deadline = ContinuousClock.now + timeout
        try send(Array((line + "\n").utf8), until: deadline)
        return try receive(until: deadline)
    }

    private func send(_ bytes: [UInt8], until deadline: ContinuousClock.Instant) throws(PeerFailure) {
        var sent = 0
        while sent < bytes.count {
            try wait(for: POLLOUT, on: input, until: deadline)
            let count = bytes[sent...].withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
            if count > 0 { sent += count }
            // It may have answered before it went; if not, reading will tell how it ended.
            if count < 0, errno == EPIPE { return }
            if count < 0, errno != EAGAIN, errno != EINTR {
                throw PeerFailure("could not be asked: \(String(cString: strerror(errno)))")
            }
        }
    }

    private func receive(until deadline: ContinuousClock.Instant) throws(PeerFailure) -> String {
        var line = state.withLock { state in
            defer { state.rest = [] }
            return state.rest
        }
        var (searched, buffer) = (0, [UInt8](repeating: 0, count: 1 << 16))
        while true {
            if let end = line[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let rest = Array(line[(end + 1)...])
                state.withLock { $0.rest = rest }
                guard let text = String(validating: line[..<end], as: UTF8.self) else {
                    throw PeerFailure("answered nonsense: a line that is not UTF-8")
                }
                return text
            }
            guard line.count <= Self.longestLine else {
                throw PeerFailure("answered nonsense: a line of more than \(Self.longestLine) bytes")
            }
            searched = line.count
            try wait(for: POLLIN, on: output, until: deadline)
            let count = read(output, &buffer, buffer.count)
            if count == 0 { throw died() }
            if count > 0 { line += buffer[..<count] }
        }
    }

    private func wait(
        for event: Int32, on descriptor: Int32, until deadline: ContinuousClock.Instant
    ) throws(PeerFailure) {
        while true {
            let left = (deadline - ContinuousClock.now).components
            guard left.seconds >= 0, left.attoseconds >= 0 else {
                throw PeerFailure("gave no answer within \(timeout.components.seconds) s")
            }
            var waited = pollfd(fd: descriptor, events: Int16(event), revents: 0)
            let milliseconds = min(left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1, 1_000_000)
            // An error or a hang-up shows in the read or write that follows.
            if poll(&waited, 1, Int32(milliseconds)) > 0 { return }
        }
    }

    /// How the process ended; it is given a moment to do so.
    private func died() -> PeerFailure {
        let process = state.withLock { $0.process }
        var status: Int32 = 0
        for _ in 0..<100 {
            if waitpid(process, &status, WNOHANG) == process {
                state.withLock { $0.isReaped = true }
                let (signal, code) = (status & 0x7F, status >> 8 & 0xFF)
                if signal != 0 { return PeerFailure("died of signal \(signal)") }
                // A shell says so of the program that it ran.
                return PeerFailure("died with exit status \(code)" + (code > 128 ? " (signal \(code - 128))" : ""))
            }
            usleep(10_000)
        }
        return PeerFailure("closed its output without answering")
    }

    func end() {
        let process: pid_t? = state.withLock { state in
            defer { state.process = 0 }
            return state.process == 0 ? nil : state.process
        }
        guard let process else { return }
        close(input)
        // The end of its input is the sign to go; it has a second for that.
        var (status, isReaped) = (Int32(0), state.withLock { $0.isReaped })
        for _ in 0..<100 where !isReaped {
            isReaped = waitpid(process, &status, WNOHANG) == process
            if !isReaped { usleep(10_000) }
        }
        close(output)
        // What it started goes with it.
        kill(-process, SIGKILL)
        if !isReaped { waitpid(process, &status, 0) }
        PeerProcesses.forget(process)
    }
}

import ArgumentParser
import Foundation

/// A wish to stop that arrived as a signal, so that what is half written can be taken away first.
enum Interruption {
    nonisolated(unsafe) private static var signalNumber: Int32 = 0

    /// From now on the signals that ask a process to stop are noted, and no longer end it by themselves.
    static func catchSignals() {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) {
                // Who asks a second time does not want to wait.
                if Interruption.signalNumber != 0 {
                    signal($0, SIG_DFL)
                    raise($0)
                }
                Interruption.signalNumber = $0
            }
        }
    }

    /// Does a short piece of work to its end; a signal that asks to stop meanwhile ends the command after it.
    static func holding<Value>(_ work: () throws -> Value) throws -> Value {
        let (numbers, before) = ([SIGINT, SIGTERM, SIGHUP], signalNumber)
        signalNumber = 0
        let handlers = numbers.map { number in signal(number) { Interruption.signalNumber = $0 } }
        defer {
            for (number, handler) in zip(numbers, handlers) { signal(number, handler) }
            if signalNumber == 0 { signalNumber = before }
        }
        let value = try work()
        if signalNumber != 0 { throw ExitCode(128 + signalNumber) }
        return value
    }

    /// Whether such a signal has arrived.
    static var isWanted: Bool { signalNumber != 0 }

    /// Ends the command where a signal asked for it, with the exit status that a shell gives to that.
    static func check() throws {
        guard signalNumber != 0 else { return }
        Terminal.note("vamm: stopped by a signal; no file was written")
        throw ExitCode(128 + signalNumber)
    }
}

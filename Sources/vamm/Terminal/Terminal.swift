import ArgumentParser
import Files
import Foundation
import Messages
import Scenarios

/// The program's two outputs: data on standard output, notes on standard error.
enum Terminal {
    /// The exit status where standard output can't be written (EX_IOERR of sysexits.h).
    static let outputError = ExitCode(74)

    /// Set once the reader of standard output has closed its end: there is nobody left to tell, but the exit status
    /// still has to be the right one.
    nonisolated(unsafe) private static var outputIsClosed = false

    /// Lets a closed pipe show up as a failed write instead of ending the process.
    static func ignoreClosedPipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    /// Writes lines of data.
    static func print(_ lines: String) throws { try write(lines + "\n") }

    /// Writes lines of data in red, where there are colours.
    static func printRed(_ lines: String) throws {
        try writeBytes(of: hasColours ? "\u{1B}[31m\(visibleLines(lines))\u{1B}[0m\n" : visibleLines(lines) + "\n")
    }

    /// Writes data. Whatever is in it, nothing reaches a terminal that does not show there: control characters of names
    /// from files and arguments are written out.
    static func write(_ text: String) throws { try writeBytes(of: visibleLines(text)) }

    /// Writes a text of the argument parser's own making, such as a completion script.
    static func writeBytes(of text: String) throws {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty, !outputIsClosed {
            let count = bytes.withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count >= 0 {
                bytes = bytes.dropFirst(count)
            } else if errno == EPIPE {
                outputIsClosed = true
            } else if errno != EINTR {
                note("vamm: standard output: \(String(cString: strerror(errno)))")
                throw outputError
            }
        }
    }

    /// What a body reads from files; what can't be read is said, and ends the command with status 2.
    ///
    /// Where a file is named, and what kinds of file it may be, one of another kind is besides sent to its own command.
    static func reading<Value, Failure: Error>(
        from file: String = "-", of kinds: [FileKind] = [], _ body: () throws(Failure) -> Value
    ) throws -> Value {
        do throws(Failure) {
            return try body()
        } catch {
            noteUnreadable(file, of: kinds, error)
            throw ExitCode(2)
        }
    }

    /// Says why a file can't be read, and where one of another kind than those wanted belongs.
    static func noteUnreadable(_ file: String, of kinds: [FileKind], _ error: some Error) {
        note("vamm: \(visible("\(error)"))")
        if let advice = FileKind.advice(on: file, wanted: kinds) { note("vamm: \(advice)") }
    }

    /// What a body writes to files; what can't be written is said, and ends the command with status 74.
    static func writing<Value>(_ body: () throws(OutputError) -> Value) throws -> Value {
        do throws(OutputError) {
            return try body()
        } catch {
            note("vamm: \(error)")
            throw outputError
        }
    }

    /// Says what makes no sense in a state document.
    static func note(_ warnings: [StateWarning]) {
        for warning in warnings { note("vamm: warning: \(visible(warning.description))") }
    }

    /// Writes a note for the person at the terminal; what does not show is written out.
    static func note(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data((visibleLines(line) + "\n").utf8))
    }

    /// Shows progress in place, on a terminal only.
    static func progress(_ text: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K\(visible(text))".utf8))
    }

    /// Whether data may be in colours: only on a terminal, and never where NO_COLOR is set.
    private static var hasColours: Bool {
        let noColor = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return isatty(STDOUT_FILENO) == 1 && !noColor
    }
}

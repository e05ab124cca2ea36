import ArgumentParser
import Foundation

/// The program's two outputs: data on standard output, notes on standard error.
enum Terminal {
    /// Lets a closed pipe show up as a failed write instead of ending the process.
    static func ignoreClosedPipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    /// Writes a line of data. Once the reader has closed its end there is nobody left to tell: the program ends.
    static func print(_ line: String) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
        } catch {
            throw ExitCode(isClosedPipe(error) ? 0 : 2)
        }
    }

    /// Writes a note for the person at the terminal.
    static func note(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }

    /// Shows progress in place, on a terminal only.
    static func progress(_ text: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K\(text)".utf8))
    }

    private static func isClosedPipe(_ error: any Error) -> Bool {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        return (underlying ?? error as NSError).code == Int(EPIPE)
    }

    /// How data is coloured: only on a terminal, and never where NO_COLOR is set.
    static func red(_ text: String) -> String {
        let noColor = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return isatty(STDOUT_FILENO) == 1 && !noColor ? "\u{1B}[31m\(text)\u{1B}[0m" : text
    }
}

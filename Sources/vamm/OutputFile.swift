import ArgumentParser
import Conformance
import Foundation

/// A file that a command writes.
enum OutputFile {
    /// Writes the whole file or nothing. A link is followed; only a regular file is replaced, and never the input.
    ///
    /// - Throws: Exit status 74, after saying why.
    static func write(_ text: String, to path: String, input: String) throws {
        let target = URL(filePath: path).resolvingSymlinksInPath()
        do {
            var status = stat()
            if stat(target.path(percentEncoded: false), &status) == 0, status.st_mode & S_IFMT != S_IFREG {
                throw Refusal.notARegularFile
            }
            if target == URL(filePath: input).resolvingSymlinksInPath() { throw Refusal.isTheScenario }
            try Data(text.utf8).write(to: target, options: .atomic)
        } catch {
            let reason = (error as? Refusal)?.rawValue ?? error.localizedDescription
            Terminal.note("vamm: \(visible(path)): can't be written: \(reason)")
            throw Terminal.outputError
        }
    }

    /// Why a path is not one to write to.
    private enum Refusal: String, Error {
        case notARegularFile = "not a regular file; name another"
        case isTheScenario = "that is the scenario itself; name another file"
    }
}

import ArgumentParser
import Explanation
import Files
import Foundation
import JSON
import Messages

/// What an explanation was made by, from and with, so that a finding can carry it: version, digest of the input,
/// command line, and for each rule the contract functions that it is of.
struct Stamp {
    private let input: (file: String, digest: String)?
    private let command: String
    private let rules: [Rule]

    /// The stamp of an explanation of a file, or of no file, that goes by some rules.
    ///
    /// - Throws: A usage error for standard input, which can't be read a second time.
    init(file: String?, rules: [Rule]) throws {
        self.rules = rules
        command = (["vamm"] + CommandLine.arguments.dropFirst()).map(Self.quoted).joined(separator: " ")
        guard let file else {
            input = nil
            return
        }
        if file == "-" { throw ValidationError("--stamp takes the digest of a file; standard input has none.") }
        var digest = SHA256()
        guard let handle = FileHandle(forReadingAtPath: file) else {
            Terminal.note("vamm: \(visible(file)) can't be read again for its digest")
            throw ExitCode(2)
        }
        while let bytes = try handle.read(upToCount: 1 << 16), !bytes.isEmpty { digest.update(bytes) }
        input = (file, digest.hexadecimal)
    }

    /// A word of a command line as a shell takes it.
    private static func quoted(_ word: String) -> String {
        let isPlain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=:,".contains($0)) }
        if word.isEmpty { return "''" }
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }

    var lines: [String] {
        var table = TextTable(leftAligned: [0, 1, 2])
        table.append("", "made by", Vamm.name)
        if let input {
            table.append("", "input", visible(input.file))
            table.append("", "sha256", input.digest)
        }
        table.append("", "command", visible(command))
        for rule in rules {
            guard let functions = rule.contractFunctions else { continue }
            table.append("", "SPEC \(rule)", functions)
        }
        return ["", "stamp"] + table.lines
    }

    var json: JSONValue {
        let rules = rules.map { rule in
            JSONValue.Member(rule.rawValue, rule.contractFunctions.map { .string($0) } ?? .null)
        }
        return .object(
            [.init("implementation", .string(Vamm.name))]
                + (input.map {
                    [.init("input", .string($0.file)), .init("sha256", .string($0.digest))]
                } ?? [])
                + [.init("command", .string(command)), .init("rules", .object(rules))])
    }
}

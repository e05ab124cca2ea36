import ArgumentParser
import Foundation
import Messages

/// What the program was called with.
struct Arguments {
    /// The arguments without the program's name, as the parser takes them.
    let words: [String]
    /// What to say where an argument is no text; nil where all are.
    let unreadable: String?

    /// Those of this process.
    init() {
        let raw = (1..<max(1, Int(CommandLine.argc))).map { Self.bytes(CommandLine.unsafeArgv[$0]) }
        // A file with a name that is no text would be read or written under another name.
        unreadable = raw.enumerated().first { String(validating: $0.element, as: UTF8.self) == nil }.map {
            let shown = $0.element.map { (0x20...0x7E).contains($0) ? String(UnicodeScalar($0)) : Self.escape($0) }
            return "Error: argument \($0.offset + 1), \(shown.joined()), is not UTF-8; give it a name that is."
        }
        words = Self.separated(raw.map { String(decoding: $0, as: UTF8.self) })
    }

    private static func bytes(_ word: UnsafeMutablePointer<CChar>?) -> [UInt8] {
        word.map { Array(UnsafeBufferPointer(start: $0, count: strlen($0)).map { UInt8(bitPattern: $0) }) } ?? []
    }

    private static func escape(_ byte: UInt8) -> String {
        "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    /// "-j4" as "-j 4", as other programs take it; the parser would look for an option -4.
    private static func separated(_ words: [String]) -> [String] {
        let end = words.firstIndex(of: "--") ?? words.endIndex
        return words[..<end].flatMap { word -> [String] in
            guard word.hasPrefix("-j"), Int(word.dropFirst(2)) != nil else { return [word] }
            return ["-j", String(word.dropFirst(2))]
        } + words[end...]
    }

    /// A message of the parser with what it repeats of the arguments as it may be shown.
    func shown(in message: String) -> String {
        words.flatMap { [$0] + $0.split(separator: "=", maxSplits: 1).map(String.init) }
            .filter { visible($0) != $0 }.reduce(message) { $0.replacing($1, with: visible($1)) }
    }

    /// What to say besides where a file was taken for an option.
    func advice(on error: any Error) -> String? {
        guard Vamm.exitCode(for: error) == .validationFailure, !(error is ExitCode) else { return nil }
        let end = words.firstIndex(of: "--") ?? words.endIndex
        let file = words[..<end].first {
            $0.hasPrefix("-") && !$0.hasPrefix("--") && $0 != "-"
                && ($0.contains(".") || FileManager.default.fileExists(atPath: $0))
                && Double($0) == nil
        }
        return file.map {
            "\(visible($0)) begins with a dash and is taken for an option; where it is a file, write ./\(visible($0))"
        }
    }
}

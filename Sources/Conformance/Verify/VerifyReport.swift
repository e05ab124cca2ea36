public import Files
public import JSON
internal import Messages
public import Scenarios

/// The reports of several files, as text for people and as JSON for programs.
public struct VerifyReport: Sendable {
    /// One report a file, in the order they were named.
    public var files: [FileReport]

    /// A report of files.
    public init(_ files: [FileReport]) { self.files = files }

    /// How many checks passed.
    public var passed: Int { files.reduce(0) { $0 + $1.passed } }
    /// How many checks failed.
    public var failed: Int { files.reduce(0) { $0 + $1.failed } }
    /// How many checks were left out because another implementation does not offer their kind.
    public var skipped: Int { files.reduce(0) { $0 + $1.skipped } }
    /// How many checks differ only by what is accepted.
    public var accepted: Int { files.reduce(0) { $0 + $1.accepted } }
    /// How many steps of another implementation came after one that differs.
    public var notCompared: Int { files.reduce(0) { $0 + $1.notCompared } }
    /// What another implementation does not have, and how often it would have been asked or differed.
    public var leftOut: [(name: String, count: Int)] {
        files.reduce(into: [String: Int]()) { $0.merge($1.leftOut, uniquingKeysWith: +) }
            .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
    /// How often an accepted deviation was met, by its place in the list.
    public func uses(of index: Int) -> Int { files.reduce(0) { $0 + ($1.uses[index] ?? 0) } }
    /// The files that could not be read to their end.
    public var errors: [FileError] { files.compactMap(\.error) }

    /// 0 where all passed, 1 for a mismatch, 2 where a file can't be read or is not a vector file.
    public var exitCode: Int32 { errors.isEmpty ? (failed == 0 ? 0 : 1) : 2 }

    /// The closing line: `N passed, M failed`, and what was accepted, not compared and skipped where there is such.
    public var summary: String {
        "\(passed) passed, \(failed) failed" + (accepted > 0 ? ", \(accepted) accepted" : "")
            + (notCompared > 0 ? ", \(notCompared) not compared" : "") + (skipped > 0 ? ", \(skipped) skipped" : "")
    }

    /// The whole report as JSON.
    ///
    /// - Parameters:
    ///   - again: The command that a case is checked with alone.
    ///   - accepting: The deviations of another implementation that were accepted; nil where our own was checked.
    public func json(again: String = "vamm verify", accepting: [AcceptedDeviation]? = nil) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("passed", .number(passed)), .init("failed", .number(failed)), .init("skipped", .number(skipped)),
        ]
        if let accepting {
            members += [
                .init("accepted", .number(accepted)), .init("notCompared", .number(notCompared)),
                .init("leftOut", .object(leftOut.map { .init($0.name, .number($0.count)) })),
                .init("groups", .array(FailureGroup.groups(of: files).map { $0.json(again: again) })),
                .init(
                    "deviations",
                    .array(
                        accepting.enumerated().map { index, deviation in
                            .object([
                                "accepts": .string(deviation.description), "reason": .string(deviation.reason),
                                "differences": .number(uses(of: index)),
                            ])
                        })),
            ]
        }
        return .object(members + [.init("files", .array(files.map { $0.json(again: again) }))])
    }
}

extension FileReport {
    /// One line for the file: how many passed, or what failed.
    public var line: String {
        let counts =
            (failed == 0 ? "\(passed) passed" : "\(passed) passed, \(failed) failed")
            + (accepted > 0 ? ", \(accepted) accepted" : "")
            + (notCompared > 0 ? ", \(notCompared) not compared" : "") + (skipped > 0 ? ", \(skipped) skipped" : "")
        let kindName = kind.map { "\($0.rawValue), " } ?? ""
        return visible("\(file): \(kindName)\(counts)\(error == nil ? "" : ", not read to its end")")
    }

    func json(again: String) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("file", .string(file)), .init("kind", kind.map { .string($0.rawValue) } ?? .null),
            .init("passed", .number(passed)), .init("failed", .number(failed)),
            .init("skipped", .number(skipped)),
            .init("failures", .array(failures.map { $0.json(file: file, again: again) })),
        ]
        if let error {
            members.append(
                .init(
                    "error",
                    .object([
                        "line": error.line.map { .number($0) } ?? .null,
                        "column": error.column.map { .number($0) } ?? .null,
                        "place": .string(error.place), "message": .string(error.message),
                    ])))
        }
        return .object(members)
    }
}

extension Failure {
    /// The command that checks this case alone.
    public func reproduction(file: String, command: String = "vamm verify") -> String {
        let path = file == "standard input" ? "-" : Self.quoted(file.hasPrefix("-") ? "./" + file : file)
        let pattern = caseID.reduce(into: "") { $0 += ("*?\\".contains($1) ? "\\" : "") + String($1) }
        return "\(command) \(path) --filter=\(Self.quoted(pattern))"
    }

    /// The failure in lines: the case and step, the call, what was expected and what came, and how to see it alone.
    ///
    /// - Parameters:
    ///   - file: The file that the case is in.
    ///   - again: The command that shows it alone; nil for none.
    public func text(file: String, again: String?) -> String {
        var lines = ["FAIL \(file) \(caseID)" + (step.map { " step \($0)" } ?? "")]
        lines.append("  call      \(call)")
        lines += arguments.map { "            \($0)" }
        for difference in differences {
            lines.append("  \(difference.subject)")
            lines.append("    expected  \(difference.expected)")
            lines.append("    got       \(difference.got)" + (difference.wei.map { "   (\($0) wei)" } ?? ""))
        }
        if laterFailures > 0 { lines.append("  and \(laterFailures) later steps of this case") }
        if let again { lines.append("  again     \(again)") }
        return lines.map(visible).joined(separator: "\n")
    }

    func json(file: String, again: String) -> JSONValue {
        .object([
            "case": .string(caseID), "step": step.map { .number($0) } ?? .null, "call": .string(call),
            "arguments": .array(arguments.map { .string($0) }),
            "differences": .array(
                differences.map { difference in
                    .object([
                        "subject": .string(difference.subject), "expected": .string(difference.expected),
                        "got": .string(difference.got), "wei": difference.wei.map { .string($0) } ?? .null,
                    ])
                }),
            "laterFailures": .number(laterFailures), "again": .string(reproduction(file: file, command: again)),
        ])
    }

    /// The text as one word of a shell command.
    public static func quoted(_ text: String) -> String {
        let plain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._/-+=:,@".contains($0)) }
        return plain && !text.isEmpty
            ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

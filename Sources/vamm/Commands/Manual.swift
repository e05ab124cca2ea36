import ArgumentParser
import JSON
import Scenarios

/// Writes the manual page: what every command's own help says, as one page for `man`.
///
/// Our own, because the argument parser's generator makes one running text of a discussion: `man` would fill the lines
/// of an example into one paragraph, and headings with it.
struct Manual: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the manual page.", discussion: "For make man and make install.", shouldDisplay: false)

    func run() throws {
        try Terminal.print(ManualPage(of: Vamm.self, arguments: Self.argumentTree()).text)
    }

    /// Commands with their arguments, as the parser describes them.
    private static func argumentTree() throws -> JSONValue {
        do {
            _ = try Vamm.parseAsRoot(["--experimental-dump-help"])
        } catch {
            return try JSONParser.parse(Vamm.fullMessage(for: error).utf8)["command"] ?? .null
        }
        return .null
    }
}

/// A manual page in the macros of man(7).
private struct ManualPage {
    private var lines: [String] = []

    var text: String { lines.joined(separator: "\n") }

    init(of root: any ParsableCommand.Type, arguments: JSONValue) {
        let configuration = root.configuration
        lines = [".TH VAMM 1 \"\" \"\(Vamm.name)\" \"User commands\"", ".nh", ".ad l"]
        section("Name")
        lines.append("\(root._commandName) \\- \(Self.escaped(configuration.abstract))")
        section("Synopsis")
        for (command, _, path) in Self.commands(below: root, arguments, "vamm") {
            synopsis(Vamm.usageString(for: command), path: path)
        }
        section("Description")
        prose(configuration.discussion)
        section("Commands")
        for (command, arguments, path) in Self.commands(below: root, arguments, "vamm") {
            lines.append(".SS \(Self.escaped(path))")
            lines.append(Self.escaped(command.configuration.abstract))
            prose(command.configuration.discussion)
            options(arguments)
        }
        section("Options of every command")
        options(arguments, common: true)
        section("Exit status")
        for (status, meaning) in Self.statuses { item("\\fB\(status)\\fR", meaning) }
        section("Environment")
        item("\\fBNO_COLOR\\fR", "Where it is set to anything, nothing is shown in colour.")
    }

    private static let statuses = [
        ("0", "All went well."), ("1", "A check failed, the contract reverts, or two files differ."),
        ("2", "A file can't be read or is bad, or nothing was checked."), ("64", "Wrong usage."),
        ("74", "The output can't be written."),
    ]

    /// The commands that do something, in the order of the help.
    private static func commands(
        below command: any ParsableCommand.Type, _ arguments: JSONValue, _ path: String
    ) -> [(command: any ParsableCommand.Type, arguments: JSONValue, path: String)] {
        command.configuration.subcommands.flatMap { next -> [(any ParsableCommand.Type, JSONValue, String)] in
            if !next.configuration.shouldDisplay { return [] }
            let path = "\(path) \(next._commandName)"
            let own =
                Self.items(arguments["subcommands"]).first { $0["commandName"]?.text == next._commandName } ?? .null
            return next.configuration.subcommands.isEmpty ? [(next, own, path)] : commands(below: next, own, path)
        }
    }

    private static func items(_ value: JSONValue?) -> [JSONValue] {
        if case .array(let items)? = value?.content { items } else { [] }
    }

    private mutating func section(_ title: String) { lines.append(".SH \(title.uppercased())") }

    /// The name of the command in bold; what follows it hangs.
    private mutating func synopsis(_ usage: String, path: String) {
        let rest = usage.dropFirst(usage.hasPrefix(path) ? path.count : 0)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        lines += [".HP 4", "\\fB\(Self.escaped(path))\\fR \(Self.escaped(rest))"]
    }

    private mutating func item(_ title: String, _ text: String) { lines += [".TP", title, Self.escaped(text)] }

    /// The arguments of a command, or those that every command has.
    private mutating func options(_ command: JSONValue, common: Bool = false) {
        for argument in Self.items(command["arguments"]) where argument["shouldDisplay"]?.isTrue == true {
            let name = argument["valueName"]?.text ?? ""
            guard ["help", "version"].contains(name) == common else { continue }
            let ordered = Self.items(argument["names"]).sorted {
                ($0["name"]?.text ?? "").count < ($1["name"]?.text ?? "").count
            }
            let names = ordered.map { name in
                "\\fB" + Self.escaped((name["kind"]?.text == "short" ? "-" : "--") + (name["name"]?.text ?? ""))
                    + "\\fR"
            }
            let value = argument["kind"]?.text == "flag" ? nil : "\\fI\(Self.escaped(name))\\fR"
            let title = (names.isEmpty ? [] : [names.joined(separator: ", ")]) + (value.map { [$0] } ?? [])
            let standard = argument["defaultValue"]?.text.map { " (default: \($0))" } ?? ""
            item(title.joined(separator: " "), (argument["abstract"]?.text ?? "") + standard)
        }
    }

    /// Paragraphs; a line in capitals is a heading, and indented lines stay as they are.
    private mutating func prose(_ text: String) {
        for paragraph in text.replacing("\n\n", with: "\u{0}").split(separator: "\u{0}") {
            var rest = paragraph.split(separator: "\n")[...]
            lines.append(".PP")
            if let first = rest.first, !first.contains(where: \.isLowercase) {
                let title = first.prefix(1) + first.dropFirst().lowercased()
                lines.append("\\fB\(Self.escaped(title))\\fR")
                rest = rest.dropFirst()
            }
            let isVerbatim = rest.first?.hasPrefix("  ") == true
            if isVerbatim { lines += [".RS 2", ".nf"] }
            lines += rest.map { Self.escaped($0.dropFirst(isVerbatim ? 2 : 0)) }
            if isVerbatim { lines += [".fi", ".RE"] }
        }
    }

    /// A text as it may stand in a line of its own.
    private static func escaped(_ text: some StringProtocol) -> String {
        let safe = String(text).replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return safe.hasPrefix(".") || safe.hasPrefix("'") ? "\\&" + safe : safe
    }
}

extension JSONValue {
    fileprivate var isTrue: Bool { if case .bool(true) = content { true } else { false } }
}

import Conformance
import Files
import Markets
import Messages

/// The deviations that a file accepts: `format: vamm-accept/1`, and under `accept` a list.
enum AcceptFile {
    private static let fields = ["call", "key", "view", "text", "as", "within", "ends", "reason"]

    private static let kinds: [String: KnownName] = ["call": .call, "key": .key, "view": .view, "text": .text]

    /// Reads the file, YAML or JSON.
    ///
    /// - Throws: `FileError` with the line of what is wrong.
    static func read(_ path: String) throws(FileError) -> [AcceptedDeviation] {
        let text = try ByteSource.text(path: path)
        let root = try DocumentNode(text, format: DocumentFormat(file: path, text: text), file: path)
        guard case .object(let members) = root.content else {
            throw FileError(file: path, line: root.line, message: "expected format and accept")
        }
        var (deviations, isFormat) = ([AcceptedDeviation](), false)
        for (name, line, value) in members {
            switch (name, value.content) {
            case ("format", .scalar("vamm-accept/1")): isFormat = true
            case ("accept", .list(let entries)):
                for entry in entries { deviations.append(try deviation(entry, path)) }
            default:
                throw FileError(
                    file: path, line: line,
                    message: "\"\(shortened(name))\" is neither \"format: vamm-accept/1\" nor a list \"accept\"")
            }
        }
        guard isFormat else { throw FileError(file: path, message: "\"format: vamm-accept/1\" is missing") }
        return deviations
    }

    private static func deviation(_ node: DocumentNode, _ path: String) throws(FileError) -> AcceptedDeviation {
        var values = [String: String]()
        guard case .object(let members) = node.content else {
            throw FileError(file: path, line: node.line, message: "a deviation has fields such as call, key and reason")
        }
        for (name, line, value) in members {
            guard fields.contains(name), case .scalar(let text) = value.content else {
                let hint = nearest(to: name, among: fields).map { "did you mean \"\($0)\"?" }
                throw FileError(
                    file: path, line: line,
                    message: "\"\(shortened(name))\": "
                        + (hint ?? "known are \(fields.joined(separator: ", ")), a text each"))
            }
            if let problem = kinds[name]?.problem(with: text) {
                throw FileError(file: path, line: line, message: problem)
            }
            values[name] = text
        }
        guard let reason = values["reason"], !reason.isEmpty else {
            throw FileError(file: path, line: node.line, message: "a deviation needs a reason")
        }
        guard ["call", "key", "view", "text"].contains(where: { values[$0] != nil }) else {
            throw FileError(
                file: path, line: node.line, message: "name a call, key, view or text; else everything is accepted")
        }
        if let within = values["within"], within.isEmpty || !within.allSatisfy({ ("0"..."9").contains($0) }) {
            throw FileError(file: path, line: node.line, message: "within takes a whole number of wei")
        }
        guard (values["text"] == nil) == (values["as"] == nil) else {
            throw FileError(file: path, line: node.line, message: "text and as go together")
        }
        var deviation = AcceptedDeviation(reason: reason)
        (deviation.call, deviation.key, deviation.view) = (values["call"], values["key"], values["view"])
        (deviation.text, deviation.alias, deviation.within) = (values["text"], values["as"], values["within"])
        guard ["true", "false", nil].contains(values["ends"]) else {
            throw FileError(file: path, line: node.line, message: "ends takes true or false")
        }
        deviation.endsCase = values["ends"] == "true"
        return deviation
    }
}

internal import Files
internal import Markets
internal import Simulation

/// Reads the parts of a grid document.
struct GridReader {
    /// What the document is called in messages.
    let file: String

    func error(_ message: String, _ place: String, _ line: Int?) -> FileError {
        FileError(file: file, line: line, place: place, message: message)
    }

    /// A ready market or a market file by name, or a market as it stands in a file of its own; the calm one where
    /// nothing is said.
    func market(_ node: DocumentNode?) throws(FileError) -> MarketConfiguration {
        guard let node else { return MarketConfiguration() }
        switch node.content {
        case .scalar(let name):
            if let ready = MarketConfiguration.ready(name) { return ready }
            let folder = file.lastIndex(of: "/").map { file[...$0] } ?? ""
            return try MarketDocument(market: name.hasPrefix("/") ? name : folder + name).configuration
        case .object:
            var reader = MarketReader(file: file)
            try reader.read(node)
            return reader.configuration
        case .list, .nothing:
            throw error("give the name of a market or an object of fields, not \(node.kindName)", "market", node.line)
        }
    }

    // MARK: What is decided

    private func paths(_ node: DocumentNode, _ place: String) throws(FileError) -> [String] {
        switch node.content {
        case .scalar(let path): return [path]
        case .list(let items):
            return try items.map { item throws(FileError) in
                guard case .scalar(let path) = item.content else {
                    throw error("\(item.kindName) where the name of a field should be", place, item.line)
                }
                return path
            }
        case .object, .nothing: throw error("give the name of a field, or a list of them", place, node.line)
        }
    }

    /// Fields that the operator decides: some of those that are varied.
    func decides(_ node: DocumentNode?, among varied: [String]) throws(FileError) -> [String] {
        guard let node else { return [] }
        let paths = try paths(node, "decides")
        for path in paths where !varied.contains(path) {
            throw error(
                "\"\(path)\" is not varied, so nothing is to be decided about it; there is"
                    + " \(varied.joined(separator: ", "))", "decides", node.line)
        }
        guard Set(paths).count == paths.count else { throw error("a field stands twice", "decides", node.line) }
        return paths
    }

    /// How circumstances are taken together; their mean where nothing is said.
    func across(_ node: DocumentNode?) throws(FileError) -> Across {
        guard let node else { return .mean }
        guard case .scalar(let text) = node.content, let across = Across(rawValue: text) else {
            throw error("give \(Across.allCases.map(\.rawValue).joined(separator: ", "))", "across", node.line)
        }
        return across
    }

    /// Lists of fields that go together.
    func zips(_ node: DocumentNode?) throws(FileError) -> [[String]] {
        guard let node else { return [] }
        guard case .list(let items) = node.content else {
            throw error("write a list of lists of fields that go together", "zip", node.line)
        }
        if items.allSatisfy({ if case .scalar = $0.content { true } else { false } }) {
            return [try paths(node, "zip")]
        }
        return try items.map { item throws(FileError) in try paths(item, "zip") }
    }

    // MARK: Seeds

    enum Seeds {
        case count(Int)
        case values([UInt64])

        var count: Int {
            switch self {
            case .count(let count): count
            case .values(let values): values.count
            }
        }
        var list: [UInt64] {
            switch self {
            case .count(let count): (0..<UInt64(count)).map { $0 + 1 }
            case .values(let values): values
            }
        }
    }

    /// A number n stands for 1 to n; nothing, for the seed 1.
    func seeds(_ node: DocumentNode?) throws(FileError) -> Seeds {
        switch node?.content {
        case nil: return .count(1)
        case .list(let items):
            return .values(
                try items.map { item throws(FileError) in
                    guard case .scalar(let text) = item.content, let seed = UInt64(text) else {
                        throw error("a seed is a whole number from 0 to 2^64 - 1", "seeds", item.line)
                    }
                    return seed
                })
        case .scalar(let text):
            if let count = Int(text), count > 0 { return .count(count) }
        default: break
        }
        throw error("write how many there are, at least 1, or a list of whole numbers", "seeds", node?.line)
    }

    // MARK: What is varied

    /// A field and its values, which may not have been made yet.
    struct VariedField {
        enum Values {
            case list([String])
            case linear(SweepSteps)
            case geometric(SweepSteps)

            var count: Int {
                switch self {
                case .list(let list): list.count
                case .linear(let steps), .geometric(let steps): steps.count
                }
            }
        }

        var path: String
        var line: Int?
        var values: Values

        var list: [String] {
            get throws(ConfigurationError) {
                switch values {
                case .list(let list): list
                case .linear(let steps): try steps.linear()
                case .geometric(let steps): try steps.geometric()
                }
            }
        }
    }

    func axes(_ node: DocumentNode?) throws(FileError) -> [VariedField] {
        guard case .object(let members)? = node?.content else {
            throw error(
                "write an object of fields and their values, such as {\"k.multiplier\": [\"1\", \"2\"]}", "vary",
                node?.line)
        }
        return try members.map { member throws(FileError) in
            VariedField(
                path: member.key, line: member.line ?? member.value.line,
                values: try values(member.value, path: member.key, line: member.line))
        }
    }

    private func values(
        _ node: DocumentNode, path: String, line: Int?
    ) throws(FileError) -> VariedField.Values {
        switch node.content {
        case .list(let items):
            return .list(
                try items.map { item throws(FileError) in
                    guard case .scalar(let text) = item.content else {
                        throw error("\(item.kindName) where a number should be", path, item.line)
                    }
                    return text
                })
        case .object(let members): return try range(members, path: path, line: line)
        case .scalar, .nothing:
            throw error("write a list of values, or from, to, steps and scale", path, node.line ?? line)
        }
    }

    private func range(
        _ members: [(key: String, line: Int?, value: DocumentNode)], path: String, line: Int?
    ) throws(FileError) -> VariedField.Values {
        var texts: [String: String] = [:]
        for (key, line, value) in members {
            guard ["from", "to", "steps", "scale"].contains(key), case .scalar(let text) = value.content else {
                throw error("a range has from, to, steps and scale, each a single value", "\(path).\(key)", line)
            }
            texts[key] = text
        }
        guard let from = texts["from"], let to = texts["to"] else { throw error("from or to is missing", path, line) }
        guard let count = Int(texts["steps"] ?? ""), count >= 2 else {
            throw error("steps is how many values there are, a whole number from 2", path, line)
        }
        let steps = SweepSteps(
            path: path, isWhole: MarketConfiguration.isWholeNumber(at: path), from: from, to: to, count: count)
        switch texts["scale"] ?? "linear" {
        case "linear": return .linear(steps)
        case "geometric": return .geometric(steps)
        default: throw error("scale is linear or geometric", "\(path).scale", line)
        }
    }
}

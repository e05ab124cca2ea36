internal import FixedPoint
public import JSON
internal import Messages
public import Simulation
internal import VirtualAMM

extension MarketConfiguration {
    /// The market as a complete file in YAML: every field with its unit, nothing left to a default.
    public var yaml: String {
        var lines = [
            "# " + (Self.summary(of: name) ?? "A market for vamm simulate."),
            "# Every field is said. Change what you like; what is left out is as in the ready market calm.",
            "format: \(MarketReader.format)", "name: \(Self.scalar(name))", "revision: \(revision.rawValue)",
        ]
        var group = ""
        for field in Self.fields {
            let parts = field.path.split(separator: ".", maxSplits: 1)
            if group != parts[0] {
                lines += lists(endingGroup: group)
                group = String(parts[0])
                lines.append("\(group):")
            }
            lines.append("  \(parts[1]): \(value(at: field.path) ?? "")  # \(field.unit)")
        }
        lines += lists(endingGroup: group)
        if !policy.isEmpty {
            lines.append("policy:")
            lines += policy.map { "  \($0.path.dropFirst("policy.".count)): \(Self.scalar($0.value))" }
        }
        return lines.joined(separator: "\n")
    }

    /// The market as a complete file in JSON.
    public var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("format", .string(MarketReader.format)), .init("name", .string(name)),
            .init("revision", .string(revision.rawValue)),
        ]
        for group in MarketPaths.groups where group != "policy" {
            var fields: [JSONValue.Member] = Self.fields.filter { $0.path.hasPrefix(group + ".") }.map {
                .init(String($0.path.dropFirst(group.count + 1)), Self.number(value(at: $0.path) ?? "0"))
            }
            for list in MarketPaths.lists where list.hasPrefix(group + ".") {
                let elements = elements(of: list).map { element in
                    JSONValue.object(element.map { JSONValue.Member($0.name, Self.number($0.value)) })
                }
                if !elements.isEmpty || list == "oracle.outages" {
                    fields.append(.init(String(list.dropFirst(group.count + 1)), .array(elements)))
                }
            }
            members.append(.init(group, .object(fields)))
        }
        if !policy.isEmpty {
            let parameters: [JSONValue.Member] = policy.map {
                .init(String($0.path.dropFirst("policy.".count)), .string($0.value))
            }
            members.append(.init("policy", .object(parameters)))
        }
        return .object(members)
    }

    private static func number(_ text: String) -> JSONValue { JSONValue(.number(text)) }

    private func lists(endingGroup group: String) -> [String] {
        MarketPaths.lists.filter { $0.hasPrefix(group + ".") && !group.isEmpty }.flatMap { list -> [String] in
            let elements = elements(of: list)
            let name = list.dropFirst(group.count + 1)
            if elements.isEmpty { return list == "oracle.outages" ? ["  \(name): []"] : [] }
            return ["  \(name):"]
                + elements.map { element in
                    "    - {" + element.map { "\($0.name): \($0.value)" }.joined(separator: ", ") + "}"
                }
        }
    }

    /// The fields of each element of a list; of pieces of the index only those that make something happen.
    private func elements(of list: String) -> [[(name: String, value: String)]] {
        var elements: [[(name: String, value: String)]] = []
        for entry in entries where entry.path.hasPrefix(list + ".") {
            let parts = entry.path.dropFirst(list.count + 1).split(separator: ".")
            guard parts.count == 2, let index = Int(parts[0]) else { continue }
            if index == elements.count { elements.append([]) }
            let isSaid = list != "index.segments" || entry.value != "0" || ["seconds", "volatility"].contains(parts[1])
            if isSaid { elements[index].append((String(parts[1]), entry.value)) }
        }
        return elements
    }

    /// A text as YAML takes it back.
    private static func scalar(_ text: String) -> String {
        let isPlain =
            text.first?.isLetter == true
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "-")
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
        let isNumber = SignedDecimal18(text) != nil
        return isNumber || isPlain && !["null", "Null", "NULL"].contains(text)
            ? text : quoted(text)
    }

    private static func quoted(_ text: String) -> String {
        let letters = text.unicodeScalars.map { scalar -> String in
            if scalar == "\"" || scalar == "\\" { return "\\\(scalar)" }
            guard isHidden(scalar) else { return String(scalar) }
            let digits = String(scalar.value, radix: 16)
            return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        }
        return "\"\(letters.joined())\""
    }
}

extension MarketConfiguration {
    /// What a ready market shows, in a line; nil for any other.
    public static func summary(of name: String) -> String? { summaries.first { $0.name == name }?.text }

    private static let summaries = [
        ("calm", "A market in balance: both sides alike, ample arbitrage, an index that moves 60 % a year."),
        ("volatile", "An index of 150 % a year with jumps, and many who follow the trend."),
        ("shorts", "Nine in ten traders sell, and arbitrageurs lack the capital to take the other side."),
        ("longs", "Nine in ten traders buy, and arbitrageurs lack the capital to take the other side."),
        ("crash", "The index falls by 35 % within a day, on leveraged longs and late liquidators."),
        ("weekend-gap", "Two days without index or oracle, then a gap of -12 %."),
        ("thin-arbitrage", "One arbitrageur with little capital for a deep pool."),
        ("oracle-outage", "The oracle is silent for two days, in the first of which the index falls by 20 %."),
    ].map { (name: $0.0, text: $0.1) }
}

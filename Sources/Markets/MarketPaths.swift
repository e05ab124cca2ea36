internal import Messages
internal import Simulation

/// The names that a market document may use.
enum MarketPaths {
    /// Fields that are lists of objects.
    static let lists = ["index.segments", "index.series", "oracle.outages", "traders.orders"]

    private static let texts = [
        "name", "revision", "comment", "format", "extends", "index.file", "traders.file", "policy.name",
    ]
    private static let numbers = MarketConfiguration.fields.map(\.path)
    private static let known = Set(texts + numbers)
    private static let flags = Set(MarketConfiguration.fields.filter { $0.unit == "0 or 1" }.map(\.path))

    /// Objects: what stands before the first dot.
    static let groups: [String] = {
        var groups: [String] = []
        for path in numbers + lists + texts where path.contains(".") {
            let group = String(path.prefix { $0 != "." })
            if !groups.contains(group) { groups.append(group) }
        }
        return groups
    }()

    /// Whether a single value stands there. A policy's parameters are its own business.
    static func isField(_ path: String) -> Bool {
        known.contains(path) || isParameter(path) || isElement(path)
    }

    /// Whether anything stands there.
    static func isKnown(_ path: String) -> Bool { isField(path) || groups.contains(path) || lists.contains(path) }

    /// Whether a field is 0 or 1.
    static func isFlag(_ path: String) -> Bool { flags.contains(path) }

    private static func isParameter(_ path: String) -> Bool {
        path.hasPrefix("policy.") && path.count > 7 && !path.dropFirst(7).contains(".")
    }

    /// A field of an element of a list, such as "index.segments.0.move"; whether the element has it is for the
    /// configuration to say.
    private static func isElement(_ path: String) -> Bool { lists.contains { path.hasPrefix($0 + ".") } }

    /// Fields that an element of a list can't do without.
    static func requiredFields(of list: String) -> [String] {
        switch list {
        case "index.series": ["timestamp", "price"]
        case "oracle.outages": ["start", "seconds"]
        case "traders.orders": ["timestamp", "isBuy", "notional"]
        default: []
        }
    }

    /// What to say about a path that has no single value.
    static func advice(for path: String) -> String {
        if lists.contains(path) {
            let first = requiredFields(of: path).first ?? "volatility"
            return "a list; set a field of one of its elements, such as \(path).0.\(first), or write a market file"
        }
        if groups.contains(path) {
            let names = (numbers + texts).filter { $0.hasPrefix(path + ".") }
            let parameters = path == "policy" ? " or a parameter of the policy" : ""
            return "a group of fields; set one of them\(parameters), such as \(names.first ?? path)"
        }
        let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let group = parts.first ?? ""
        if groups.contains(group) {
            if let meant = nearest(to: path, among: (texts + numbers + lists).filter { $0.hasPrefix(group + ".") }) {
                return "there is no such field; did you mean \"\(meant)\"?"
            }
            // A field of another group, perhaps.
            let last = parts.last ?? ""
            if let other = (numbers + lists).first(where: { $0.hasSuffix("." + last) }) {
                return "there is no such field; did you mean \"\(other)\"?"
            }
            let names = (numbers + lists).filter { $0.hasPrefix(group + ".") }.map { $0.dropFirst(group.count + 1) }
            return "there is no such field; \(group) has \(names.joined(separator: ", "))"
        }
        let tops = groups + texts.filter { !$0.contains(".") }
        if let meant = nearest(to: group, among: tops) {
            return "there is no such field; did you mean \"\(([meant] + parts.dropFirst()).joined(separator: "."))\"?"
        }
        if let other = (numbers + lists).first(where: { $0.hasSuffix("." + (parts.last ?? "")) }) {
            return "there is no such field; did you mean \"\(other)\"?"
        }
        return "there is no such field; a market has \(tops.joined(separator: ", "))"
    }
}

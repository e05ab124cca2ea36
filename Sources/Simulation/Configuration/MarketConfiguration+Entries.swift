internal import FixedPoint
internal import VirtualAMM

// A configuration as a list of fields with their values, for files of any format, and for grids.

extension MarketConfiguration {
    /// Every field and its value as text, in order; `init(entries:)` reads it back.
    public var entries: [ConfigurationEntry] {
        var entries = [
            ConfigurationEntry(path: "name", value: name),
            ConfigurationEntry(path: "revision", value: revision.rawValue),
        ]
        entries += Self.fields.map { ConfigurationEntry(path: $0.path, value: $0.place.text(in: self)) }
        entries += Self.entries(of: index.segments, IndexSegment.fields, path: "index.segments")
        entries += Self.entries(of: index.series, IndexPoint.fields, path: "index.series")
        entries += Self.entries(of: oracle.outages, OracleOutage.fields, path: "oracle.outages")
        entries += Self.entries(of: traders.orders, ReplayedOrder.fields, path: "traders.orders")
        return entries + policy
    }

    /// The calm market with some fields set, in order.
    ///
    /// - Throws: As `set`. Whether the fields go together is what `validate` tells.
    public init(entries: [ConfigurationEntry]) throws(ConfigurationError) {
        self.init()
        for entry in entries { try set(entry.path, to: entry.value) }
    }

    /// The value of a field as text; nil where there is no such field.
    public func value(at path: String) -> String? {
        if let field = Self.fieldsByPath[path] { return field.place.text(in: self) }
        return entries.last { $0.path == path }?.value
    }

    /// Whether only whole numbers will do for a field, also one of a list; false where there is no such field.
    public static func isWholeNumber(at path: String) -> Bool {
        if let field = fieldsByPath[path] { return field.isWhole }
        func isWhole<Element>(_ fields: [(name: String, place: ConfigurationField.Place<Element>)]) -> Bool {
            fields.contains { path.hasSuffix("." + $0.name) && $0.place.isWhole }
        }
        if path.hasPrefix("index.segments.") { return isWhole(IndexSegment.fields) }
        if path.hasPrefix("index.series.") { return isWhole(IndexPoint.fields) }
        if path.hasPrefix("traders.orders.") { return isWhole(ReplayedOrder.fields) }
        return path.hasPrefix("oracle.outages.") && isWhole(OracleOutage.fields)
    }

    /// Sets a field from text.
    ///
    /// The element after the last of a list is appended, with the default of its other fields. "policy.…" takes any
    /// text, for whoever makes the policy to read.
    ///
    /// - Throws: Where there is no such field, where the text is not a number, or the number is out of range.
    public mutating func set(_ path: String, to text: String) throws(ConfigurationError) {
        if let field = Self.fieldsByPath[path] { return try field.place.set(text, in: &self, path: path) }
        switch path {
        case "name": name = text
        case "revision":
            guard let value = Revision(rawValue: text) else {
                throw ConfigurationError(path: path, value: text, message: "give v1 or v2")
            }
            revision = value
        case _ where path.hasPrefix("policy."):
            if let place = policy.firstIndex(where: { $0.path == path }) {
                policy[place].value = text
            } else {
                policy.append(ConfigurationEntry(path: path, value: text))
            }
        case _ where path.hasPrefix("index.segments."):
            try Self.set(path, to: text, in: &index.segments, IndexSegment.fields, new: IndexSegment())
        case _ where path.hasPrefix("index.series."):
            try Self.set(
                path, to: text, in: &index.series, IndexPoint.fields, new: IndexPoint(timestamp: 0, price: .one))
        case _ where path.hasPrefix("oracle.outages."):
            try Self.set(
                path, to: text, in: &oracle.outages, OracleOutage.fields, new: OracleOutage(start: 0, seconds: 1))
        case _ where path.hasPrefix("traders.orders."):
            try Self.set(
                path, to: text, in: &traders.orders, ReplayedOrder.fields,
                new: ReplayedOrder(timestamp: 0, isBuy: 1, notional: .one))
        default: throw Self.unknown(path, text)
        }
    }

    // A look-up only; nothing goes through its entries.
    private static let fieldsByPath = Dictionary(uniqueKeysWithValues: fields.map { ($0.path, $0) })

    private static func unknown(_ path: String, _ text: String) -> ConfigurationError {
        let group = path.prefix { $0 != "." }
        let siblings = fields.map(\.path).filter { $0.hasPrefix(group + ".") }
        let groups = fields.map { String($0.path.prefix { $0 != "." }) }
        var names = siblings
        if names.isEmpty { for name in groups where names.last != name { names.append(name) } }
        return ConfigurationError(
            path: path, value: text, message: "there is no such field; there is \(names.joined(separator: ", "))")
    }

    private static func entries<Element>(
        of list: [Element], _ fields: [(name: String, place: ConfigurationField.Place<Element>)], path: String
    ) -> [ConfigurationEntry] {
        list.enumerated().flatMap { index, element in
            fields.map { ConfigurationEntry(path: "\(path).\(index).\($0.name)", value: $0.place.text(in: element)) }
        }
    }

    private static func set<Element>(
        _ path: String, to text: String, in list: inout [Element],
        _ fields: [(name: String, place: ConfigurationField.Place<Element>)], new: Element
    ) throws(ConfigurationError) {
        let parts = path.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, let index = Int(parts[2]), index >= 0,
            let field = fields.first(where: { $0.name == parts[3] })
        else {
            let names = fields.map(\.name).joined(separator: ", ")
            throw ConfigurationError(
                path: path, value: text, message: "write \(parts[0]).\(parts[1]).0.NAME with one of \(names)")
        }
        guard index <= list.count else {
            throw ConfigurationError(
                path: path, value: text, message: "the list has \(list.count) so far; number them from 0 without gaps")
        }
        var element = index < list.count ? list[index] : new
        try field.place.set(text, in: &element, path: path)
        if index < list.count { list[index] = element } else { list.append(element) }
    }
}

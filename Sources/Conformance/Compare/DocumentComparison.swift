public import JSON
internal import Messages
internal import Scenarios

/// What two runs, vector files or other JSON documents do not agree on.
///
/// Cases are matched by their ids wherever they stand, steps by what they ask, so that one that was inserted shifts no
/// other; everything else by its place. The order of an object's members does not count, nor does what decided about a
/// liquidation where only one side says it, as vector files have no place for it.
public struct DocumentComparison: Sendable {
    /// One value that is not the same.
    public struct Entry: Sendable {
        /// Where, such as `case "x", step 3, state amm.ETH.quoteAssetReserve`.
        public var place: String
        /// The value on the left; nil where there is none.
        public var left: String?
        /// The value on the right; nil where there is none.
        public var right: String?
        /// right − left with its sign, where both are whole numbers.
        public var distance: String?
    }

    /// How often one key differs.
    public struct KeySummary: Sendable {
        /// The key without the case and step that it stands in.
        public var key: String
        /// In how many places.
        public var count: Int
        /// The first three of these places, with "only left" or "only right" where the other side has nothing.
        public var places: [String]
        /// The largest distance between two whole numbers, with its sign; nil where none differ.
        public var largest: String?
    }

    /// The first difference in the order of the left document.
    public private(set) var first: Entry?
    /// The first difference in what a case or step came to, not in what it was asked or is called.
    public private(set) var firstOutcome: Entry?
    /// How many values differ.
    public private(set) var count = 0
    private var keys: [Spelling: KeySummary] = [:]
    private var order: [Spelling] = []

    /// Compares two documents.
    ///
    /// A run's record beside a vector file counts as the one case that it is.
    public init(_ left: JSONValue, _ right: JSONValue) {
        switch (left["cases"] != nil, right["cases"] != nil) {
        case (true, false) where right["steps"] != nil: compare(left["cases"], .array([right]), Place(key: ["cases"]))
        case (false, true) where left["steps"] != nil: compare(.array([left]), right["cases"], Place(key: ["cases"]))
        default: compare(left, right, Place())
        }
    }

    /// The keys that differ, the most frequent first.
    public var summary: [KeySummary] {
        order.compactMap { keys[$0] }.enumerated().sorted {
            ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
        }
        .map(\.element)
    }

    /// Where a value stands, for a person, and which key it is, for the summary.
    private struct Place {
        var text: [String] = []
        var key: [String] = []

        func inside(_ name: String) -> Place { Place(text: text + [name], key: key + [name]) }
        /// One of many of a kind: said in the place, left out of the key.
        func item(_ name: String) -> Place { Place(text: text + [name], key: key) }

        /// Whether it is a step as a whole.
        var isStep: Bool { key.last == "steps" }

        /// Whether it is what a case or step came to.
        var isOutcome: Bool {
            var key = key[...]
            if key.first == "cases" { key = key.dropFirst() }
            let isStep = key.first == "steps"
            if isStep { key = key.dropFirst() }
            return key.first.map { !(isStep ? Self.question : Self.start).contains($0) } ?? false
        }

        /// The members of a step that ask.
        private static let question = ["block", "target", "call", "caller", "args"]
        /// The members of a file and a case that say what it is and what it starts from.
        private static let start = [
            "format", "kind", "source", "name", "id", "profile", "comment", "flags", "setup", "initialState",
        ]
    }

    private mutating func compare(_ left: JSONValue?, _ right: JSONValue?, _ place: Place) {
        if left == right { return }
        if let leftMembers = left?.members, let rightMembers = right?.members {
            let names = leftMembers.map(\.key) + rightMembers.map(\.key).filter { left?[$0] == nil }
            for name in names {
                if name == "deciding", place.isStep, left?[name] == nil || right?[name] == nil { continue }
                compare(left?[name], right?[name], place.inside(name))
            }
            return
        }
        if case .array(let leftItems)? = left?.content, case .array(let rightItems)? = right?.content {
            compareItems(leftItems, rightItems, place)
            return
        }
        note(left.map(text), right.map(text), place)
    }

    private mutating func compareItems(_ left: [JSONValue], _ right: [JSONValue], _ place: Place) {
        let kind = place.key.last
        if kind == "cases", let leftIDs = ids(left), let rightIDs = ids(right) {
            let rightByID = Dictionary(
                zip(rightIDs.map(Spelling.init), right), uniquingKeysWith: { first, _ in first })
            let known = Set(leftIDs.map(Spelling.init))
            for (id, item) in zip(leftIDs, left) {
                compare(item, rightByID[Spelling(id)], place.item("case \"\(id)\""))
            }
            for (id, item) in zip(rightIDs, right) where !known.contains(Spelling(id)) {
                compare(nil, item, place.item("case \"\(id)\""))
            }
            return
        }
        if kind == "steps" {
            for pair in StepAlignment(left, right).pairs {
                compare(pair.left.map { left[$0] }, pair.right.map { right[$0] }, place.item(Self.label(pair)))
            }
            return
        }
        for index in 0..<max(left.count, right.count) {
            let (leftItem, rightItem) = (
                index < left.count ? left[index] : nil, index < right.count ? right[index] : nil
            )
            let label = "number \(index + 1)"
            var item = place.item(label)
            // Events are told apart by their names.
            if let name = (leftItem ?? rightItem)?["name"]?.text { item = item.inside(name) }
            compare(leftItem, rightItem, item)
        }
    }

    /// A step by its number, or both numbers where they are not the same.
    private static func label(_ pair: StepAlignment.Pair) -> String {
        guard let left = pair.left, let right = pair.right, left != right else {
            return "step \((pair.left ?? pair.right ?? 0) + 1)"
        }
        return "step \(left + 1) (\(right + 1) on the right)"
    }

    /// The ids of cases; nil where one has none.
    private func ids(_ cases: [JSONValue]) -> [String]? {
        let ids = cases.compactMap { $0["id"]?.text }
        return ids.count == cases.count ? ids : nil
    }

    private func text(_ value: JSONValue) -> String { value.text ?? value.compactText }

    private mutating func note(_ left: String?, _ right: String?, _ place: Place) {
        let wei = left.flatMap { left in right.flatMap { Difference.wei(expected: left, got: $0) } }
        let entry = Entry(place: readable(place.text), left: left, right: right, distance: wei)
        if first == nil { first = entry }
        if firstOutcome == nil, place.isOutcome { firstOutcome = entry }
        count += 1
        let key = readable(place.key)
        let spelling = Spelling(key)
        if keys[spelling] == nil { order.append(spelling) }
        var known = keys[spelling] ?? KeySummary(key: key, count: 0, places: [], largest: nil)
        known.count += 1
        if known.places.count < 3 { known.places.append(entry.place + side(left, right)) }
        if let wei, known.largest.map({ isLarger(wei, than: $0) }) ?? true { known.largest = wei }
        keys[spelling] = known
    }

    /// The lists that everything stands in say nothing.
    private func readable(_ parts: [String]) -> String {
        let said = parts.filter { $0 != "cases" && $0 != "steps" }
        if said.isEmpty { return parts.isEmpty ? "the whole document" : "whole \(parts[parts.count - 1])" }
        return said.joined(separator: ", ")
    }

    private func side(_ left: String?, _ right: String?) -> String {
        left == nil ? " only right" : right == nil ? " only left" : ""
    }

    /// Whether a signed decimal is farther from 0 than another.
    private func isLarger(_ left: String, than right: String) -> Bool {
        let (left, right) = (left.dropFirst(), right.dropFirst())
        return (left.count, String(left)) > (right.count, String(right))
    }
}

extension DocumentComparison {
    /// The comparison in lines: where the runs part, then every key with how often it differs.
    ///
    /// Where it is the setup or a call that differs first, the first outcome that differs follows.
    public var lines: [String] {
        guard let first else { return ["no difference"] }
        var lines = first.lines(title: "first difference: ") + [""]
        if let firstOutcome, firstOutcome.place != first.place {
            lines += firstOutcome.lines(title: "first differing outcome: ") + [""]
        }
        lines.append("\(count) \(count == 1 ? "value differs" : "values differ"); by key, and the largest distance:")
        for key in summary {
            let count = String(repeating: " ", count: max(0, 7 - key.count.description.count)) + key.count.description
            lines.append("\(count)  \(key.key)" + (key.largest.map { "  \($0)" } ?? key.wholePlaces))
        }
        return lines.map(visible)
    }

    /// The comparison as JSON.
    public var json: JSONValue {
        func value(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
        func entry(_ entry: Entry?) -> JSONValue {
            guard let entry else { return .null }
            return .object([
                "place": .string(entry.place), "left": value(entry.left), "right": value(entry.right),
                "distance": value(entry.distance),
            ])
        }
        return .object([
            "differences": .number(count), "first": entry(first), "firstOutcome": entry(firstOutcome),
            "keys": .array(
                summary.map { key in
                    .object([
                        "key": .string(key.key), "count": .number(key.count),
                        "places": .array(key.places.map { .string($0) }), "largest": value(key.largest),
                    ])
                }),
        ])
    }
}

extension DocumentComparison.Entry {
    fileprivate func lines(title: String) -> [String] {
        [
            title + place, "  left   \(left.map { shortened($0.spelled(beside: right)) } ?? "nothing")",
            "  right  \(right.map { shortened($0.spelled(beside: left)) } ?? "nothing")"
                + (distance.map { "   (\($0))" } ?? ""),
        ]
    }
}

extension DocumentComparison.KeySummary {
    /// Which cases or steps there are on one side only: their key doesn't say it.
    fileprivate var wholePlaces: String {
        guard key.hasPrefix("whole ") else { return "" }
        return ": " + places.joined(separator: ", ") + (count > places.count ? ", …" : "")
    }
}

import JSON
import Markets
import Messages
import Simulation

extension SimulationResult {
    /// What was simulated, in a line.
    var heading: String { "\(visible(name)): seed \(seed), \(blocks) blocks, \(calls) calls" }

    /// The measures as lines: name, value and unit, points below each other, an empty line between groups.
    ///
    /// Values are cut to six digits behind the point and then end in "…".
    var table: [String] {
        let rows = measures.map { measure in
            let parts = Self.cut(measure.value).split(separator: ".", omittingEmptySubsequences: false)
            return (
                name: measure.name, whole: String(parts[0]), fraction: parts.count > 1 ? "." + parts[1] : "",
                unit: measure.unit
            )
        }
        let widths = (
            rows.reduce(0) { max($0, $1.name.count) }, rows.reduce(0) { max($0, $1.whole.count) },
            rows.reduce(0) { max($0, $1.fraction.count) }
        )
        var (lines, seen) = ([String](), Set<Substring>())
        for row in rows {
            let group = row.name.prefix { $0 != "." }
            let isFirst = seen.insert(group).inserted
            if isFirst, Self.groups.contains(String(group)), !lines.isEmpty { lines.append("") }
            let name = row.name + Self.space(widths.0 - row.name.count)
            let value = Self.space(widths.1 - row.whole.count) + row.whole + row.fraction
            lines.append("\(name)  \(value)\(Self.space(widths.2 - row.fraction.count))  \(row.unit)")
        }
        return lines
    }

    /// What begins a new group of measures.
    private static let groups = ["slippage", "arbitrage", "funding", "fees", "fund", "k", "liquidations"]

    private static func space(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

    /// At most six digits behind the point.
    static func cut(_ value: String) -> String {
        guard let point = value.firstIndex(of: "."), value[point...].count > 7 else { return value }
        return value[..<point] + value[point...].prefix(7) + "…"
    }

    /// Everything about the run, with the complete market that it was of.
    func json(of configuration: MarketConfiguration) -> JSONValue {
        let measures = measures.map { measure in
            JSONValue.object([
                "name": .string(measure.name), "value": .string(measure.value), "unit": .string(measure.unit),
            ])
        }
        return .object([
            "name": .string(name), "seed": .string("\(seed)"), "blocks": .number(blocks), "calls": .number(calls),
            "digest": .string(fingerprint), "measures": .array(measures), "market": configuration.json,
        ])
    }
}

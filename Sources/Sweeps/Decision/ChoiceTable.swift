public import JSON

// A choice as rows of a table and as JSON.

extension Choice {
    /// The header and a row for each candidate.
    public func rows(deciding fields: [String]) -> [[String]] {
        let header =
            fields + ["objective", "behind the best", "95 %", "fund loss", "shortfall 95 %", "ruin", "standing"]
        return [header]
            + entries.map { entry in
                let risk = entry.candidate.risk
                return entry.candidate.values.map { Frontier.number($0, digits: 6) } + [
                    Frontier.number(entry.mean), Frontier.number(entry.behind), Self.text(entry.interval),
                    Frontier.number(risk.meanLoss), Frontier.number(risk.expectedShortfall),
                    "\(risk.ruinCount)/\(risk.count)", Self.standing(entry),
                ]
            }
    }

    private static func text(_ interval: ClosedRange<Double>) -> String {
        guard interval.lowerBound.isFinite else { return "-" }
        if interval == 0...0 { return "-" }
        return "\(Frontier.number(interval.lowerBound)) to \(Frontier.number(interval.upperBound))"
    }

    private static func standing(_ entry: Entry) -> String {
        entry.standing == .forbidden
            ? "breaks " + entry.broken.map(\.kind.rawValue).joined(separator: ", ") : entry.standing.rawValue
    }

    /// All of it, numbers as the shortest texts that give them back.
    public func json(deciding fields: [String]) -> JSONValue {
        .object([
            "decides": .array(fields.map(JSONValue.string)), "seeds": .number(seeds),
            "margin": .number(margin), "best": best.map { .number($0) } ?? .null,
            "range": range.map { .array([.number($0.lowerBound), .number($0.upperBound)]) } ?? .null,
            "sentence": .string(sentence(deciding: fields.joined(separator: ", "))),
            "interval": .string("paired bootstrap over seeds, \(PairedBootstrap.resamples) resamples, Bonferroni"),
            "candidates": .array(entries.map(Self.json)),
        ])
    }

    private static func json(_ entry: Entry) -> JSONValue {
        let (risk, ruin) = (entry.candidate.risk, entry.candidate.risk.ruinInterval)
        return .object([
            "values": .array(entry.candidate.values.map(JSONValue.string)), "mean": .number(entry.mean),
            "behind": .number(entry.behind),
            "interval": .array([.number(entry.interval.lowerBound), .number(entry.interval.upperBound)]),
            "standing": .string(entry.standing.rawValue), "runs": .number(risk.count),
            "fundLoss": .object([
                "mean": .number(risk.meanLoss), "median": .number(risk.medianLoss),
                "valueAtRisk95": .number(risk.valueAtRisk), "expectedShortfall95": .number(risk.expectedShortfall),
            ]),
            "ruin": .object([
                "runs": .number(risk.ruinCount),
                "interval": .array([.number(ruin.lowerBound), .number(ruin.upperBound)]),
            ]),
            "tracking": .number(risk.tracking),
        ])
    }
}

extension JSONValue {
    /// A number as the shortest text that gives it back; null where it is none.
    static func number(_ value: Double) -> JSONValue {
        value.isFinite ? JSONValue(.number(value.description)) : .null
    }
}

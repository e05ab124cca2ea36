internal import Foundation
public import JSON

// What a frontier says, in words, as rows of a table and as JSON.

extension Frontier {
    /// What to decide, in sentences.
    public var verdict: String {
        if let choice { return choice.sentence }
        if header.grid.decided.isEmpty {
            return "Nothing of what is varied is said to be decided: name such fields under decides in the grid."
        }
        return "No seed was run for every point yet, so that nothing can be compared; go on with the sweep."
    }

    /// A number with so many significant digits, without an exponent.
    static func number(_ value: Double, digits: Int = 4) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : "-" }
        let magnitude = Int(log10(abs(value)).rounded(.down))
        return String(format: "%.*f", min(18, max(0, digits - 1 - magnitude)), value)
    }

    /// The number that a text stands for, with so many significant digits; the text where it stands for none.
    static func number(_ text: String, digits: Int) -> String {
        text.count <= digits + 1 ? text : Double(text).map { number($0, digits: digits) } ?? text
    }

    /// A ratio in percent with its interval: "0.52 ± 0.03".
    static func percent(_ estimate: Estimate) -> String { text(estimate, times: 100) }

    /// A mean with its interval, both to the same digit.
    static func text(_ estimate: Estimate, times factor: Double = 1) -> String {
        guard let half = estimate.halfWidth, half > 0 else {
            return number(estimate.mean * factor) + (estimate.halfWidth == nil ? "" : " ± 0")
        }
        // The interval has two digits, and the mean as many behind the point.
        let decimals = max(0, min(18, 1 - Int(log10(half * factor).rounded(.down))))
        return String(format: "%.*f ± %.*f", decimals, estimate.mean * factor, decimals, half * factor)
    }

    /// The table's header and rows: values, seeds, tracking error, slippage, drawdown, √K, where it stands.
    public var rows: [[String]] {
        let header = axes + ["seeds", "tracking error %", "slippage %", "fund drawdown", "√K", "frontier"]
        return [header]
            + points.map { point in
                point.values + [
                    String(point.tracking.count), Self.percent(point.tracking), Self.percent(point.slippage),
                    Self.text(point.drawdown), Self.number(point.rootOfK.mean), Self.standing(point),
                ]
            }
    }

    static func standing(_ point: FrontierPoint) -> String {
        if point.isChosen { return "chosen" }
        switch (point.isOnTrackingFrontier, point.isOnDrawdownFrontier) {
        case (true, true): return "both"
        case (true, false): return "tracking"
        case (false, true): return "drawdown"
        case (false, false): return "beaten"
        }
    }

    /// All of it.
    public var json: JSONValue {
        .object([
            "gridHash": .string(header.gridHash), "program": .string(header.program),
            "axes": .array(axes.map(JSONValue.string)), "runs": .number(runCount),
            "runsOfGrid": .number(header.grid.runCount),
            "measures": .array(measures.names.map(JSONValue.string)),
            "interval": .string("Student t over seeds, 95 %"),
            "decides": .array(header.grid.decided.map(JSONValue.string)),
            "across": .string(header.grid.across.rawValue),
            "choices": Choice.json(choice?.choices ?? [], deciding: choice?.fields ?? []),
            "verdict": .string(verdict),
            "points": .array(points.map(Self.json)),
        ])
    }

    private static func json(_ point: FrontierPoint) -> JSONValue {
        .object([
            "values": .array(point.values.map(JSONValue.string)), "seeds": .number(point.tracking.count),
            "tracking": json(point.tracking), "slippage": json(point.slippage), "drawdown": json(point.drawdown),
            "rootOfK": json(point.rootOfK), "isOnTrackingFrontier": .bool(point.isOnTrackingFrontier),
            "isOnDrawdownFrontier": .bool(point.isOnDrawdownFrontier), "isChosen": .bool(point.isChosen),
        ])
    }

    /// The shortest texts that give the same floating-point numbers back.
    private static func json(_ estimate: Estimate) -> JSONValue {
        .object([
            "mean": .number(estimate.mean),
            "halfWidth": estimate.halfWidth.map { .number($0) } ?? .null,
        ])
    }
}

internal import Messages

/// What a chart is drawn from, as JSON beside the drawing: the page's script shows it under the pointer, and draws a
/// part of it larger. Without scripts the drawing is all there is.
struct ChartData {
    let chart: Chart
    let drawings: [ChartDrawing]

    /// The data in a script element, which a browser does not run.
    var element: HTML {
        guard let first = drawings.first else { return "" }
        let (x, y) = (first.xScale.domain, first.yScale.domain)
        let domain = [x.lowerBound, x.upperBound, y.lowerBound, y.upperBound].map(Self.number)
        let plots = drawings.map { drawing in
            let edges = [drawing.xScale.start, drawing.xScale.end, drawing.yScale.start, drawing.yScale.end]
            return "\"\(drawing.size.rawValue)\":[\(edges.map(Self.number).joined(separator: ","))]"
        }
        let marks = chart.marks.map { "[\(Self.number($0.x)),\(Self.text($0.label))]" }
        let members = [
            "\"x\":\(Self.text(Self.name(of: chart.xAxis.unit)))",
            "\"y\":\(Self.text(Self.name(of: chart.yAxis.unit)))",
            "\"domain\":[\(domain.joined(separator: ","))]", "\"plots\":{\(plots.joined(separator: ","))}",
            "\"marks\":[\(marks.joined(separator: ","))]", "\"series\":[\(series.joined(separator: ","))]",
        ]
        // No text in it can end the element: every < is written as its code.
        let opening = "<script type=\"application/json\" class=\"data\">{"
        return HTML(stringLiteral: opening + members.joined(separator: ",") + "}</script>\n")
    }

    private var series: [String] {
        chart.layers.compactMap { layer in
            switch layer {
            case .line(let line):
                if line.name.isEmpty { return nil }
                return Self.series(
                    line.name, line.style, line.shape == .steps ? "steps" : "line", line.points.map { ($0.x, $0.y) })
            case .points(let points):
                let hints = points.points.map { Self.text($0.hint) }.joined(separator: ",")
                return Self.series(
                    points.name, points.style, "points", points.points.map { ($0.x, $0.y) },
                    more: ",\"hints\":[\(hints)]")
            case .band: return nil
            }
        }
    }

    private static func series(
        _ name: String, _ style: SeriesStyle, _ kind: String, _ points: [(x: Double, y: Double?)], more: String = ""
    ) -> String {
        let (xs, ys) = (points.map { number($0.x) }, points.map { $0.y.map(number) ?? "null" })
        return """
            {"name":\(text(name)),"color":\(style.color % 8),"kind":"\(kind)",\
            "xs":[\(xs.joined(separator: ","))],"ys":[\(ys.joined(separator: ","))]\(more)}
            """
    }

    private static func name(of unit: AxisUnit) -> String {
        switch unit {
        case .number: "number"
        case .percent: "percent"
        case .duration: "duration"
        }
    }

    /// A number with nine digits, which is more than can be seen.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
        let (_, exponent) = Ticks.roundStep(atLeast: min(max(abs(value), 1e-90), 1e90))
        let scale = Ticks.power(8 - exponent)
        let rounded = (value * scale).rounded() / scale
        return rounded.isFinite ? rounded.description : value.description
    }

    /// A JSON string that is no markup either.
    private static func text(_ text: String) -> String {
        var output = "\""
        for scalar in visible(text).unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "<": output += "\\u003c"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output + "\""
    }
}

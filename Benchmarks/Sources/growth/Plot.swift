import Foundation

/// The measurements as a plot with logarithmic axes.
struct Plot {
    var series: [Series]

    private let width = 900.0
    private let height = 460.0
    private let left = 80.0
    private let right = 250.0
    private let top = 52.0
    private let bottom = 56.0
    /// Told apart by those who can't tell red from green, too (after Okabe and Ito).
    private let colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]

    private var points: [Series.Point] { series.flatMap(\.points) }
    private var decadesX: ClosedRange<Double> { 0...max(1, log10(Double(points.map(\.size).max() ?? 10))) }
    private var decadesY: ClosedRange<Double> {
        let logs = points.map { log10($0.median) }
        return (logs.min() ?? 0).rounded(
            .down)...max((logs.max() ?? 1).rounded(.up), (logs.min() ?? 0).rounded(.down) + 1)
    }

    private func x(_ size: Double) -> Double {
        left + log10(size) / decadesX.upperBound * (width - left - right)
    }

    private func y(_ nanoseconds: Double) -> Double {
        let part = (log10(nanoseconds) - decadesY.lowerBound) / (decadesY.upperBound - decadesY.lowerBound)
        return height - bottom - part * (height - top - bottom)
    }

    var svg: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" role="img">
        <title>Nanoseconds a call as positions, snapshots and steps grow</title>
        <style>
        text { font: 13px system-ui, sans-serif; fill: #1f2328 } .grid { stroke: #d8dee4 } .head { font-weight: 600 }
        svg { background: #ffffff } .line { fill: none; stroke-width: 2.5 }
        @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3 } .grid { stroke: #3d444d } svg { background: #0d1117 } }
        </style>
        <text class="head" x="\(Int(left))" y="28">Nanoseconds a call as work grows (both axes logarithmic)</text>
        \(grid)
        \(lines)
        </svg>

        """
    }

    private var grid: String {
        var parts: [String] = []
        for decade in Int(decadesY.lowerBound)...Int(decadesY.upperBound) {
            let value = pow(10, Double(decade))
            let place = y(value)
            parts.append(
                String(format: "<path class=\"grid\" d=\"M%.1f %.1fH%.1f\"/>", left, place, width - right)
                    + String(format: "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">", left - 10, place + 4)
                    + "\(Report.grouped(Int(value))) ns</text>")
        }
        for decade in 0...Int(decadesX.upperBound) {
            let value = pow(10, Double(decade))
            let place = x(value)
            parts.append(
                String(format: "<path class=\"grid\" d=\"M%.1f %.1fV%.1f\"/>", place, top, height - bottom)
                    + String(format: "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">", place, height - bottom + 20)
                    + "\(Report.grouped(Int(value)))</text>")
        }
        parts.append(
            String(
                format: "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">", (left + width - right) / 2, height - 12)
                + "positions, snapshots or steps</text>")
        return parts.joined(separator: "\n")
    }

    private var lines: String {
        var parts: [String] = []
        // Labels beside the ends of the lines, moved apart where they would touch.
        var labels = series.indices.map { (index: $0, y: y(series[$0].points.last?.median ?? 1)) }.sorted {
            $0.y < $1.y
        }
        for place in labels.indices.dropFirst() { labels[place].y = max(labels[place].y, labels[place - 1].y + 17) }
        for (index, series) in series.enumerated() {
            let color = colors[index % colors.count]
            let path = series.points.map { String(format: "%.1f %.1f", x(Double($0.size)), y($0.median)) }
                .joined(separator: "L")
            parts.append("<path class=\"line\" stroke=\"\(color)\" d=\"M\(path)\"/>")
            for point in series.points {
                parts.append(
                    String(format: "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"", x(Double(point.size)), y(point.median))
                        + " fill=\"\(color)\"/>")
            }
        }
        for label in labels {
            parts.append(
                String(format: "<text x=\"%.1f\" y=\"%.1f\">", width - right + 14, label.y + 4)
                    + "<tspan fill=\"\(colors[label.index % colors.count])\">● </tspan>\(series[label.index].name)</text>"
            )
        }
        return parts.joined(separator: "\n")
    }
}

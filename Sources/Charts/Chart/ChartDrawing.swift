/// The two sizes that every chart is drawn in: one for pages and paper, one for phones. Which shows is the stylesheet's
/// choice, so that the text is never scaled down.
enum ChartSize: String, CaseIterable {
    case wide, half, narrow

    var width: Double {
        switch self {
        case .wide: 880
        case .half: 430
        case .narrow: 330
        }
    }
    var height: Double {
        switch self {
        case .wide: 320
        case .half: 240
        case .narrow: 260
        }
    }
}

/// A chart drawn as SVG in one size. Every coordinate lies within the view box.
struct ChartDrawing {
    let chart: Chart
    let size: ChartSize
    let xScale: Scale
    let yScale: Scale
    let xTicks: [Tick]
    let yTicks: [Tick]
    let endLabels: [EndLabel]
    /// Where the labels of the lines start.
    let labelEdge: Double

    /// A line's name at its end.
    struct EndLabel {
        let text: String
        let style: SeriesStyle
        let last: ChartPoint
    }

    private static let top = 40.0
    private static let bottom = 40.0
    static let textHeight = 13.0

    init(_ chart: Chart, size: ChartSize) {
        self.chart = chart
        self.size = size
        let xDomain = Scale.domain(of: chart.xValues, axis: chart.xAxis, room: chart.xAxis.unit == .duration ? 0 : 0.06)
        let yDomain = Scale.domain(of: chart.yValues, axis: chart.yAxis, room: 0.08)
        let bottom = size.height - Self.bottom
        yTicks = Ticks.choose(yDomain, about: Int((bottom - Self.top) / 38), unit: chart.yAxis.unit)
        let left = (yTicks.map { LabelPlacement.width($0.label) }.max() ?? 0) + 12
        endLabels = chart.endLabels.prefix(Int((bottom - Self.top) / Self.textHeight)).map {
            EndLabel(
                text: LabelPlacement.shortened($0.text, to: size == .wide ? 170 : 96), style: $0.style, last: $0.last)
        }
        let widest = endLabels.map { LabelPlacement.width($0.text, isBold: true) }.max()
        labelEdge = size.width - (widest ?? 0)
        let right = widest.map { size.width - $0 - 12 } ?? size.width - 12
        xScale = Scale(domain: xDomain, start: left, end: right)
        yScale = Scale(domain: yDomain, start: bottom, end: Self.top)
        xTicks = Ticks.choose(
            xDomain, about: max(2, Int((right - left) / (size == .narrow ? 58 : 80))), unit: chart.xAxis.unit)
    }

    /// The drawing, with its title and a description for those who don't see it.
    func svg(id: String) -> HTML {
        """
        <svg class="\(size.rawValue)" viewBox="0 0 \(size.width) \(size.height)" role="img" \
        aria-labelledby="\(id)-t \(id)-d"><title id="\(id)-t">\(chart.title)</title>\
        <desc id="\(id)-d">\(chart.summary)</desc>\(axes)\(marks)\(HTML(chart.layers.map(draw)))\
        \(labels)\(pointLabels)</svg>
        """
    }

    private var axes: HTML {
        let (left, right, bottom) = (xScale.start, xScale.end, yScale.start)
        let rows = yTicks.map { tick -> HTML in
            let y = yScale(tick.value)
            return """
                <path class="grid" d="M\(left) \(y)H\(right)"/>\
                <text x="\(left - 6)" y="\(y + 4)" text-anchor="end">\(tick.label)</text>
                """
        }
        let columns = xTicks.map { tick -> HTML in
            let x = xScale(tick.value)
            let width = LabelPlacement.width(tick.label)
            let center = min(max(x, width / 2), size.width - width / 2)
            return """
                <path class="axis" d="M\(x) \(bottom)v5"/>\
                <text x="\(center)" y="\(bottom + 18)" text-anchor="middle">\(tick.label)</text>
                """
        }
        return """
            \(HTML(rows))\(HTML(columns))<path class="axis" d="M\(left) \(bottom)H\(right)"/>\
            <text class="name" x="0" y="12">\(chart.yAxis.name)</text>\
            <text class="name" x="\(size.width)" y="\(bottom + 34)" text-anchor="end">\(chart.xAxis.name)</text>
            """
    }

    /// The numbers above the plot, each with its tick. Where there is no room for all, neighbours share a range.
    private var marks: HTML {
        var pieces = chart.marks.map { "<path class=\"axis\" d=\"M\(xScale($0.x)) \(yScale.end - 8)v5\"/>" as HTML }
        var groups = [(first: Chart.Mark, last: Chart.Mark)]()
        for mark in chart.marks {
            groups.append((mark, mark))
            mergeLast(&groups)
        }
        for group in groups {
            let width = LabelPlacement.width(Self.text(group))
            let center = min(max(middle(group), width / 2), size.width - width / 2)
            pieces.append(
                """
                <text class="mark" x="\(center)" y="\(yScale.end - 11)" text-anchor="middle">\(Self.text(group))</text>
                """)
        }
        return HTML(pieces)
    }

    /// Joins the last groups as long as the last one has grown into the one before.
    private func mergeLast(_ groups: inout [(first: Chart.Mark, last: Chart.Mark)]) {
        while groups.count > 1 {
            let (before, last) = (groups[groups.count - 2], groups[groups.count - 1])
            let gap = middle(last) - middle(before)
            let needed = (LabelPlacement.width(Self.text(before)) + LabelPlacement.width(Self.text(last))) / 2 + 6
            if gap >= needed { return }
            groups.removeLast()
            groups[groups.count - 1].last = last.last
        }
    }

    private func middle(_ group: (first: Chart.Mark, last: Chart.Mark)) -> Double {
        (xScale(group.first.x) + xScale(group.last.x)) / 2
    }

    private static func text(_ group: (first: Chart.Mark, last: Chart.Mark)) -> String {
        group.first.label == group.last.label ? group.first.label : "\(group.first.label)–\(group.last.label)"
    }

    /// The lines' names at their ends, apart from each other, with a leader where they had to move.
    private var labels: HTML {
        let wanted = endLabels.map { yScale($0.last.y ?? 0) }
        let places = LabelPlacement.column(
            wanted, distance: Self.textHeight, within: yScale.end + 4...yScale.start - 2)
        let pieces = zip(endLabels, zip(wanted, places)).map { label, place -> HTML in
            let x = xScale(label.last.x)
            let isFar = abs(place.0 - place.1) > 3 || xScale.end - x > 4
            let leader: HTML =
                isFar ? "<path class=\"leader\" d=\"M\(x) \(place.0)L\(labelEdge - 3) \(place.1)\"/>" : ""
            let color: HTML = "c\(label.style.color % 8)"
            return """
                \(leader)<text class="label \(color)" x="\(labelEdge)" y="\(place.1 + 4)">\(label.text)</text>
                """
        }
        return HTML(pieces)
    }
}

extension Chart {
    fileprivate var endLabels: [ChartDrawing.EndLabel] {
        layers.compactMap { layer in
            guard case .line(let line) = layer, !line.name.isEmpty, !line.style.isFaded,
                let last = line.points.last(where: { $0.y != nil })
            else { return nil }
            return ChartDrawing.EndLabel(text: line.name, style: line.style, last: last)
        }
    }

    fileprivate var xValues: [Double] {
        layers.flatMap { layer -> [Double] in
            switch layer {
            case .line(let line): line.points.map(\.x)
            case .points(let points):
                points.points.flatMap { [$0.x, $0.xInterval?.lowerBound ?? $0.x, $0.xInterval?.upperBound ?? $0.x] }
            case .band: []
            }
        }
    }

    fileprivate var yValues: [Double] {
        layers.flatMap { layer -> [Double] in
            switch layer {
            case .line(let line): line.points.compactMap(\.y)
            case .points(let points):
                points.points.flatMap { [$0.y, $0.yInterval?.lowerBound ?? $0.y, $0.yInterval?.upperBound ?? $0.y] }
            case .band: []
            }
        }
    }

    /// For a reader who does not see the chart.
    fileprivate var summary: String {
        let names = layers.compactMap { layer -> String? in
            switch layer {
            case .line(let line): line.name.isEmpty ? nil : line.name
            case .points(let points): points.name
            case .band(let band): band.name
            }
        }
        return "\(yAxis.name) against \(xAxis.name): \(names.joined(separator: ", ")). \(caption)"
    }
}

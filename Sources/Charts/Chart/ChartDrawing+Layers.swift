extension ChartDrawing {
    func draw(_ layer: Chart.Layer) -> HTML {
        switch layer {
        case .line(let line): draw(line)
        case .points(let points): draw(points)
        case .band(let band): draw(band)
        }
    }

    private func draw(_ line: Chart.Line) -> HTML {
        let path = pathData(line)
        guard !path.text.isEmpty else { return "" }
        let dots: [HTML] =
            line.hasDots
            ? line.points.compactMap { point in
                point.y.map { "<circle cx=\"\(xScale(point.x))\" cy=\"\(yScale($0))\" r=\"2.5\"/>" }
            } : []
        let color: HTML = line.style.isFaded ? "faded" : "c\(line.style.color % 8)"
        return """
            <path data-series="\(line.name)" \(line.style.attributes) d="\(path)"/>\
            \(dots.isEmpty ? "" : "<g class=\"dots \(color)\">\(HTML(dots))</g>" as HTML)
            """
    }

    /// A path with a new start after every gap. A stretch of a single point becomes a short dash, or it would not show.
    private func pathData(_ line: Chart.Line) -> HTML {
        var path: HTML = ""
        var last: (x: Double, y: Double)?
        var isSingle = false
        for point in line.points {
            let x = xScale(point.x)
            guard let value = point.y else {
                if let end = last { path += line.shape == .steps && x - end.x > 2 ? "H\(x)" : isSingle ? "h2" : "" }
                last = nil
                continue
            }
            let y = yScale(value)
            if let last {
                if coordinateText(last.x) == coordinateText(x), coordinateText(last.y) == coordinateText(y) { continue }
                path += line.shape == .steps ? (last.y == y ? "H\(x)" : "H\(x)V\(y)") : "L\(x) \(y)"
                isSingle = false
            } else {
                path += "M\(x) \(y)"
                isSingle = true
            }
            last = (x, y)
        }
        if isSingle, last != nil { path += "h2" }
        return path
    }

    private func draw(_ band: Chart.Band) -> HTML {
        let (top, bottom) = (yScale(band.range.upperBound), yScale(band.range.lowerBound))
        guard bottom - top > 0.5 else { return "" }
        return """
            <rect class="band" x="\(xScale.start)" y="\(top)" width="\(xScale.end - xScale.start)" \
            height="\(bottom - top)"><title>\(band.name)</title></rect>
            """
    }

    private func draw(_ points: Chart.Points) -> HTML {
        let pieces = points.points.map { point -> HTML in
            let (x, y) = (xScale(point.x), yScale(point.y))
            var piece: HTML = ""
            if let interval = point.xInterval {
                piece +=
                    Self.interval("M\(xScale(interval.lowerBound)) \(y)H\(xScale(interval.upperBound))")
            }
            if let interval = point.yInterval {
                piece +=
                    Self.interval("M\(x) \(yScale(interval.lowerBound))V\(yScale(interval.upperBound))")
            }
            let hint: HTML = point.hint.isEmpty ? "" : "<title>\(point.hint)</title>"
            let faded: HTML = point.isFaded ? " class=\"back\"" : ""
            return piece + "<path\(faded) d=\"\(Self.outline(points.shape, x: x, y: y))\">\(hint)</path>"
        }
        return """
            <g class="dots c\(points.style.color % 8)" data-series="\(points.name)">\(HTML(pieces))</g>
            """
    }

    private static func interval(_ path: HTML) -> HTML { "<path class=\"interval\" d=\"\(path)\"/>" }

    private static func outline(_ shape: Chart.Points.Shape, x: Double, y: Double) -> HTML {
        switch shape {
        case .circle: "M\(x - 4) \(y)a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"
        case .square: "M\(x - 4) \(y - 4)h8v8h-8z"
        case .triangle: "M\(x) \(y - 5)l5 9h-10z"
        case .diamond: "M\(x) \(y - 5.5)l5.5 5.5l-5.5 5.5l-5.5-5.5z"
        }
    }

    /// The points' labels, as far as there is room; what is drawn last is labelled first.
    var pointLabels: HTML {
        let frame = LabelPlacement.Box(x: xScale.start...xScale.end, y: yScale.end...yScale.start)
        let all = chart.layers.reversed().flatMap { layer -> [(Chart.Points.Point, SeriesStyle)] in
            guard case .points(let points) = layer else { return [] }
            return points.points.map { ($0, points.style) }
        }
        var taken = all.filter { !$0.0.label.isEmpty }.map { point, _ in
            let (x, y) = (xScale(point.x), yScale(point.y))
            return LabelPlacement.Box(x: x - 5...x + 5, y: y - 5...y + 5)
        }
        var pieces = [HTML]()
        for (point, _) in all where !point.label.isEmpty {
            let width = LabelPlacement.width(point.label)
            guard
                let box = LabelPlacement.beside(
                    x: xScale(point.x), y: yScale(point.y), width: width, height: Self.textHeight, within: frame,
                    taken: taken)
            else { continue }
            taken.append(box)
            pieces.append(
                "<text class=\"label\" x=\"\(box.x.lowerBound)\" y=\"\(box.y.upperBound - 3)\">\(point.label)</text>")
        }
        return HTML(pieces)
    }
}

extension Chart {
    /// The chart as a figure of a page, drawn for wide and for narrow windows; its caption alone where there is nothing
    /// to draw.
    ///
    /// - Parameter id: What no other figure of the page is called.
    public func figure(id: String) -> HTML {
        let kind: HTML = isHalf ? "half" : "full"
        guard hasContent else {
            return """
                <figure class="\(kind) empty" id="\(id)"><h3>\(title)</h3><figcaption>\(caption)</figcaption></figure>

                """
        }
        let sizes = [isHalf ? ChartSize.half : .wide, .narrow].map { ChartDrawing(self, size: $0) }
        let drawings = sizes.map { $0.svg(id: "\(id)-\($0.size.rawValue)") }
        return """
            <figure class="\(kind) chart" id="\(id)"><h3>\(title)</h3>
            \(HTML(drawings, separator: "\n"))
            <figcaption>\(caption)</figcaption>
            \(ChartData(chart: self, drawings: sizes).element)</figure>

            """
    }

    /// Whether there is anything to draw.
    public var hasContent: Bool {
        layers.contains { layer in
            switch layer {
            case .line(let line): line.points.contains { $0.y != nil }
            case .points(let points): !points.points.isEmpty
            case .band: false
            }
        }
    }
}

extension Chart {
    /// The chart as an SVG file of its own, wide and on white ground, for articles.
    public var image: String {
        let size = ChartSize.wide
        let drawing = ChartDrawing(self, size: size).svg(id: "chart").text
        let opening = "<svg class=\"\(size.rawValue)\""
        let (width, height) = (coordinateText(size.width), coordinateText(size.height))
        let head =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\""
        guard drawing.hasPrefix(opening), let end = drawing.firstIndex(of: ">") else { return drawing }
        let ground =
            "<style>\(Self.imageStyle)</style>"
            + "<rect width=\"\(width)\" height=\"\(height)\" fill=\"\(Page.lightGround)\"/>"
        let attributes = drawing[drawing.index(drawing.startIndex, offsetBy: opening.count)...end]
        return head + attributes + ground + drawing[drawing.index(after: end)...] + "\n"
    }

    private static let imageStyle =
        """
        text{font:12px system-ui,"Segoe UI",Roboto,sans-serif;fill:#566270}\
        text.label{fill:currentColor;font-weight:600}\
        path{fill:none;stroke:currentColor;stroke-linejoin:round}\
        .grid{stroke:#e7ebef}.axis{stroke:#d5dbe1}.leader{stroke:#a3adb8;stroke-dasharray:1 3}\
        .faded{color:#a3adb8}.band{fill:#b14a0022}\
        .dots path,.dots circle{fill:currentColor;stroke:#ffffff;stroke-width:1.5}
        """ + Page.lightColors.enumerated().map { ".c\($0){color:\($1)}" }.joined()
}

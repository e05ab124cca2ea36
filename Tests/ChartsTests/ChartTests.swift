import Charts
import Foundation
import Testing

/// Charts as they are drawn.
@Suite struct ChartTests {
    /// Every number in a drawing is finite and lies in its view box; widths are those of the two sizes.
    private func expectInside(_ html: String, _ comment: String) throws {
        #expect(!html.contains(/NaN|inf\b/), "\(comment)")
        for drawing in html.matches(of: /viewBox="0 0 ([\d.]+) ([\d.]+)".*?<\/svg>/.dotMatchesNewlines()) {
            let (width, height) = (try #require(Double(drawing.output.1)), try #require(Double(drawing.output.2)))
            for match in drawing.output.0.matches(of: /[ML]([-\d.]+) ([-\d.]+)/) {
                let (x, y) = (try #require(Double(match.output.1)), try #require(Double(match.output.2)))
                #expect((0...width).contains(x) && (0...height).contains(y), "\(comment): \(match.output.0)")
            }
        }
    }

    private func chart(_ points: [ChartPoint], limits: ClosedRange<Double>? = nil) -> Chart {
        Chart(
            title: "a title", caption: "a caption", xAxis: Chart.Axis("x"), yAxis: Chart.Axis("y", limits: limits),
            layers: [
                .band(Chart.Band("band", -Double.infinity...3)),
                .line(Chart.Line("line", points, style: SeriesStyle(0), shape: .steps)),
                .line(Chart.Line("other", points, style: SeriesStyle(1, dash: 1))),
            ])
    }

    @Test func whateverIsDrawnStaysInside() throws {
        var generator = SystemIndependentGenerator(seed: 3)
        let sizes = [0, 1e-18, 1, 1e6, 1e40, 1e58]
        for round in 0..<300 {
            let size = sizes[round % sizes.count]
            let points = (0..<Int.random(in: 1...30, using: &generator)).map { index in
                ChartPoint(
                    x: Double(index / 2),
                    y: index % 7 == 5 ? nil : Double.random(in: -1...1, using: &generator) * size)
            }
            try expectInside(chart(points).figure(id: "a").text, "\(round)")
            try expectInside(chart(points, limits: -0.1...0.1).figure(id: "a").text, "\(round)")
        }
        try expectInside(
            chart([ChartPoint(x: .infinity, y: 1), ChartPoint(x: .nan, y: .nan)]).figure(id: "a").text, "nan")
    }

    @Test func intervalsShapesAndLabels() throws {
        var certain = Chart.Points.Point(x: 1, y: 2)
        certain.label = "best"
        certain.yInterval = 1...4
        certain.xInterval = 0.5...1.5
        var faded = Chart.Points.Point(x: 3, y: 1)
        faded.isFaded = true
        faded.hint = "seed 7"
        for shape in Chart.Points.Shape.allCases {
            let figure = Chart(
                title: "frontier", caption: "", xAxis: Chart.Axis("cost"), yAxis: Chart.Axis("gain"),
                layers: [
                    .points(Chart.Points("runs", [certain, faded], style: SeriesStyle(2), shape: shape)),
                    .line(
                        Chart.Line("pareto", [ChartPoint(x: 1, y: 2), ChartPoint(x: 3, y: 1)], style: SeriesStyle(1))),
                ]
            ).figure(id: "f")
            try expectInside(figure.text, "\(shape)")
            #expect(figure.text.matches(of: /class="interval"/).count == 4)
            #expect(figure.text.contains(">best</text>") && figure.text.contains("<title>seed 7</title>"))
            #expect(figure.text.contains("class=\"back\""))
        }
    }

    @Test func nothingToDrawIsSaid() {
        let figure = chart([ChartPoint(x: 1, y: nil)]).figure(id: "a").text
        #expect(!figure.contains("<svg") && figure.contains("a caption"))
    }

    @Test func textsAreNoMarkup() {
        let hostile = "</title><script>alert('x')</script>&\"\u{202E}"
        var chart = chart([ChartPoint(x: 0, y: 0), ChartPoint(x: 1, y: 1)])
        chart.title = hostile
        chart.caption = hostile
        chart.yAxis.name = hostile
        chart.layers.append(.line(Chart.Line(hostile, [ChartPoint(x: 0, y: 1)], style: SeriesStyle(3))))
        let page = Page(
            title: hostile, lead: "<p>\(hostile)</p>",
            sections: [Page.Section(id: "a", title: hostile, body: chart.figure(id: "c"))], maker: hostile
        ).html
        #expect(!page.contains("<script>alert") && !page.contains("\u{202E}"))
        #expect(escaped("<a href='x'>&\"\u{0}") == "&lt;a href=&#39;x&#39;&gt;&amp;&quot;\\u{0}")
    }

    /// The colours of series and texts as WCAG measures them.
    @Test func coloursStandOutOnTheirGround() throws {
        let page = Page(title: "", lead: "", sections: [], maker: "").html
        let schemes = page.matches(of: /:root\{([^}]*)\}/).map { String($0.output.1) }
        #expect(schemes.count == 2)
        for scheme in schemes {
            var colors = [String: Double]()
            for match in scheme.matches(of: /--([\w]+):#([0-9a-f]{6})\b/) {
                let value = try #require(Int(match.output.2, radix: 16))
                colors[String(match.output.1)] = luminance(value)
            }
            let ground = try #require(colors["ground"])
            for name in ["ink", "quiet", "bad", "good", "link"] + (0..<8).map({ "c\($0)" }) {
                let color = try #require(colors[name])
                let contrast = (max(color, ground) + 0.05) / (min(color, ground) + 0.05)
                #expect(contrast >= 4.5, "\(name) \(contrast)")
            }
        }
    }

    private func luminance(_ color: Int) -> Double {
        let parts = [16, 8, 0].map { shift -> Double in
            let part = Double(color >> shift & 255) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    @Test func exactFiguresKeepAllDigits() {
        #expect(
            NumberText.exact("2.439024390243902439").text == "<span class=\"n\">2.439024<i>390243902439</i></span>")
        #expect(NumberText.exact("40000").text == "<span class=\"n\">40000</span>")
        #expect(NumberText.short("-0.50000019") == "\u{2212}0.500000…")
        #expect(NumberText.short("0.500001") == "0.500001")
        #expect(NumberText.duration(90_061) == "1\u{A0}d 1\u{A0}h 1\u{A0}min 1\u{A0}s")
    }
}

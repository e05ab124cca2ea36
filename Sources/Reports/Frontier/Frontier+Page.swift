internal import Charts
internal import Simulation
public import Sweeps
internal import VirtualAMM

extension Frontier {
    /// The frontier as a page: the choice, two charts, every point, and how it was made.
    ///
    /// - Parameter maker: What made the page, such as "vamm 0.2.0".
    public func html(maker: String) -> String {
        Page(
            title: "The frontier of K: \(header.grid.market.name)", lead: lead,
            sections: [
                Page.Section(id: "charts", title: "Slippage against what it costs", body: charts),
                Page.Section(id: "points", title: "Every point", body: table),
                Page.Section(id: "method", title: "How this was made", body: method),
            ],
            maker: "Made by \(maker). Means and intervals are computed in floating point; every run is exact."
        ).html
    }

    private var lead: HTML {
        let grid = header.grid
        let facts = [
            "market \(grid.market.name)", "revision \(grid.market.revision.rawValue)",
            "\(points.count) points of \(axes.isEmpty ? "nothing varied" : axes.joined(separator: " × "))",
            "\(grid.seeds.count) \(grid.seeds.count == 1 ? "seed" : "seeds") each",
            runCount == grid.runCount ? "\(runCount) runs" : "\(runCount) of \(grid.runCount) runs so far",
        ]
        return """
            <p><strong>\(verdict)</strong></p>
            <p class="facts">\(facts.joined(separator: " · "))</p>
            """
    }

    // MARK: Charts

    private var charts: HTML {
        let tracking = chart(
            title: "Slippage against tracking error", xName: "tracking error (\(measures.tracking)), %",
            caption: trackingCaption, factor: 100, \.tracking, \.isOnTrackingFrontier)
        let drawdown = chart(
            title: "Slippage against the fund's drawdown", xName: "largest fall of the insurance fund, quote",
            caption:
                "What a choice of K costs the insurance fund at its worst. The same points, marked in the same way.",
            factor: 1, \.drawdown, \.isOnDrawdownFrontier)
        return "<div class=\"charts\">\(tracking.figure(id: "tracking"))\(drawdown.figure(id: "drawdown"))</div>"
    }

    private var trackingCaption: String {
        let names = axes.isEmpty ? "" : " Labels are values of \(axes.joined(separator: ", "))."
        let chosen = !points.contains(where: \.isChosen) ? "" : " Diamonds are what it would choose."
        return "Lower left is better. The line joins the points that no other one beats; the others are faded."
            + "\(chosen) Bars are 95 % intervals over seeds.\(names)"
    }

    /// More points than this that are beaten would hide the others.
    private static let mostFaded = 2000
    /// With more points than this their bars would hide each other.
    private static let mostBars = 60

    /// More labels than this would lie on each other; pointing at a point shows what it is.
    private static let mostLabels = 16

    private func chart(
        title: String, xName: String, caption: String, factor: Double, _ x: (FrontierPoint) -> Estimate,
        _ isOn: (FrontierPoint) -> Bool
    ) -> Chart {
        let on = points.filter(isOn).sorted { (x($0).mean, $0.point) < (x($1).mean, $1.point) }
        let beaten = points.filter { !isOn($0) && !$0.isChosen }
        let stride = beaten.count / Self.mostFaded + 1
        let faded = beaten.enumerated().filter { $0.offset % stride == 0 }.map {
            drawn($0.element, x, factor, isFaded: true)
        }
        let others = on.filter { !$0.isChosen }
        let labelled = others.count / (Self.mostLabels + 1) + 1
        let shown = others.enumerated().map { place, point in
            drawn(point, x, factor, isLabelled: place.isMultiple(of: labelled))
        }
        let line = on.map { ChartPoint(x: x($0).mean * factor, y: $0.slippage.mean * 100) }
        return Chart(
            title: title, caption: caption, xAxis: Chart.Axis(xName, includes: [0]),
            yAxis: Chart.Axis("slippage (\(measures.slippage)), %", includes: [0]),
            layers: [
                .points(Chart.Points("beaten", faded, style: SeriesStyle(7))),
                .line(Chart.Line("", line, style: .faded)),
                .points(
                    Chart.Points(
                        "chosen", points.filter(\.isChosen).map { drawn($0, x, factor) }, style: SeriesStyle(1),
                        shape: .diamond)),
                .points(Chart.Points("not beaten", shown, style: SeriesStyle(0))),
            ])
    }

    private func drawn(
        _ point: FrontierPoint, _ x: (FrontierPoint) -> Estimate, _ factor: Double, isFaded: Bool = false,
        isLabelled: Bool = true
    ) -> Chart.Points.Point {
        let (across, up) = (x(point), point.slippage)
        var drawn = Chart.Points.Point(x: across.mean * factor, y: up.mean * 100)
        drawn.isFaded = isFaded
        drawn.label = isFaded || !isLabelled ? "" : point.label
        drawn.hint = zip(axes, point.values).map { "\($0) = \($1)" }.joined(separator: ", ")
        if !isFaded, points.count <= Self.mostBars {
            drawn.xInterval = across.interval.lowerBound * factor...across.interval.upperBound * factor
            drawn.yInterval = up.interval.lowerBound * 100...up.interval.upperBound * 100
        }
        return drawn
    }

    // MARK: Table

    /// A page with more rows than this would be slow to open.
    private static let mostRows = 500

    private var table: HTML {
        let isLong = points.count > Self.mostRows
        let shown =
            isLong ? points.filter { $0.isOnTrackingFrontier || $0.isOnDrawdownFrontier || $0.isChosen } : points
        let places = Set(shown.prefix(Self.mostRows).map(\.point))
        let rows = zip(points, self.rows.dropFirst()).filter { places.contains($0.0.point) }.map { point, row in
            row.map { cell -> HTML in point.isChosen ? "<strong>\(cell)</strong>" : "\(cell)" }
        }
        let header = self.rows[0]
        let note: HTML =
            isLong ? "<p>Only points that are not beaten, at most \(Self.mostRows); --json has all of them.</p>" : ""
        let table = Page.table(
            label: "Every point", header: header, rows: rows, numeric: Set(1..<header.count - 1))
        return "\(note)\(table)"
    }

    // MARK: Method

    private var method: HTML {
        let grid = header.grid
        let axes = grid.axes.map { axis -> HTML in
            let values = axis.values.prefix(40).joined(separator: ", ") + (axis.values.count > 40 ? ", …" : "")
            let note: HTML = axis.path == SweepGrid.multiplierPath ? " (both reserves times this; the price stays)" : ""
            return "<li>\(axis.path)\(note): \(values)</li>"
        }
        let seeds =
            grid.seeds.prefix(40).map(String.init).joined(separator: ", ") + (grid.seeds.count > 40 ? ", …" : "")
        return """
            <p>The table says for each point on which frontier it is: of tracking error, of drawdown, of both, or that \
            it is beaten in both. The market \(grid.market.name) was run at every point of a grid, once for each seed \
            (\(seeds)), by \(header.program); grid \(header.gridHash).</p>
            <ul>\(HTML(axes))</ul>
            <p>Tracking error is the measure tracking.\(measures.tracking) of a run, slippage is slippage.\
            \(measures.slippage), the fund's drawdown is fund.maxDrawdown, √K is k.rootMean. Each figure is the mean \
            over seeds; ± is half of the 95 % interval of Student's t, t · s / √n with n − 1 degrees of freedom. \
            Whether a point is beaten is told by the means.</p>
            <p>The rule of the choice: among the points of the first chart that are not beaten, both measures are \
            scaled to 0 for the least and 1 for the largest. The knee is the point nearest to 0, 0. Chosen are the \
            knee and the points whose intervals overlap the knee's in both measures. There is no sensible choice \
            where the knee is an end of the frontier, where nothing lies between its ends, or where intervals are as \
            wide as the frontier. Another weight of the two measures leads to another choice: the charts are there \
            to make it.</p>

            """
    }
}

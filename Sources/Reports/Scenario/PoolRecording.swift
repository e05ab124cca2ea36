internal import Charts
internal import FixedPoint
internal import Scenarios

/// What a page needs of one pool's history.
struct PoolRecording {
    var spot: SeriesSampler
    var twap: SeriesSampler
    var index: SeriesSampler
    var indexTwap: SeriesSampler
    var fundingRate: SeriesSampler
    var cumulativePremium: SeriesSampler
    var longSize: SeriesSampler
    var shortSize: SeriesSampler
    var longNotional: SeriesSampler
    var shortNotional: SeriesSampler
    var curve = CurvePath()
    var traders: TraderRecording

    init(range: ClosedRange<Double>, traders: Int) {
        let sampler = SeriesSampler(range: range, columns: Recording.columns)
        (spot, twap, index, indexTwap, fundingRate) = (sampler, sampler, sampler, sampler, sampler)
        (cumulativePremium, longSize, shortSize) = (sampler, sampler, sampler)
        (longNotional, shortNotional) = (sampler, sampler)
        self.traders = TraderRecording(range: range, traders: traders)
    }

    /// Takes the market after a step; `index` is the pool's place.
    mutating func add(_ step: HistoryStep, _ figures: PoolFigures, index place: Int, x: Double) {
        func point(_ value: Double?) -> ChartPoint { ChartPoint(x: x, y: value) }
        spot.append(point(figures.spotPrice?.drawn))
        twap.append(point(figures.twapPrice?.drawn))
        index.append(point(figures.indexPrice?.drawn))
        indexTwap.append(point(figures.indexTwapPrice?.drawn))
        if step.isFundingSettlement, step.pool == place { fundingRate.append(point(figures.fundingRate.drawn)) }
        cumulativePremium.append(point(figures.cumulativePremiumFraction.drawn))
        longSize.append(point(figures.long.size?.drawn))
        shortSize.append(point(figures.short.size.map { -$0.drawn }))
        longNotional.append(point(figures.long.notional?.drawn))
        shortNotional.append(point(figures.short.notional?.drawn))
        curve.add(
            base: figures.baseAssetReserve.drawn, quote: figures.quoteAssetReserve.drawn, step: step.number,
            isNewCurve: step.number == 0 || step.isLiquidityMigration && step.pool == place)
        traders.add(step, figures, pool: place, maintenance: step.figures.maintenanceMarginRatio, x: x)
    }

    /// The pool's charts and its table of traders.
    func body(id: String, marks: [Chart.Mark], end: [PositionFigures]) -> HTML {
        var charts = [priceChart, curve.chart, traders.chart, longShortChart, notionalChart, rateChart, premiumChart]
        for place in charts.indices where charts[place].xAxis.unit == .duration && !charts[place].isHalf {
            charts[place].showMarks(marks)
        }
        let figures = charts.enumerated().map { $1.figure(id: "\(id)-chart-\($0 + 1)") }
        return "<div class=\"charts\">\(HTML(figures))</div>\n\(traders.table(end: end))"
    }

    private var priceChart: Chart {
        Chart(
            title: "Mark and index",
            caption:
                "The mark is the price of the reserves, the index what the oracle says. Each TWAP is its average over "
                + "3600 seconds; funding follows their distance.",
            xAxis: .time, yAxis: Chart.Axis("price, in quote per base"),
            layers: [
                .line(Chart.Line("index TWAP", indexTwap.samples, style: SeriesStyle(3, dash: 2, width: 1.5))),
                .line(Chart.Line("mark TWAP", twap.samples, style: SeriesStyle(2, dash: 3, width: 1.5))),
                .line(Chart.Line("index", index.samples, style: SeriesStyle(1, dash: 1), shape: .steps)),
                .line(Chart.Line("mark", spot.samples, style: SeriesStyle(0, width: 2.5), shape: .steps)),
            ])
    }

    private var longShortChart: Chart {
        openInterest(
            "base", caption: "The sum of all long positions above 0, of all short ones below.", longSize, shortSize)
    }

    private var notionalChart: Chart {
        openInterest("quote", caption: "What the open positions were opened for.", longNotional, shortNotional)
    }

    private func openInterest(
        _ asset: String, caption: String, _ long: SeriesSampler, _ short: SeriesSampler
    ) -> Chart {
        var chart = Chart(
            title: "Open interest, in \(asset)", caption: caption, xAxis: .time,
            yAxis: Chart.Axis(asset, includes: [0]),
            layers: [
                .line(Chart.Line("long", long.samples, style: SeriesStyle(0), shape: .steps)),
                .line(Chart.Line("short", short.samples, style: SeriesStyle(1, dash: 1), shape: .steps)),
            ])
        chart.isHalf = true
        return chart
    }

    private var rateChart: Chart {
        let points = fundingRate.samples.compactMap { point -> Chart.Points.Point? in
            guard let y = point.y else { return nil }
            var mark = Chart.Points.Point(x: point.x, y: y)
            // A stem from 0 shows the sign.
            mark.yInterval = min(0, y)...max(0, y)
            return mark
        }
        let isEmpty = points.isEmpty
        var chart = Chart(
            title: "Funding rate",
            caption: isEmpty
                ? "Funding was never settled on this pool."
                : "Each settlement: above 0 longs pay shorts, below 0 shorts pay longs.",
            xAxis: .time, yAxis: Chart.Axis("rate, of the index price", unit: .percent, includes: [0]),
            layers: isEmpty
                ? [] : [.points(Chart.Points("settlements", points, style: SeriesStyle(3), shape: .diamond))])
        if !isEmpty {
            chart.layers.append(.line(Chart.Line("", spot.samples.map { ChartPoint(x: $0.x, y: 0) }, style: .faded)))
        }
        chart.isHalf = true
        return chart
    }

    private var premiumChart: Chart {
        let isEmpty = fundingRate.count == 0
        var chart = Chart(
            title: "Funding paid so far",
            caption: isEmpty
                ? "No premium was ever paid on this pool."
                : "What a long of 1 base has paid since the start, in quote.",
            xAxis: .time, yAxis: Chart.Axis("quote per base", includes: [0]),
            layers: isEmpty
                ? []
                : [.line(Chart.Line("paid", cumulativePremium.samples, style: SeriesStyle(3), shape: .steps))])
        chart.isHalf = true
        return chart
    }
}

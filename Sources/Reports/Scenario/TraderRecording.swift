internal import Charts
internal import Conformance
internal import FixedPoint

/// What a page needs of the positions on one pool.
struct TraderRecording {
    private struct Trader {
        let name: String
        var ratio: SeriesSampler
        var lowest: (ratio: SignedDecimal18, step: Int)?
        var isOpen = false
        var liquidations = 0
    }

    private let order: [String: Int]
    private let range: ClosedRange<Double>
    private let columns: Int
    private let names: [String]
    /// By the places of `names`; nil for those who never had a position.
    private var traders: [Trader?]
    private var open: [Int] = []
    private var maintenance: SeriesSampler
    /// The lowest ratio of all open positions.
    private var lowest: SeriesSampler
    private var highestMaintenance = 0.0
    private var liquidations: [Chart.Points.Point] = []

    private static let mostLabelled = 7
    private static let mostDrawn = 40
    private static let mostRows = 200
    private static let mostLiquidations = 400

    init(range: ClosedRange<Double>, traders names: [String]) {
        self.names = names
        self.range = range
        order = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        columns = max(60, min(Recording.columns, 6000 / max(1, names.count)))
        traders = Array(repeating: nil, count: names.count)
        maintenance = SeriesSampler(range: range, columns: Recording.columns)
        lowest = maintenance
    }

    mutating func add(_ step: HistoryStep, _ figures: PoolFigures, pool: Int, maintenance: Decimal18, x: Double) {
        self.maintenance.append(ChartPoint(x: x, y: maintenance.drawn))
        highestMaintenance = max(highestMaintenance, maintenance.drawn)
        if step.isLiquidation, step.pool == pool { noteLiquidation(step, x: x) }
        lowest.append(ChartPoint(x: x, y: figures.positions.compactMap(\.marginRatio).min()?.drawn))
        let before = open
        for place in before { traders[place]?.isOpen = false }
        open = []
        for position in figures.positions {
            guard let place = order[position.trader] else { continue }
            open.append(place)
            note(position, place: place, step: step.number, x: x)
        }
        for place in before where traders[place]?.isOpen == false {
            traders[place]?.ratio.append(ChartPoint(x: x, y: nil))
        }
    }

    private mutating func note(_ position: PositionFigures, place: Int, step: Int, x: Double) {
        var trader =
            traders[place] ?? Trader(name: names[place], ratio: SeriesSampler(range: range, columns: columns))
        traders[place] = nil
        trader.isOpen = true
        trader.ratio.append(ChartPoint(x: x, y: position.marginRatio?.drawn))
        if let ratio = position.marginRatio, trader.lowest.map({ ratio < $0.ratio }) ?? true {
            trader.lowest = (ratio, step)
        }
        traders[place] = trader
    }

    private mutating func noteLiquidation(_ step: HistoryStep, x: Double) {
        guard let name = step.arguments.first(where: { $0.name == "trader" })?.value, let place = order[name]
        else { return }
        traders[place]?.liquidations += 1
        guard let ratio = step.liquidatedMarginRatio, liquidations.count < Self.mostLiquidations else { return }
        var point = Chart.Points.Point(x: x, y: ratio.drawn)
        point.hint = "step \(step.number): \(name) liquidated at \(NumberText.percent(ratio))"
        liquidations.append(point)
    }

    /// Those who ever had a position, the one that came closest to liquidation first.
    private var ranked: [Trader] {
        traders.compactMap(\.self).enumerated().sorted { left, right in
            switch (left.element.lowest?.ratio, right.element.lowest?.ratio) {
            case (let one?, let other?): one == other ? left.offset < right.offset : one < other
            case (nil, nil): left.offset < right.offset
            case (let one, _): one != nil
            }
        }.map(\.element)
    }

    var chart: Chart {
        let ranked = ranked
        let limits = -0.25...min(10, max(0.5, highestMaintenance * 4))
        // Many lines can't be told apart: then the lowest ratio of all stands out before the grey rest.
        let isCrowd = ranked.count > Self.mostLabelled
        let each = ranked.prefix(Self.mostDrawn).enumerated().map { place, trader -> Chart.Layer in
            .line(
                Chart.Line(
                    isCrowd ? "" : trader.name, trader.ratio.samples,
                    style: isCrowd ? .faded : SeriesStyle(place, dash: place), shape: .steps))
        }
        let lines: [Chart.Layer] =
            isCrowd
            ? [.line(Chart.Line("lowest of all", lowest.samples, style: SeriesStyle(0), shape: .steps))] + each : each
        let limit: [Chart.Layer] = [
            .band(Chart.Band("may be liquidated", -10...lowestMaintenance)),
            .line(Chart.Line("maintenance", maintenance.samples, style: .limit, shape: .steps)),
        ]
        let marks: [Chart.Layer] =
            liquidations.isEmpty
            ? [] : [.points(Chart.Points("liquidations", liquidations, style: SeriesStyle(7), shape: .triangle))]
        return Chart(
            title: "Margin ratios", caption: caption(ranked, limits: limits), xAxis: .time,
            yAxis: Chart.Axis("margin ratio", unit: .percent, includes: [0], limits: limits),
            layers: ranked.isEmpty ? [] : limit + lines.reversed() + marks)
    }

    private var lowestMaintenance: Double { maintenance.samples.compactMap(\.y).min() ?? 0 }

    private func caption(_ ranked: [Trader], limits: ClosedRange<Double>) -> String {
        if ranked.isEmpty { return "No position was ever open on this pool." }
        let percent = { (value: Double) in NumberText.scaled(Int((value * 100).rounded()), exponent: 0) + " %" }
        var text = "Below the maintenance line a position may be liquidated."
        let drawn = ranked.prefix(Self.mostDrawn).flatMap { $0.ratio.samples.compactMap(\.y) }
        if drawn.contains(where: { !limits.contains($0) }) {
            let (low, high) = (percent(limits.lowerBound), percent(limits.upperBound))
            text += " What lies beyond \(low) and \(high) is drawn at the edge."
        }
        if !liquidations.isEmpty { text += " Triangles: liquidations, at the ratio right before." }
        if ranked.count > Self.mostLabelled {
            text += " Grey: \(ranked.count > Self.mostDrawn ? "the \(Self.mostDrawn) that came lowest of " : "all ")"
            text += "\(ranked.count) traders; the table names them."
        }
        return text
    }

    /// Everyone who ever had a position, with what is left of it.
    func table(end: [PositionFigures]) -> HTML {
        let ranked = ranked
        if ranked.isEmpty { return "" }
        let last = Dictionary(end.map { ($0.trader, $0) }, uniquingKeysWith: { first, _ in first })
        let rows = ranked.prefix(Self.mostRows).map { trader -> [HTML] in
            let position = last[trader.name]
            func cell(_ value: String?) -> HTML { value.map(NumberText.exact) ?? "–" }
            let lowest: HTML =
                trader.lowest.map { "\(NumberText.percent($0.ratio)) after step \($0.step)" } ?? "–"
            return [
                "\(trader.name)", lowest, "\(trader.liquidations)", cell(position?.size.description),
                cell(position?.margin.description), cell(position?.openNotional.description),
                position.map { position in position.marginRatio.map { "\(NumberText.percent($0))" } ?? "reverts" }
                    ?? "–",
            ]
        }
        let rest: HTML =
            ranked.count > Self.mostRows
            ? "<p>\(ranked.count - Self.mostRows) traders who stayed further from liquidation are left out.</p>" : ""
        return """
            <h3>Traders, the one nearest to liquidation first</h3>
            \(Page.table(
                label: "Traders",
                header: [
                    "", "lowest margin ratio", "liquidations", "size at the end", "margin", "open notional",
                    "margin ratio",
                ], rows: Array(rows), numeric: [1, 2, 3, 4, 5, 6]))\(rest)
            """
    }
}

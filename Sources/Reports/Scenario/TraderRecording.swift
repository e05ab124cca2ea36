internal import Charts
internal import Clearing
internal import FixedPoint
internal import Messages
internal import Scenarios

/// What a page needs of the positions on one pool.
struct TraderRecording {
    private struct Trader {
        let name: String
        var ratio: SeriesSampler
        var lowest: Lowest?
        var isOpen = false
        /// The ratio that was seen last, while it is open.
        var last: SignedDecimal18?
        var liquidations = 0
    }

    /// A ratio with where it was met.
    private struct Lowest {
        let ratio: SignedDecimal18
        let step: Int
        /// The price that it was taken by where it decided about a liquidation.
        var price: Valuation?

        var text: HTML {
            let figure = NumberText.percent(ratio)
            guard let price else { return "\(figure) after step \(step)" }
            return "\(figure) by \(price.text), which decided at step \(step)"
        }
    }

    private let range: ClosedRange<Double>
    private let columns: Int
    /// Whether everybody is followed.
    private let isEverybody: Bool
    /// Those who are followed and had a position, in the order in which they are first seen.
    private var traders: [Trader] = []
    private var places: [Spelling: Int] = [:]
    private var maintenance: SeriesSampler
    /// The lowest ratio of all open positions that are followed.
    private var lowest: SeriesSampler
    private var highestMaintenance = 0.0
    private var liquidations: [Chart.Points.Point] = []

    private static let mostLabelled = 7
    private static let mostLiquidations = 400

    init(range: ClosedRange<Double>, traders count: Int) {
        self.range = range
        let followed = min(count, ScenarioHistory.mostFollowed)
        isEverybody = count <= ScenarioHistory.mostFollowed
        columns = max(60, min(Recording.columns, 6000 / max(1, followed)))
        maintenance = SeriesSampler(range: range, columns: Recording.columns)
        lowest = maintenance
    }

    mutating func add(_ step: HistoryStep, _ figures: PoolFigures, pool: Int, maintenance: Decimal18, x: Double) {
        self.maintenance.append(ChartPoint(x: x, y: maintenance.drawn))
        highestMaintenance = max(highestMaintenance, maintenance.drawn)
        if step.isLiquidation, step.pool == pool { noteLiquidation(step, x: x) }
        for (name, position) in figures.looked { note(name, position, step: step.number, x: x) }
        lowest.append(ChartPoint(x: x, y: traders.compactMap { $0.isOpen ? $0.last : nil }.min()?.drawn))
    }

    private mutating func note(_ name: String, _ position: PositionFigures?, step: Int, x: Double) {
        guard let position else {
            guard let place = places[Spelling(name)], traders[place].isOpen else { return }
            (traders[place].isOpen, traders[place].last) = (false, nil)
            traders[place].ratio.append(ChartPoint(x: x, y: nil))
            return
        }
        let place = places[Spelling(name)] ?? traders.count
        if place == traders.count {
            places[Spelling(name)] = place
            traders.append(Trader(name: name, ratio: SeriesSampler(range: range, columns: columns)))
        }
        traders[place].isOpen = true
        traders[place].last = position.marginRatio
        traders[place].ratio.append(ChartPoint(x: x, y: position.marginRatio?.drawn))
        if let ratio = position.marginRatio { meet(Lowest(ratio: ratio, step: step), place) }
    }

    private mutating func meet(_ met: Lowest, _ place: Int) {
        if traders[place].lowest.map({ met.ratio < $0.ratio }) ?? true { traders[place].lowest = met }
    }

    private mutating func noteLiquidation(_ step: HistoryStep, x: Double) {
        guard let name = step.liquidatedTrader else { return }
        if let place = places[Spelling(name)] { traders[place].liquidations += 1 }
        guard let deciding = step.decidingRatio else { return }
        let drawn = ChartPoint(x: x, y: deciding.ratio.drawn)
        if let place = places[Spelling(name)] {
            // The line goes to where the position was liquidated, and then to what is left of it.
            traders[place].ratio.append(drawn)
            meet(Lowest(ratio: deciding.ratio, step: step.number, price: deciding.valuation), place)
            let others = traders.compactMap { $0.isOpen ? $0.last : nil }.min() ?? deciding.ratio
            lowest.append(ChartPoint(x: x, y: min(others, deciding.ratio).drawn))
        }
        guard liquidations.count < Self.mostLiquidations else { return }
        var point = Chart.Points.Point(x: x, y: deciding.ratio.drawn)
        point.hint =
            "step \(step.number): \(name) liquidated at \(NumberText.percent(deciding.ratio)) by "
            + deciding.valuation.text
        liquidations.append(point)
    }

    /// Those who are followed, the one that came closest to liquidation first.
    private var ranked: [Trader] {
        traders.enumerated().sorted { left, right in
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
        let each = ranked.enumerated().map { place, trader -> Chart.Layer in
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
        let drawn = ranked.flatMap { $0.ratio.samples.compactMap(\.y) }
        if drawn.contains(where: { !limits.contains($0) }) {
            let (low, high) = (percent(limits.lowerBound), percent(limits.upperBound))
            text += " What lies beyond \(low) and \(high) is drawn at the edge."
        }
        if !liquidations.isEmpty { text += " Triangles: liquidations, at the ratio that decided." }
        if ranked.count > Self.mostLabelled {
            text += " Grey: \(isEverybody ? "all \(ranked.count) traders" : "the \(ranked.count) that came lowest")"
            text += "; the table names them."
        }
        return text
    }

    /// Those who are followed, with what is left of their positions.
    func table(end: [PositionFigures]) -> HTML {
        let ranked = ranked
        if ranked.isEmpty { return "" }
        let last = Dictionary(end.map { (Spelling($0.trader), $0) }, uniquingKeysWith: { first, _ in first })
        let rows = ranked.map { trader -> [HTML] in
            let position = last[Spelling(trader.name)]
            func cell(_ value: String?) -> HTML { value.map(NumberText.exact) ?? "–" }
            let lowest = trader.lowest?.text ?? "–"
            return [
                "\(trader.name)", lowest, "\(trader.liquidations)", cell(position?.size.description),
                cell(position?.margin.description), cell(position?.openNotional.description),
                position.map { position in position.marginRatio.map { "\(NumberText.percent($0))" } ?? "reverts" }
                    ?? "–",
            ]
        }
        let others = end.filter { places[Spelling($0.trader)] == nil }.count
        let rest: HTML =
            others > 0
            ? "<p>\(others) open positions of traders who stayed further from liquidation are left out.</p>" : ""
        return """
            <h3>Traders, the one nearest to liquidation first</h3>
            \(Page.table(
                label: "Traders",
                header: [
                    "", "lowest margin ratio", "liquidations", "size at the end", "margin", "open notional",
                    "margin ratio",
                ], rows: rows, numeric: [1, 2, 3, 4, 5, 6]))\(rest)
            """
    }
}

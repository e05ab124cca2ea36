internal import Charts

/// The reserves' way along x · y = k.
struct CurvePath {
    private struct Stop {
        var base: Double
        var quote: Double
        var steps: [Int]
        var curve: Int
    }

    private var stops: [Stop] = []
    private var curves: [Double] = []
    /// How many stops came in, and every how many of them one is kept.
    private var count = 0
    private var stride = 1
    private var base = Double.infinity...Double.infinity
    private var last: Stop?

    private static let mostStops = 2000
    private static let mostCurves = 12
    /// With more stops than this their numbers would only be noise.
    private static let mostLabels = 60

    mutating func add(base: Double, quote: Double, step: Int, isNewCurve: Bool) {
        guard base > 0, quote > 0, base.isFinite, quote.isFinite, (base * quote).isFinite else { return }
        if isNewCurve { curves.append(base * quote) }
        if let last, last.base == base, last.quote == quote { return }
        let stop = Stop(base: base, quote: quote, steps: [step], curve: curves.count - 1)
        last = stop
        if count % stride == 0 { stops.append(stop) }
        count += 1
        if stops.count > Self.mostStops {
            stride *= 2
            stops = stops.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        }
    }

    var chart: Chart {
        let all =
            stops
            + (stops.last.map { $0.base == last?.base && $0.quote == last?.quote } == true
                ? [] : [last].compactMap(\.self))
        let layers = curveLines(all) + [pathLine(all), .points(numbered(all)), .points(ends(all))]
        return Chart(
            title: "The curve and the way the reserves took",
            caption: caption, xAxis: Chart.Axis("base reserve"), yAxis: Chart.Axis("quote reserve"), layers: layers)
    }

    private var caption: String {
        let numbers =
            count > Self.mostLabels
            ? "" : " Numbers are the steps that moved the reserves there; where there is no room some are left out."
        let curve = curves.count > 1 ? "Each thin line is x · y = k for one K." : "The thin line is x · y = k."
        return count < 2
            ? "\(curve) The reserves never moved."
            : "\(curve) Longs move the reserves up along it, shorts down.\(numbers)"
    }

    /// The curves as far as the window reaches, which the stops decide.
    private func curveLines(_ stops: [Stop]) -> [Chart.Layer] {
        guard let least = stops.map(\.base).min(), let most = stops.map(\.base).max(),
            let low = stops.map(\.quote).min(), let high = stops.map(\.quote).max()
        else { return [] }
        let (side, rise) = (max((most - least) * 0.1, most * 1e-3), max((high - low) * 0.1, high * 1e-3))
        let pick = Array(curves.prefix(Self.mostCurves - 1)) + curves.dropFirst(Self.mostCurves - 1).suffix(1)
        return pick.map { k in
            // From edge to edge of the window.
            let from = max(least - side, k / (high + rise), least / 2)
            let to = min(most + side, k / max(low - rise, low / 2))
            let points =
                from < to
                ? (0...64).map { place -> ChartPoint in
                    let x = from + (to - from) * Double(place) / 64
                    return ChartPoint(x: x, y: k / x)
                } : []
            return .line(Chart.Line("", points, style: .faded))
        }
    }

    /// The way itself: along the curve within one K, straight from one K to the next.
    private func pathLine(_ stops: [Stop]) -> Chart.Layer {
        var points = stops.prefix(1).map { ChartPoint(x: $0.base, y: $0.quote) }
        let isFine = stops.count <= 200
        for (from, to) in zip(stops, stops.dropFirst()) {
            if isFine, from.curve == to.curve {
                let k = from.base * from.quote
                for part in 1..<12 {
                    let x = from.base + (to.base - from.base) * Double(part) / 12
                    points.append(ChartPoint(x: x, y: k / x))
                }
            }
            points.append(ChartPoint(x: to.base, y: to.quote))
        }
        return .line(Chart.Line("", points, style: SeriesStyle(0, width: 2.5)))
    }

    private func ends(_ stops: [Stop]) -> Chart.Points {
        var points = [Chart.Points.Point]()
        if let first = stops.first, let last = stops.last {
            var start = Chart.Points.Point(x: first.base, y: first.quote)
            var end = Chart.Points.Point(x: last.base, y: last.quote)
            let isSame = abs(first.base - last.base) <= first.base * 1e-6
            start.label = isSame && stops.count > 1 ? "start and end" : "start"
            end.label = isSame ? "" : "end"
            points = [start, end]
        }
        return Chart.Points("start and end", points, style: SeriesStyle(1), shape: .square)
    }

    /// The stops with their steps; those that lie on each other share a label.
    private func numbered(_ stops: [Stop]) -> Chart.Points {
        var places = [Stop]()
        for stop in stops.dropFirst() {
            if let same = places.firstIndex(where: {
                abs($0.base - stop.base) <= stop.base * 1e-6 && abs($0.quote - stop.quote) <= stop.quote * 1e-6
            }) {
                places[same].steps += stop.steps
            } else if places.count <= Self.mostLabels {
                places.append(stop)
            }
        }
        let isLabelled = count <= Self.mostLabels
        let points =
            isLabelled
            ? places.map { stop -> Chart.Points.Point in
                var point = Chart.Points.Point(x: stop.base, y: stop.quote)
                point.label =
                    stop.steps.prefix(4).map(String.init).joined(separator: ", ")
                    + (stop.steps.count > 4 ? ", …" : "")
                point.hint = "after step " + stop.steps.prefix(20).map(String.init).joined(separator: ", ")
                return point
            } : []
        return Chart.Points("steps", points, style: SeriesStyle(0))
    }
}

internal import Charts
internal import FixedPoint
internal import Markets
public import Simulation
internal import VirtualAMM

/// A simulation as one self-contained page: charts of every pool, every measure, the complete market.
public struct SimulationReport: Sendable {
    private let charts: SimulationCharts
    private let configuration: MarketConfiguration

    /// A page of a run that charts were made of.
    public init(_ configuration: MarketConfiguration, charts: SimulationCharts) {
        (self.configuration, self.charts) = (configuration, charts)
    }

    /// The complete file.
    ///
    /// - Parameters:
    ///   - result: What the run came to.
    ///   - maker: What made it, such as "vamm 0.2.0".
    public func html(_ result: SimulationResult, maker: String) -> String {
        let pools = (0..<charts.poolCount).map { pool -> Page.Section in
            let figures = SimulationCharts.Kind.allCases.map { kind in
                charts.chart(kind, pool: pool).figure(id: "pool-\(pool)-\(kind.rawValue)")
            }
            return Page.Section(
                id: "pool-\(pool)", title: charts.poolCount > 1 ? "Pool \(pool)" : "The pool",
                body: "<div class=\"charts\">\(HTML(figures))</div>")
        }
        return Page(
            title: result.name, lead: lead(result), sections: pools + [measures(result), market],
            maker: "Made by \(maker). Charts are drawn in floating point; figures are exact, or cut for reading."
        ).html
    }

    private func lead(_ result: SimulationResult) -> HTML {
        let span = NumberText.duration(configuration.run.blocks * configuration.run.secondsPerBlock)
        let facts = [
            "revision \(configuration.revision.rawValue)", "seed \(result.seed)",
            "\(result.blocks) blocks over \(span)",
            "\(result.calls) calls", "fingerprint \(result.fingerprint)",
        ]
        let summary: HTML = MarketConfiguration.summary(of: result.name).map { "<p>\($0)</p>" } ?? ""
        let names = ["tracking.mean", "tracking.p99", "slippage.medium", "arbitrage.profit", "badDebt", "k.cost"]
        let rows = result.measures.filter { names.contains($0.name) }.map(Self.row)
        return """
            \(summary)<p class="facts">\(facts.joined(separator: " · "))</p>
            \(Page.table(label: "In short", header: Self.header, rows: rows, numeric: [1]))
            """
    }

    private static let header = ["measure", "value", "unit"]

    private static func row(_ measure: Measure) -> [HTML] {
        ["\(measure.name)", NumberText.exact(measure.value), "\(measure.unit)"]
    }

    private func measures(_ result: SimulationResult) -> Page.Section {
        Page.Section(
            id: "measures", title: "Every measure",
            body: Page.table(
                label: "Every measure", header: Self.header, rows: result.measures.map(Self.row), numeric: [1]))
    }

    private var market: Page.Section {
        var rows: [[HTML]] = configuration.entries.filter { !$0.path.hasPrefix("index.series") }.map {
            ["\($0.path)", "\($0.value)"]
        }
        let points = configuration.index.series.count
        if points > 0 { rows.append(["index.series", "\(points) prices"]) }
        return Page.Section(
            id: "market", title: "The market",
            body: Page.table(label: "The market", header: ["field", "value"], rows: rows, numeric: [1]))
    }
}

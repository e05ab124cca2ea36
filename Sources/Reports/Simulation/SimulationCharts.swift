public import Charts
internal import FixedPoint
public import Simulation
internal import VirtualAMM

/// Draws a simulation while it runs; keeps no more of it than can be seen. One set of charts for each pool.
public struct SimulationCharts: Sendable {
    /// What there is to draw of a pool.
    public enum Kind: String, Sendable, CaseIterable {
        /// Index, what the oracle says of it, and mark.
        case prices
        /// How far the mark is from the index.
        case tracking
        /// √K.
        case depth
        /// The insurance fund.
        case fund
        /// The open notional.
        case openInterest
        /// Liquidations so far.
        case liquidations
    }

    private struct Pool: Sendable {
        var index, oracle, mark, tracking, depth, fund, openInterest, liquidations: SeriesSampler

        init(range: ClosedRange<Double>, columns: Int) {
            let sampler = SeriesSampler(range: range, columns: columns)
            (index, oracle, mark, tracking) = (sampler, sampler, sampler, sampler)
            (depth, fund, openInterest, liquidations) = (sampler, sampler, sampler, sampler)
        }
    }

    private let startTime: UInt64
    private var pools: [Pool]

    /// Charts of a run that has not begun.
    ///
    /// - Parameters:
    ///   - configuration: The market that will run.
    ///   - columns: How finely a line is drawn.
    public init(_ configuration: MarketConfiguration, columns: Int = 800) {
        startTime = configuration.run.startTime
        let end = Double(configuration.run.blocks) * Double(configuration.run.secondsPerBlock)
        pools = (0..<Int(configuration.pool.count)).map { _ in Pool(range: 0...end, columns: columns) }
    }

    /// Takes a pool at the end of a block.
    public mutating func add(_ record: BlockRecord) {
        guard pools.indices.contains(record.pool) else { return }
        let x = Double(record.block.timestamp) - Double(startTime)
        func point(_ value: Double?) -> ChartPoint { ChartPoint(x: x, y: value) }
        let (index, mark) = (record.indexPrice.drawn, record.spotPrice?.drawn)
        pools[record.pool].index.append(point(index))
        pools[record.pool].oracle.append(point(record.oraclePrice.drawn))
        pools[record.pool].mark.append(point(mark))
        pools[record.pool].tracking.append(point(mark.map { abs($0 - index) / index }))
        pools[record.pool].depth.append(point(record.rootOfK.drawn))
        pools[record.pool].fund.append(point(record.insuranceFund.drawn))
        pools[record.pool].openInterest.append(point(record.openInterest.drawn))
        pools[record.pool].liquidations.append(point(Double(record.liquidations)))
    }

    /// How many pools there are.
    public var poolCount: Int { pools.count }

    /// A chart of a pool, counted from 0.
    public func chart(_ kind: Kind, pool place: Int) -> Chart {
        let pool = pools[place]
        switch kind {
        case .prices: return Self.prices(index: pool.index, oracle: pool.oracle, mark: pool.mark)
        case .tracking: return Self.tracking(pool.tracking)
        case .depth:
            return Self.single(
                pool.depth, "Depth over time", "\u{221A}K, which falls and rises only as K is changed, or by rounding.",
                Chart.Axis("\u{221A}K"), SeriesStyle(4))
        case .fund:
            return Self.single(
                pool.fund, "Insurance fund", "It gains spreads and pays bad debt, funding and what changes of K cost.",
                Chart.Axis("quote"), SeriesStyle(2))
        case .openInterest:
            return Self.single(
                pool.openInterest, "Open interest", "What all open positions were opened for.",
                Chart.Axis("quote", includes: [0]), SeriesStyle(3))
        case .liquidations:
            return Self.single(
                pool.liquidations, "Liquidations so far", "Full and partial ones, on all pools.",
                Chart.Axis("liquidations", includes: [0]), SeriesStyle(1))
        }
    }

    private static var time: Chart.Axis { Chart.Axis("time since the start", unit: .duration) }

    private static func prices(index: SeriesSampler, oracle: SeriesSampler, mark: SeriesSampler) -> Chart {
        Chart(
            title: "Index, oracle and mark",
            caption:
                "The index is what the thing is worth, the oracle what is known of it on chain, the mark the pool's"
                + " price.",
            xAxis: time, yAxis: Chart.Axis("price, in quote per base"),
            layers: [
                .line(Chart.Line("oracle", oracle.samples, style: SeriesStyle(2, dash: 2, width: 1.5), shape: .steps)),
                .line(Chart.Line("index", index.samples, style: SeriesStyle(1, dash: 1))),
                .line(Chart.Line("mark", mark.samples, style: SeriesStyle(0))),
            ])
    }

    private static func tracking(_ samples: SeriesSampler) -> Chart {
        Chart(
            title: "Tracking error",
            caption: "The distance of the mark from the index, in relation to the index; shaded: above 5 %.",
            xAxis: time, yAxis: Chart.Axis("of the index", unit: .percent, includes: [0]),
            layers: [
                .band(Chart.Band("above 5 %", 0.05 ... .infinity)),
                .line(Chart.Line("", samples.samples, style: SeriesStyle(0))),
            ])
    }

    private static func single(
        _ samples: SeriesSampler, _ title: String, _ caption: String, _ axis: Chart.Axis, _ style: SeriesStyle
    ) -> Chart {
        var chart = Chart(
            title: title, caption: caption, xAxis: time, yAxis: axis,
            layers: [.line(Chart.Line("", samples.samples, style: style, shape: .steps))])
        chart.isHalf = true
        return chart
    }
}

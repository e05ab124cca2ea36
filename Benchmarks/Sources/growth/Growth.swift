import ArgumentParser
import Foundation
import Workloads

@main
struct Growth: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "growth",
        abstract: "Nanoseconds a call as positions and history grow: a table and a plot.",
        discussion: "All sizes are measured in turn, round by round; a figure is the median of its rounds.")

    @Option(help: "The largest number of positions, snapshots and steps.")
    var most = 1_000_000

    @Option(help: "How many rounds.")
    var rounds = 9

    @Option(help: "The folder for growth.md and growth.svg; without it only the table is printed.")
    var output: String?

    func validate() throws {
        guard most >= 100, rounds > 0 else {
            throw ValidationError("--most has to be at least 100, --rounds at least 1.")
        }
    }

    func run() throws {
        let sizes = sequence(first: 1) { $0 * 10 <= most ? $0 * 10 : nil }.map { $0 }
        var series = try Self.historySeries(sizes.filter { $0 >= 10 }) + Self.positionSeries(sizes)
        series.append(try Self.replaySeries(sizes))
        for round in 0...rounds {
            for index in series.indices { try series[index].measure(keep: round > 0) }
        }
        let report = Report(series: series, memory: try Memory.measure(most: most), rounds: rounds)
        print(report.markdown)
        guard let output else { return }
        let folder = URL(filePath: output, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try report.markdown.write(to: folder.appending(path: "growth.md"), atomically: true, encoding: .utf8)
        try Plot(series: series).svg.write(to: folder.appending(path: "growth.svg"), atomically: true, encoding: .utf8)
    }

    /// 100 positions, and a history that grows.
    private static func historySeries(_ sizes: [Int]) throws -> [Series] {
        let markets = try sizes.map { ($0, try GrownMarket(positions: min($0, 100), snapshots: $0)) }
        return [
            Series("reserve TWAP over an hour", of: "snapshots", markets) { try $0.reserveTWAP($1) },
            Series("payFunding", of: "snapshots", markets) { try $0.payFunding($1) },
        ]
    }

    private static func positionSeries(_ sizes: [Int]) throws -> [Series] {
        let markets = try sizes.map { ($0, try GrownMarket(positions: $0, snapshots: $0)) }
        return [
            Series(
                "openPosition, first of a trader", of: "positions", markets, prepare: { try $0.fundNewcomers($1) },
                body: { try $0.openPositions($1) }),
            Series("openPosition, growing", of: "positions", markets) { try $0.growPositions($1) },
        ]
    }

    private static func replaySeries(_ sizes: [Int]) throws -> Series {
        Series(
            name: "market replay, a step", unit: "steps",
            points: try sizes.map { size in
                // Short replays are repeated, so that a measurement is never below a thousand steps.
                let workload = Workload.replay(steps: size)
                let repeats = max(1, 1000 / size)
                _ = try workload.prepare()
                return Series.Point(size: size, calls: size * repeats) {
                    let bodies = try (0..<repeats).map { _ in try workload.prepare() }
                    return { for body in bodies { try body() } }
                }
            })
    }
}

/// One kind of call at several sizes.
struct Series {
    struct Point {
        var size: Int
        var calls: Int
        /// Prepares a round and hands over what is timed.
        var prepare: () throws -> (() throws -> Void)
        var times: [Double] = []

        var median: Double { times.sorted()[times.count / 2] }
    }

    var name: String
    /// What there are more and more of.
    var unit: String
    var points: [Point]

    init(name: String, unit: String, points: [Point]) {
        self.name = name
        self.unit = unit
        self.points = points
    }

    init(
        _ name: String, of unit: String, _ markets: [(Int, GrownMarket)],
        prepare: @escaping (GrownMarket, Int) throws -> Void = { _, _ in },
        body: @escaping (GrownMarket, Int) throws -> Void
    ) {
        let calls = 1000
        self.init(
            name: name, unit: unit,
            points: markets.map { size, market in
                Point(size: size, calls: calls) {
                    try prepare(market, calls)
                    return { try body(market, calls) }
                }
            })
    }

    mutating func measure(keep: Bool) throws {
        let clock = ContinuousClock()
        for index in points.indices {
            let body = try points[index].prepare()
            let duration = try clock.measure(body).components
            guard keep else { continue }
            let nanoseconds = Double(duration.seconds) * 1e9 + Double(duration.attoseconds) / 1e9
            points[index].times.append(nanoseconds / Double(points[index].calls))
        }
    }
}

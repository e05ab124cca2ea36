internal import Files
internal import FixedPoint
internal import Foundation

/// The frontier of a swept grid: slippage against tracking error and against the fund's drawdown, as means over seeds
/// with intervals, the points that no other one beats, and which of them it would choose.
public struct Frontier: Sendable {
    /// Which measures of the runs are compared.
    public struct Measures: Hashable, Sendable {
        /// "tracking." and this: mean, median, p90, p99, max, outside1Percent, outside5Percent.
        public var tracking: String
        /// "slippage." and this: average, small, medium, large.
        public var slippage: String

        /// The mean tracking error and the average slippage, unless others are named.
        public init(tracking: String = "mean", slippage: String = "average") {
            (self.tracking, self.slippage) = (tracking, slippage)
        }

        /// The names that tracking may have.
        public static let trackingNames = ["mean", "median", "p90", "p99", "max", "outside1Percent", "outside5Percent"]
        /// The names that slippage may have.
        public static let slippageNames = ["average", "small", "medium", "large"]

        var names: [String] { ["tracking.\(tracking)", "slippage.\(slippage)", "fund.maxDrawdown", "k.rootMean"] }
    }

    /// Whose results they are.
    public let header: SweepHeader
    /// Which measures are compared.
    public let measures: Measures
    /// The points that were run, in the order of the grid.
    public let points: [FrontierPoint]
    /// How many runs there are.
    public let runCount: Int
    /// What to decide; nil where nothing is to be decided, or no seed was run for every point.
    public let choice: SweptChoice?

    /// Reads a result file; "-" is standard input.
    ///
    /// - Throws: Where it can't be read, or is no result file, or has no runs.
    public init(
        path: String, measures: Measures = Measures(), objective: Objective = .standard, margin: Double? = nil
    ) throws(SweepError) {
        let name = path == "-" ? "standard input" : path
        do throws(FileError) {
            let results = try FrontierResults(path: path, measures: measures.names, objective: objective.measures)
            var points = Self.marked(results.points)
            choice = SweptChoice(results.header.grid, runs: results.figures, objective, margin: margin)
            for index in points.indices {
                points[index].isChosen = choice?.chooses(points[index].point, of: results.header.grid) ?? false
            }
            (header, self.points, runCount, self.measures) = (results.header, points, results.runCount, measures)
        } catch {
            throw .unreadable(file: name, message: error.message)
        }
    }

    /// Points with the frontiers they are on.
    package static func marked(_ points: [FrontierPoint]) -> [FrontierPoint] {
        var points = points
        for index in FrontierPoint.nonDominated(points, { $0.tracking.mean }, { $0.slippage.mean }) {
            points[index].isOnTrackingFrontier = true
        }
        for index in FrontierPoint.nonDominated(points, { $0.drawdown.mean }, { $0.slippage.mean }) {
            points[index].isOnDrawdownFrontier = true
        }
        return points
    }

    /// The fields that are varied.
    public var axes: [String] { header.grid.axes.map(\.path) }
}

/// What a result file says, gathered by point.
private struct FrontierResults {
    let header: SweepHeader
    private(set) var points: [FrontierPoint] = []
    private(set) var runCount = 0
    /// By point and place of the seed, what a choice is made by.
    private(set) var figures: [[[Double]?]]

    init(path: String, measures: [String], objective: [String]) throws(FileError) {
        let file = path == "-" ? FileDescriptor.standardInput : try FileDescriptor(path, flags: O_RDONLY)
        var reader = LineReader(file)
        guard let first = try reader.next(), first.isWhole, let header = SweepHeader(line: first.bytes) else {
            throw file.error("not a result file; name one that vamm sweep wrote")
        }
        self.header = header
        let grid = header.grid
        figures = Array(repeating: Array(repeating: nil, count: grid.seeds.count), count: grid.pointCount)
        // For each point, which run has which figures.
        var found: [[(run: Int, figures: [Double])]] = Array(repeating: [], count: grid.pointCount)
        var number = 1
        while let line = try reader.next(), line.isWhole {
            number += 1
            guard let record = SweepRecord(line: line.bytes, in: grid) else {
                throw file.error("line \(number) is not a run of this grid; sweep it again")
            }
            var figures: [Double] = []
            for name in measures + objective {
                guard let text = record.measures.first(where: { $0.name == name })?.value, let figure = Double(text)
                else {
                    throw file.error("line \(number) has no number \"\(name)\"; sweep it again")
                }
                figures.append(figure)
            }
            found[grid.place(ofRun: record.run).point].append((record.run, Array(figures.prefix(measures.count))))
            self.figures[record.run / grid.seeds.count][record.run % grid.seeds.count] =
                Array(figures.dropFirst(measures.count))
            runCount += 1
        }
        guard runCount > 0 else { throw file.error("no runs yet; sweep some first") }
        for (point, runs) in found.enumerated() where !runs.isEmpty {
            // In the order of seeds, so that sums do not depend on the order of the file.
            let sorted = runs.sorted { $0.run < $1.run }
            let estimates = measures.indices.map { place in Estimate(sorted.map { $0.figures[place] }) }
            points.append(
                FrontierPoint(
                    point: point, values: grid.values(ofPoint: point), tracking: estimates[0], slippage: estimates[1],
                    drawdown: estimates[2], rootOfK: estimates[3]))
        }
    }
}

/// A point of a line; without a height the line has a gap.
public struct ChartPoint: Hashable, Sendable {
    /// Along the horizontal axis.
    public var x: Double
    /// Along the vertical axis; nil ends the line here.
    public var y: Double?

    /// A point.
    public init(x: Double, y: Double?) {
        self.x = x
        self.y = y
    }
}

/// Thins out a line of any length to what can be seen: of each column it keeps the first, lowest, highest and last
/// point, and whether the line ended there. Points have to come from left to right.
public struct SeriesSampler: Sendable {
    private struct Column: Sendable {
        var index: Int
        /// With the order they came in.
        var kept: [(order: Int, point: ChartPoint)] = []
        var end: ChartPoint?
    }

    /// How many points came in.
    public private(set) var count = 0

    private let range: ClosedRange<Double>
    private let columns: Int
    private var column: Column?
    private var points: [ChartPoint] = []

    /// A sampler for a range that is cut into columns.
    public init(range: ClosedRange<Double>, columns: Int) {
        self.range = range
        self.columns = max(1, columns)
    }

    /// Takes the next point. Heights that are not finite count as gaps.
    public mutating func append(_ point: ChartPoint) {
        let span = range.upperBound - range.lowerBound
        let place = span > 0 ? (point.x - range.lowerBound) / span * Double(columns) : 0
        let index = place.isFinite ? Int(min(max(place, 0), Double(columns - 1))) : 0
        if column?.index != index {
            if let column { points += Self.kept(column) }
            column = Column(index: index)
        }
        add(point)
        count += 1
    }

    private mutating func add(_ point: ChartPoint) {
        guard let y = point.y, y.isFinite else {
            column?.end = ChartPoint(x: point.x, y: nil)
            return
        }
        column?.end = nil
        guard var kept = column?.kept else { return }
        kept.append((count, point))
        // First, lowest, highest, last: of five one is none of them.
        if kept.count > 4 {
            let lowest = kept.indices.min { (kept[$0].point.y ?? 0) < (kept[$1].point.y ?? 0) }
            let highest = kept.indices.max { (kept[$0].point.y ?? 0) < (kept[$1].point.y ?? 0) }
            if let spare = kept.indices.dropFirst().dropLast().first(where: { $0 != lowest && $0 != highest }) {
                kept.remove(at: spare)
            }
        }
        column?.kept = kept
    }

    private static func kept(_ column: Column) -> [ChartPoint] {
        column.kept.map(\.point) + (column.end.map { [$0] } ?? [])
    }

    /// What is left of the line.
    public var samples: [ChartPoint] { points + (column.map(Self.kept) ?? []) }
}

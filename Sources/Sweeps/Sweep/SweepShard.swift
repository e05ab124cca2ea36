/// A part of a grid's runs: every n-th, so that all parts take about as long. Parts are disjoint and complete.
public struct SweepShard: Hashable, Sendable, LosslessStringConvertible {
    /// Which part, from 1 to `count`.
    public let number: Int
    /// How many parts there are.
    public let count: Int

    /// All runs.
    public static let whole = SweepShard(number: 1, count: 1)

    private init(number: Int, count: Int) {
        self.number = number
        self.count = count
    }

    /// Reads "i/n"; nil unless 1 ≤ i ≤ n ≤ `SweepGrid.mostRuns`.
    public init?(_ description: String) {
        let parts = description.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }),
            let number = Int(parts[0]), let count = Int(parts[1]), number >= 1, number <= count,
            count <= SweepGrid.mostRuns
        else { return nil }
        self.init(number: number, count: count)
    }

    /// "i/n".
    public var description: String { "\(number)/\(count)" }

    /// Whether a run is in this part.
    public func contains(_ run: Int) -> Bool { run % count == number - 1 }

    /// How many of so many runs are in this part.
    public func size(of runs: Int) -> Int { (runs + count - number) / count }
}

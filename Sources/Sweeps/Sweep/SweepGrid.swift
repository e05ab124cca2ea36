internal import FixedPoint
public import Simulation

/// A Cartesian grid of markets times seeds: every combination of values of the varied fields is a point, and every
/// point is run once for each seed.
///
/// Points count from 0, the first axis slowest; run = point · seeds + place of the seed.
public struct SweepGrid: Hashable, Sendable {
    /// A varied field and its values.
    public struct Axis: Hashable, Sendable {
        /// The field, such as "arbitrageurs.capital", or `SweepGrid.multiplierPath`.
        public var path: String
        /// Its values as exact texts, in order.
        public var values: [String]

        /// A varied field and its values.
        public init(path: String, values: [String]) {
            self.path = path
            self.values = values
        }
    }

    /// What is varied where both reserves of the pools are to be multiplied and the price stays.
    public static let multiplierPath = "k.multiplier"
    /// The most runs that a grid may have.
    public static let mostRuns = 10_000_000

    /// What every point begins with.
    public let market: MarketConfiguration
    /// What is varied, in order.
    public let axes: [Axis]
    /// The seeds of every point, in order.
    public let seeds: [UInt64]
    /// Fields that the operator decides; the others are circumstances. Empty where nothing is said.
    public var decides: [String] = []
    /// The fields that are decided where the grid does not say: K and what a policy does about it.
    public var decided: [String] {
        decides.isEmpty
            ? axes.map(\.path).filter { $0 == Self.multiplierPath || $0.hasPrefix("policy.") } : decides
    }
    /// How circumstances are taken together.
    public var across = Across.mean
    /// Axes that go together: the n-th value of one with the n-th of the others. The places of all axes, in groups.
    let groups: [[Int]]
    /// How many points there are.
    public let pointCount: Int
    /// How many runs there are.
    public var runCount: Int { pointCount * seeds.count }

    /// A grid; values become the shortest text of the same number.
    ///
    /// - Throws: Where a field is no number or stands twice, a value is out of range or stands twice, a list is empty,
    ///   or there are more runs than `mostRuns`. `validate` tells whether the points are markets that can be run.
    ///
    /// - Parameters:
    ///   - market: What every point is a variation of.
    ///   - axes: The fields that are varied, each with its values.
    ///   - seeds: With which every point is run.
    ///   - zips: Fields that go together, value by value; each is varied, once, and has as many values.
    public init(
        market: MarketConfiguration, axes: [Axis], seeds: [UInt64], zips: [[String]] = []
    ) throws(ConfigurationError) {
        self.market = market
        groups = try Self.groups(axes, zips)
        let first = groups.map { axes[$0[0]] }
        pointCount = try Self.pointCount(first, seedCount: seeds.count)
        for axis in axes where axis.values.isEmpty { throw Self.error(axis.path, "no value; give one or more") }
        var known = Set<String>()
        var canonical: [Axis] = []
        for axis in axes {
            guard known.insert(axis.path).inserted else { throw Self.error(axis.path, "this field is varied twice") }
            canonical.append(try Self.canonical(axis, market))
        }
        self.axes = canonical
        guard Set(seeds).count == seeds.count else { throw Self.error("seeds", "a seed stands twice") }
        self.seeds = seeds
    }

    /// Fields that go together, value by value.
    public var zips: [[String]] { groups.filter { $0.count > 1 }.map { $0.map { axes[$0].path } } }

    private static func groups(_ axes: [Axis], _ zips: [[String]]) throws(ConfigurationError) -> [[Int]] {
        var groups: [[Int]] = []
        var used = Set<Int>()
        for zip in zips {
            var group: [Int] = []
            for path in zip {
                guard let place = axes.firstIndex(where: { $0.path == path }), used.insert(place).inserted else {
                    throw error("zip", "\"\(path)\" is not varied, or stands twice; name fields of vary once")
                }
                group.append(place)
            }
            guard let first = group.first, group.allSatisfy({ axes[$0].values.count == axes[first].values.count })
            else { throw error("zip", "\(zip.joined(separator: ", ")): give each as many values as the others") }
            groups.append(group.sorted())
        }
        return (groups + axes.indices.filter { !used.contains($0) }.map { [$0] }).sorted { $0[0] < $1[0] }
    }

    static func error(_ path: String, _ message: String) -> ConfigurationError {
        ConfigurationError(path: path, value: nil, message: message)
    }

    private static func pointCount(_ axes: [Axis], seedCount: Int) throws(ConfigurationError) -> Int {
        for axis in axes where axis.values.isEmpty { throw error(axis.path, "no value; give one or more") }
        guard seedCount > 0 else { throw error("seeds", "no seed; give one or more") }
        try checkSize(axes.map { ($0.path, $0.values.count) }, seedCount: seedCount)
        return axes.reduce(1) { $0 * $1.values.count }
    }

    /// Whether a grid of these sizes is small enough, by multiplication that can't overflow.
    static func checkSize(_ axes: [(path: String, count: Int)], seedCount: Int) throws(ConfigurationError) {
        var product = UInt64(seedCount)
        var isTooLarge = product > mostRuns
        for axis in axes {
            let (next, overflow) = product.multipliedReportingOverflow(by: UInt64(axis.count))
            isTooLarge = isTooLarge || overflow || next > mostRuns
            product = overflow ? .max : next
        }
        guard isTooLarge else { return }
        let factors = axes.map { "\($0.count) of \($0.path)" } + ["\(seedCount) seeds"]
        let runs = product == .max ? "more than 2^64 - 1" : String(product)
        throw error(
            "vary", "\(runs) runs (\(factors.joined(separator: " x "))), at most \(mostRuns) are allowed; give fewer")
    }

    private static func canonical(_ axis: Axis, _ market: MarketConfiguration) throws(ConfigurationError) -> Axis {
        if axis.path == "name" || axis.path == "revision" {
            throw error(axis.path, "not a number, so it can't be varied; make a grid for each")
        }
        var values: [String] = []
        var known = Set<String>()
        for text in axis.values {
            let value = try canonical(text, axis.path, market)
            guard known.insert(value).inserted else {
                throw ConfigurationError(
                    path: axis.path, value: value, message: "this value stands twice; leave one out")
            }
            values.append(value)
        }
        return Axis(path: axis.path, values: values)
    }

    private static func canonical(
        _ text: String, _ path: String, _ market: MarketConfiguration
    ) throws(ConfigurationError) -> String {
        if path == multiplierPath { return try multiplier(text).description }
        var copy = market
        try copy.set(path, to: text)
        return copy.value(at: path) ?? text
    }
}

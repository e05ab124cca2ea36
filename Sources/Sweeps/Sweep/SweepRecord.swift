internal import JSON
internal import Simulation

/// A figure that a run came to.
public struct SweepMeasure: Hashable, Sendable {
    /// Its name, such as "tracking.mean".
    public var name: String
    /// Its value as an exact decimal.
    public var value: String
}

/// A line of a result file: which run, and what it came to.
public struct SweepRecord: Hashable, Sendable {
    /// The run's place in the grid.
    public var run: Int
    /// The seed.
    public var seed: UInt64
    /// The fingerprint of the run, 16 hexadecimal digits: the same for the same bits.
    public var digest: String
    /// Names and exact values of what was measured, in order.
    public var measures: [SweepMeasure]

    private var pairs: [ConfigurationEntry]

    init(run: Int, in grid: SweepGrid, _ result: SimulationResult) {
        self.run = run
        let place = grid.place(ofRun: run)
        seed = place.seed
        pairs = Self.pairs(grid, point: place.point)
        digest = result.fingerprint
        measures = result.measures.map { SweepMeasure(name: $0.name, value: $0.value) }
    }

    private static func pairs(_ grid: SweepGrid, point: Int) -> [ConfigurationEntry] {
        zip(grid.axes, grid.values(ofPoint: point)).map { ConfigurationEntry(path: $0.path, value: $1) }
    }

    /// The line, without its end.
    var line: String {
        JSONValue.object([
            JSONValue.Member("run", .number(run)),
            JSONValue.Member("values", .object(pairs.map { JSONValue.Member($0.path, .string($0.value)) })),
            JSONValue.Member("seed", .string(String(seed))), JSONValue.Member("digest", .string(digest)),
            JSONValue.Member("measures", .object(measures.map { JSONValue.Member($0.name, .string($0.value)) })),
        ]).compactText
    }

    /// Reads a line; nil where it is not one of this grid.
    init?(line: [UInt8], in grid: SweepGrid) {
        guard let value = try? JSONParser.parse(line), let members = value.members,
            members.map(\.key) == ["run", "values", "seed", "digest", "measures"],
            case .number(let number) = members[0].value.content, let run = Int(number),
            (0..<grid.runCount).contains(run), let digest = value["digest"]?.text, digest.utf8.count == 16,
            let measures = value["measures"]?.members
        else { return nil }
        let place = grid.place(ofRun: run)
        self.run = run
        seed = place.seed
        pairs = Self.pairs(grid, point: place.point)
        self.digest = digest
        self.measures = measures.map { SweepMeasure(name: $0.key, value: $0.value.text ?? "") }
        guard value["seed"]?.text == String(seed), !self.measures.contains(where: \.value.isEmpty),
            value["values"] == .object(pairs.map { JSONValue.Member($0.path, .string($0.value)) })
        else { return nil }
    }
}

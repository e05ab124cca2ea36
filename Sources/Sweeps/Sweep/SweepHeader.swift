internal import JSON
internal import Simulation
internal import VirtualAMM

/// The first line of a result file: whose results they are.
public struct SweepHeader: Hashable, Sendable {
    /// The grid that is run.
    public let grid: SweepGrid
    /// Which part of it.
    public var shard: SweepShard
    /// What ran it, such as "vamm 0.2.0"; another program may come to other bits.
    public let program: String
    /// A name for the grid: FNV-1a with 128 bits over its market, fields, values and seeds. Not a cryptographic hash.
    public let gridHash: String

    static let format = "vamm-sweep"
    static let version = 1

    /// Whose results they are.
    public init(grid: SweepGrid, shard: SweepShard = .whole, program: String) {
        self.grid = grid
        self.shard = shard
        self.program = program
        gridHash = Self.hash(JSONValue.object(Self.members(of: grid)).compactText)
    }

    /// The line, without its end.
    var line: String {
        var members = [
            JSONValue.Member("format", .string(Self.format)), JSONValue.Member("version", .number(Self.version)),
            JSONValue.Member("program", .string(program)),
            JSONValue.Member("revision", .string(grid.market.revision.rawValue)),
            JSONValue.Member("gridHash", .string(gridHash)), JSONValue.Member("runs", .number(grid.runCount)),
        ]
        if shard != .whole { members.append(JSONValue.Member("shard", .string(shard.description))) }
        return JSONValue.object(members + Self.members(of: grid)).compactText
    }

    private static func members(of grid: SweepGrid) -> [JSONValue.Member] {
        let count = UInt64(grid.seeds.count)
        let seeds: JSONValue =
            grid.seeds.elementsEqual(1...count)
            ? .number(count) : .array(grid.seeds.map { .string(String($0)) })
        return [
            JSONValue.Member(
                "market", .object(grid.market.entries.map { JSONValue.Member($0.path, .string($0.value)) })),
            JSONValue.Member(
                "vary", .object(grid.axes.map { JSONValue.Member($0.path, .array($0.values.map(JSONValue.string))) })),
            JSONValue.Member("seeds", seeds),
        ] + decisions(of: grid)
    }

    /// What grids of the first edition don't have, so that their names stay.
    private static func decisions(of grid: SweepGrid) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        if !grid.zips.isEmpty {
            members.append(.init("zip", .array(grid.zips.map { .array($0.map(JSONValue.string)) })))
        }
        if !grid.decides.isEmpty {
            members.append(.init("decides", .array(grid.decides.map(JSONValue.string))))
        }
        if !grid.decides.isEmpty || grid.across != .mean {
            members.append(.init("across", .string(grid.across.rawValue)))
        }
        return members
    }

    private static func hash(_ text: String) -> String {
        let prime: UInt128 = (1 << 88) + 0x13b
        var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        for byte in text.utf8 { hash = (hash ^ UInt128(byte)) &* prime }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }

    /// Reads the line; nil where it is not the first line of a result file.
    init?(line: [UInt8]) {
        guard let value = try? JSONParser.parse(line), value["format"]?.text == Self.format,
            value["version"] == .number(Self.version), let program = value["program"]?.text,
            let entries = value["market"]?.members, let hash = value["gridHash"]?.text
        else { return nil }
        var fields = [ConfigurationEntry]()
        for entry in entries {
            guard let text = entry.value.text else { return nil }
            fields.append(ConfigurationEntry(path: entry.key, value: text))
        }
        guard let market = try? MarketConfiguration(entries: fields), let vary = value["vary"]?.members,
            let seeds = Self.seeds(value["seeds"])
        else { return nil }
        let axes = vary.map { SweepGrid.Axis(path: $0.key, values: Self.items($0.value).map { $0.text ?? "" }) }
        let zips = value["zip"].map(Self.items)?.map { Self.items($0).map { $0.text ?? "" } } ?? []
        guard var grid = try? SweepGrid(market: market, axes: axes, seeds: seeds, zips: zips) else { return nil }
        grid.decides = value["decides"].map(Self.items)?.map { $0.text ?? "" } ?? []
        if let text = value["across"]?.text {
            guard let across = Across(rawValue: text) else { return nil }
            grid.across = across
        }
        guard let shard = SweepShard(value["shard"]?.text ?? SweepShard.whole.description) else { return nil }
        self.init(grid: grid, shard: shard, program: program)
        guard gridHash == hash else { return nil }
    }

    private static func items(_ value: JSONValue) -> [JSONValue] {
        if case .array(let items) = value.content { items } else { [] }
    }

    private static func seeds(_ value: JSONValue?) -> [UInt64]? {
        switch value?.content {
        case .number(let text):
            guard let count = UInt64(text), (1...UInt64(SweepGrid.mostRuns)).contains(count) else { return nil }
            return Array(1...count)
        case .array(let items): return items.map { UInt64($0.text ?? "") ?? 0 }
        default: return nil
        }
    }
}

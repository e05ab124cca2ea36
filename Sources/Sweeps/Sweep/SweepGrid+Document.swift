public import Files
public import Markets
internal import Simulation

// A grid as a document: market, vary (fields with their values) and seeds, in JSON or YAML.

extension SweepGrid {
    /// Reads a grid file, JSON or YAML; "-" is standard input. A market that it names is read as well, from the folder
    /// of the grid.
    ///
    /// - Throws: What is wrong, where it stands, and what would be right. Whether the points are markets that can be
    ///   run is what `validate` tells.
    public init(path: String) throws(FileError) {
        let text = try ByteSource.text(path: path)
        try self.init(
            text: text, format: DocumentFormat(file: path, text: text), file: path == "-" ? "standard input" : path)
    }

    /// Reads a grid.
    ///
    /// - Parameters:
    ///   - text: The document.
    ///   - format: How it is written.
    ///   - file: What it is called in messages; a market file is looked for beside it.
    public init(text: String, format: DocumentFormat, file: String) throws(FileError) {
        let reader = GridReader(file: file)
        let root = try DocumentNode(text, format: format, file: file)
        guard case .object(let members) = root.content else {
            throw reader.error("a grid is an object with market, vary and seeds", "", root.line)
        }
        let keys = ["comment", "market", "vary", "seeds", "zip", "decides", "across"]
        for (key, line, _) in members where !keys.contains(key) {
            throw reader.error("unknown; a grid has market, vary, seeds, zip, decides and across", key, line)
        }
        func value(_ key: String) -> DocumentNode? { members.first { $0.key == key }?.value }
        let seeds = try reader.seeds(value("seeds"))
        let axes = try reader.axes(value("vary"))
        let market = try reader.market(value("market"))
        let zips = try reader.zips(value("zip"))
        let decides = try reader.decides(value("decides"), among: axes.map(\.path))
        let across = try reader.across(value("across"))
        do throws(ConfigurationError) {
            // The size is known, and checked, before any list is made.
            let followers = Set(zips.flatMap { $0.dropFirst() })
            try Self.checkSize(
                axes.filter { !followers.contains($0.path) }.map { ($0.path, $0.values.count) }, seedCount: seeds.count)
            for axis in axes where followers.contains(axis.path) {
                try Self.checkSize([(axis.path, axis.values.count)], seedCount: 1)
            }
            let lists = try axes.map { axis throws(ConfigurationError) in
                Axis(path: axis.path, values: try axis.list)
            }
            try self.init(market: market, axes: lists, seeds: seeds.list, zips: zips)
            (self.decides, self.across) = (decides, across)
        } catch {
            throw FileError(error, file: file, line: axes.first { $0.path == error.path }?.line)
        }
    }

    /// Whether every point is a market that can be run.
    ///
    /// - Parameter file: What the grid is called in messages.
    /// - Throws: What is wrong with the first that can't.
    public func validate(file: String) throws(FileError) {
        do throws(ConfigurationError) {
            try validate()
        } catch {
            throw FileError(error, file: file == "-" ? "standard input" : file)
        }
    }
}

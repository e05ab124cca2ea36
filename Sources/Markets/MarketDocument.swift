public import Files
internal import Messages
public import Simulation
internal import VirtualAMM

/// A market as a file describes it: the fields of `MarketConfiguration` as nested objects, in JSON or YAML.
///
/// What a file does not say is as in the ready market that it `extends`, or else as in the calm one. Numbers may stand
/// with or without quotes; they are read digit by digit, never through floating point. Vectors/README.md has the
/// format.
public struct MarketDocument: Sendable {
    /// The market. May be changed; `validate` tells whether it can still be run.
    public var configuration: MarketConfiguration
    /// Where it came from, as it was named.
    public let file: String

    /// Where fields stand in the file, by path. For messages.
    var lines: [String: Int] = [:]
    /// The index prices that were read from a file of their own.
    var prices: PriceFile?

    /// Reads a file; "-" is standard input. A file of index prices is read as well.
    ///
    /// - Throws: The first thing that is wrong in either: syntax, unknown fields, values out of range, prices that do
    ///   not rise in time. Whether fields go together is what `validate` tells.
    public init(path: String) throws(FileError) {
        let text = try ByteSource.text(path: path)
        try self.init(
            text: text, format: DocumentFormat(file: path, text: text), file: path == "-" ? "standard input" : path)
    }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: The document.
    ///   - format: How it is written.
    ///   - file: What it is called in messages; a file of index prices is looked for beside it.
    /// - Throws: As `init(path:)`.
    public init(text: String, format: DocumentFormat, file: String) throws(FileError) {
        let root = try Self.root(text, format, file)
        var reader = MarketReader(file: file)
        try reader.read(root)
        (configuration, self.file, lines, prices) = (reader.configuration, file, reader.lines, reader.prices)
    }

    private static func root(_ text: String, _ format: DocumentFormat, _ file: String) throws(FileError) -> DocumentNode
    {
        do throws(FileError) {
            return try DocumentNode(text, format: format, file: file)
        } catch {
            // A name without a known ending may be that of anything.
            guard format == .yaml, ![".yaml", ".yml"].contains(where: file.lowercased().hasSuffix) else { throw error }
            var error = error
            error.message += "; a market is a file in YAML or JSON, such as vamm simulate calm --print shows"
            throw error
        }
    }

    /// A market that is in no file.
    ///
    /// - Parameters:
    ///   - configuration: The market.
    ///   - file: What it is called in messages.
    public init(_ configuration: MarketConfiguration, file: String) {
        (self.configuration, self.file) = (configuration, file)
    }

    /// A ready market by its name, or else a file; "-" is standard input.
    ///
    /// - Throws: As `init(path:)`. Where there is neither market nor file, the error says which markets there are.
    public init(market: String) throws(FileError) {
        if let ready = MarketConfiguration.ready(market) {
            self.init(ready, file: market)
            return
        }
        do throws(FileError) {
            try self.init(path: market)
        } catch {
            guard !market.contains("/"), !market.contains("."), market != "-", error.line == nil else { throw error }
            let names = MarketConfiguration.ready.map(\.name)
            let hint = nearest(to: market, among: names).map { "did you mean \"\($0)\"?" }
            throw FileError(
                file: market,
                message: "neither a file nor a ready market; "
                    + (hint ?? "ready are \(names.joined(separator: ", ")); ./\(market) is always a file"))
        }
    }

    /// Sets a field from text, as the file would; "index.file" is relative to where the program runs.
    ///
    /// - Throws: Where there is no such field, or the value is out of its range.
    public mutating func set(_ path: String, to text: String) throws(FileError) {
        var reader = MarketReader(file: "--set \(path)", configuration: configuration)
        try reader.set(path, to: text, line: nil)
        try reader.readFiles(besides: nil)
        configuration = reader.configuration
        lines[path] = nil
        if let read = reader.prices { prices = read }
    }

    /// Whether the market can be run as it is now: fields that go together, prices without gaps, the policy.
    ///
    /// - Throws: The first thing that is wrong.
    public func validate() throws(FileError) {
        do throws(ConfigurationError) {
            try configuration.validate()
        } catch {
            throw placed(error)
        }
        try validatePrices()
        if let policy = try makePolicy(), policy.mayResize, configuration.revision == .v2 {
            throw FileError(
                file: file, line: lines["policy.way"] ?? lines["policy.name"], place: "policy",
                message: "the policy \"\(policy.name)\" resizes, and revision v2 has no migrateLiquidity; set revision"
                    + " to v1, or policy.way to pay (an extension, not in the contracts)")
        }
    }

    /// The rule that chooses K, with its parameters; nil where there is none, or its name is "none".
    ///
    /// - Throws: Where there is no such rule or parameter, or its value is out of range.
    public func makePolicy() throws(FileError) -> (any KPolicy)? {
        let entries = configuration.policy.map { (name: String($0.path.dropFirst("policy.".count)), text: $0.value) }
        if entries.isEmpty { return nil }
        guard let name = entries.last(where: { $0.name == "name" })?.text else {
            throw FileError(
                file: file, line: lines[configuration.policy[0].path], place: "policy",
                message: "the policy has no name; give policy.name, one of \(Self.policies)")
        }
        if name == "none" { return nil }
        do throws(KPolicyError) {
            return try KPolicyRegistry.policy(named: name, parameters: entries.filter { $0.name != "name" })
        } catch {
            throw FileError(file: file, line: line(of: error), place: "policy", message: error.description)
        }
    }

    static var policies: String { (KPolicyRegistry.names + ["none"]).joined(separator: ", ") }

    private func line(of error: KPolicyError) -> Int? {
        switch error {
        case .unknownPolicy: lines["policy.name"]
        case .unknownParameter(let name, _, _, _), .repeatedParameter(let name, _), .badValue(_, let name, _, _):
            lines["policy.\(name)"]
        }
    }

    /// The error at the line of the field; for a price, at its line in the file of prices.
    func placed(_ error: ConfigurationError) -> FileError {
        if let prices, let point = Self.point(error.path) {
            return FileError(error, file: prices.file, line: prices.line(of: point))
        }
        return FileError(error, file: file, line: lines[error.path])
    }

    /// The number of a point of the series that a path leads to.
    private static func point(_ path: String) -> Int? {
        let parts = path.split(separator: ".")
        return parts.count == 4 && parts[1] == "series" ? Int(parts[2]) : nil
    }

    /// A series has to reach as far as the run, but for a gap as long as is allowed; where that is not said, for one as
    /// long as the longest in its file.
    private func validatePrices() throws(FileError) {
        let (series, run) = (configuration.index.series, configuration.run)
        guard let last = series.last, configuration.index.largestGap > 0 || prices != nil else { return }
        var gap = configuration.index.largestGap
        if gap == 0 {
            gap = zip(series, series.dropFirst()).reduce(0) { max($0, $1.1.timestamp - $1.0.timestamp) }
            guard gap > 0 else {
                throw FileError(
                    file: prices?.file ?? file, message: "a single price is no course; give at least two")
            }
        }
        let end = run.startTime + run.blocks * run.secondsPerBlock
        guard end > last.timestamp, end - last.timestamp > gap else { return }
        let most = (last.timestamp - run.startTime) / run.secondsPerBlock
        throw FileError(
            file: prices?.file ?? file, line: prices?.line(of: series.count - 1), place: "run.blocks",
            message: "the prices end at \(last.timestamp), and the run goes on to \(end), more than "
                + (configuration.index.largestGap > 0
                    ? "index.largestGap (\(gap)) seconds" : "the longest gap (\(gap) s)")
                + " longer; give more prices, or run.blocks of at most \(most)")
    }
}

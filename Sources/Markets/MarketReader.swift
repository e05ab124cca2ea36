package import Files
internal import FixedPoint
internal import Messages
package import Simulation
internal import VirtualAMM

/// Makes a configuration of a document, field by field.
package struct MarketReader {
    static let format = "vamm-market/1"

    let file: String
    package private(set) var configuration: MarketConfiguration
    /// Where each field stood.
    private(set) var lines: [String: Int] = [:]
    private(set) var prices: PriceFile?
    private var priceFile: (path: String, line: Int?)?
    private var orderFile: (path: String, line: Int?)?
    private var given: Set<String> = []

    package init(file: String, configuration: MarketConfiguration = MarketConfiguration()) {
        self.file = file
        self.configuration = configuration
    }

    /// Reads a whole document.
    package mutating func read(_ root: DocumentNode) throws(FileError) {
        guard case .object(let members) = root.content else {
            throw error("a market is an object with fields such as run, pool and traders", line: root.line)
        }
        guard !members.isEmpty else {
            throw error(
                "it says nothing; begin with \"extends: calm\", or with what vamm simulate calm --print shows",
                line: nil)
        }
        for (key, line, value) in members where key == "extends" { try extend(value, line: line) }
        if !members.contains(where: { $0.key == "name" }) { configuration.name = Self.name(of: file) }
        for (key, line, value) in members where key != "extends" {
            try read(value, at: key, line: line)
        }
        try readFiles(besides: file)
    }

    /// The file's name up to its first dot.
    private static func name(of file: String) -> String {
        let name = (file.split(separator: "/").last ?? "").prefix { $0 != "." }
        return name.isEmpty ? "market" : String(name)
    }

    private mutating func extend(_ value: DocumentNode, line: Int?) throws(FileError) {
        let names = MarketConfiguration.ready.map(\.name)
        guard case .scalar(let name) = value.content, let ready = MarketConfiguration.ready(name) else {
            guard case .scalar(let name) = value.content else {
                throw error("give the name of one ready market: \(names.joined(separator: ", "))", "extends", line)
            }
            let hint =
                nearest(to: name, among: names).map { "did you mean \"\($0)\"?" }
                ?? "there is \(names.joined(separator: ", "))"
            throw error(
                "there is no ready market \"\(shortened(name))\"; \(hint)",
                "extends", value.line)
        }
        configuration = ready
    }

    private func error(_ message: String, _ place: String = "", line: Int?) -> FileError {
        FileError(file: file, line: line, place: place, message: message)
    }

    private func error(_ message: String, _ place: String, _ line: Int?) -> FileError {
        error(message, place, line: line)
    }

    private mutating func read(_ node: DocumentNode, at path: String, line: Int?) throws(FileError) {
        if MarketPaths.lists.contains(path) { return try readList(node, at: path, line: line) }
        switch node.content {
        case .object(let members):
            guard MarketPaths.groups.contains(path) else {
                throw MarketPaths.isField(path)
                    ? error("give a single value, not an object", path, line) : unknown(path, line)
            }
            for member in members { try read(member.value, at: "\(path).\(member.key)", line: member.line) }
        case .scalar(let text):
            // "policy: volume" is short for its name.
            let field = path == "policy" ? "policy.name" : path
            guard given.insert(field).inserted else {
                throw error("given twice; leave one", path, line)
            }
            try set(field, to: text, line: node.line ?? line)
        case .list:
            throw MarketPaths.isKnown(path) ? error("give a single value, not a list", path, line) : unknown(path, line)
        case .nothing:
            if path == "comment" { return }
            throw MarketPaths.isKnown(path)
                ? error("a value is missing; give one or leave the field out", path, line) : unknown(path, line)
        }
    }

    /// Sets a field from text.
    mutating func set(_ path: String, to text: String, line: Int?) throws(FileError) {
        switch path {
        case "comment": return
        case "extends": throw error("can't be set; name the market to begin with in place of this one", path, line)
        case "format":
            guard text == Self.format else {
                throw error("\"\(shortened(text))\" is not \"\(Self.format)\"; this program reads no other", path, line)
            }
        case "index.file": priceFile = (text, line)
        case "traders.file": orderFile = (text, line)
        case "policy": try set("policy.name", to: text, line: line)
        case "policy.name":
            // Another rule's parameters are none of this one's.
            if configuration.policy.first(where: { $0.path == path })?.value != text {
                configuration.policy.removeAll { !given.contains($0.path) }
            }
            try setField(path, text, line)
        default:
            guard MarketPaths.isField(path) else { throw unknown(path, line) }
            try setField(path, MarketPaths.isFlag(path) ? Self.flag(text) : text, line)
        }
    }

    /// Yes and no for fields that are 0 or 1.
    private static func flag(_ text: String) -> String {
        switch text {
        case "true", "yes": "1"
        case "false", "no": "0"
        default: text
        }
    }

    private mutating func setField(_ path: String, _ text: String, _ line: Int?) throws(FileError) {
        if path == "name", text.isEmpty { throw error("a name can't be empty", path, line) }
        do throws(ConfigurationError) {
            try configuration.set(path, to: text)
            lines[path] = line
        } catch {
            throw FileError(error, file: file, line: line)
        }
    }

    private func unknown(_ path: String, _ line: Int?) -> FileError {
        error(MarketPaths.advice(for: path), path, line)
    }
}

// MARK: Lists

extension MarketReader {
    /// A list takes the place of the one before, whole.
    private mutating func readList(_ node: DocumentNode, at path: String, line: Int?) throws(FileError) {
        guard case .list(let elements) = node.content else {
            throw error("give a list, not \(node.kindName)", path, line)
        }
        guard given.insert(path).inserted else { throw error("given twice; leave one", path, line) }
        clear(path)
        lines[path] = line
        for (index, element) in elements.enumerated() {
            guard case .object(let members) = element.content else {
                throw error("give an object, not \(element.kindName)", "\(path).\(index)", element.line)
            }
            let required = MarketPaths.requiredFields(of: path)
            for name in required where !members.contains(where: { $0.key == name }) {
                throw error("\"\(name)\" is missing", "\(path).\(index)", element.line)
            }
            if path == "index.segments" { configuration.index.segments.append(IndexSegment()) }
            for member in members {
                guard case .scalar(let text) = member.value.content else {
                    throw error("give a single value", "\(path).\(index).\(member.key)", member.line)
                }
                try setField("\(path).\(index).\(member.key)", text, member.line)
            }
        }
    }

    private mutating func clear(_ path: String) {
        switch path {
        case "index.segments": configuration.index.segments = []
        case "index.series": configuration.index.series = []
        case "traders.orders": configuration.traders.orders = []
        default: configuration.oracle.outages = []
        }
    }
}

// MARK: Prices

extension MarketReader {
    /// Reads the files that the document names; paths are relative to the folder of another file.
    mutating func readFiles(besides file: String?) throws(FileError) {
        try readOrders(besides: file)
        try readPrices(besides: file)
    }

    /// Reads the file of prices that the document names, if it names one, from the folder of another file.
    ///
    /// The run starts with the first price and ends with the last, unless the document says when.
    private mutating func readPrices(besides file: String?) throws(FileError) {
        guard let (path, line) = priceFile else { return }
        guard !given.contains("index.series") else {
            throw error("there is index.series as well; leave one", "index.file", line)
        }
        guard !path.isEmpty, path != "-" else { throw error("name a file of prices", "index.file", line) }
        let prices = try PriceFile(path: Self.path(path, besides: file))
        if !given.contains("index.largestGap") { try prices.checkGaps() }
        configuration.index.series = prices.points
        self.prices = prices
        guard let first = prices.points.first, let last = prices.points.last else { return }
        if !given.contains("run.startTime") { configuration.run.startTime = first.timestamp }
        let (start, step) = (configuration.run.startTime, configuration.run.secondsPerBlock)
        if !given.contains("run.blocks"), last.timestamp > start {
            configuration.run.blocks = max(1, (last.timestamp - start) / step)
        }
    }

    /// A path that is relative to the folder of another file.
    private static func path(_ path: String, besides file: String?) -> String {
        let folder = file?.lastIndex(of: "/").map { file?[...$0] ?? "" } ?? ""
        return path.hasPrefix("/") ? path : folder + path
    }

    /// Reads the file of orders that the document names, if it names one.
    private mutating func readOrders(besides file: String?) throws(FileError) {
        guard let (path, line) = orderFile else { return }
        guard !given.contains("traders.orders") else {
            throw error("there is traders.orders as well; leave one", "traders.file", line)
        }
        guard !path.isEmpty, path != "-" else { throw error("name a file of orders", "traders.file", line) }
        configuration.traders.orders = try OrderFile(path: Self.path(path, besides: file)).orders
    }
}

import Foundation
import Messages
import Scenarios

/// What a file is by its beginning, so that one that was given to the wrong command can be sent to the right one.
enum FileKind: Equatable {
    case scenario, state, market, grid, results, database
    /// A vector file, with the kind of its cases.
    case vectors(String)

    private static let beginning = 1 << 14

    /// Looks at the beginning of a regular file; nil for what can't be read and what is none of these.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let file = FileHandle(forReadingAtPath: path), let bytes = try? file.read(upToCount: Self.beginning)
        else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        if text.hasPrefix("SQLite format 3\0") {
            self = .database
        } else if text.hasPrefix(#"{"format":"vamm-sweep""#) {
            self = .results
        } else if text.contains(/(?m)^[ \t]*"?market"?[ \t]*:/), text.contains(/(?m)^[ \t]*"?(vary|seeds)"?[ \t]*:/) {
            // Before the market: a grid may have a whole one in it.
            self = .grid
        } else if text.contains(/"format"\s*:\s*"vamm-vectors\/1"/),
            let kind = text.firstMatch(of: /"kind"\s*:\s*"(math|quote|amm|market)"/)
        {
            self = .vectors(String(kind.output.1))
        } else if text.contains(/"format"\s*:\s*"vamm-state\/1"/) {
            self = .state
        } else if text.contains(/"format"\s*:\s*"vamm-scenario\/1"/) {
            self = .scenario
        } else if text.contains(/(?m)(^|"|[{,]\s*)format"?\s*:\s*"?vamm-market\/1/) {
            self = .market
        } else {
            return nil
        }
    }

    /// What it is, and which command is for it.
    private var use: String {
        switch self {
        case .scenario: "a scenario; vamm run runs it, vamm report draws it, vamm explain step explains a step of it"
        case .state:
            "a state document; a scenario's setup names it, vamm k-change and vamm call take it as it is"
        case .market: "a market; vamm simulate runs it"
        case .grid: "a grid of markets; vamm sweep runs it"
        case .results: "what a sweep wrote; vamm frontier reads it"
        case .database: "a SQLite database; sqlite3 opens it, and Vectors/TRACE.md has questions to ask of a trace"
        case .vectors("market"):
            "market vectors; vamm verify checks them, vamm run --case runs one, vamm explain step explains a step"
        case .vectors("amm"): "amm vectors; vamm verify checks them, vamm explain step explains a step of one"
        case .vectors("quote"): "quote vectors; vamm verify checks them, vamm explain vector explains one"
        case .vectors(let kind): "\(kind) vectors; vamm verify checks them"
        }
    }

    /// What to say besides about a file that a command can't read and that looks like one of another kind; else nil.
    static func advice(on path: String, wanted: [FileKind]) -> String? {
        guard path != "-", !wanted.isEmpty, let kind = FileKind(path: path), !wanted.contains(kind) else { return nil }
        return "\(visible(path)): \(kind.use)"
    }

    /// What holds a case that is run step by step in a whole market.
    static let marketRuns: [FileKind] = [.scenario, .vectors("market")]
    /// What a market can be taken from.
    static let markets: [FileKind] = marketRuns + [.state]
}

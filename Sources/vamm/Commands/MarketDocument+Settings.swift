import Files
import Markets
import Simulation

extension MarketDocument {
    /// The market of a name, with fields set as "path=value"; those without a sign are left out.
    init(market name: String, settings: [String]) throws(FileError) {
        try self.init(market: name)
        for setting in settings {
            guard let sign = setting.firstIndex(of: "=") else { continue }
            try set(String(setting[..<sign]), to: String(setting[setting.index(after: sign)...]))
        }
    }

    /// The file that a market's name is the path of; "-" for a ready market.
    static func file(of name: String) -> String { MarketConfiguration.ready(name) == nil ? name : "-" }
}

import Foundation
import Simulation
import Testing

/// The pages about the ready markets.
@Suite struct MarketPageTests {
    private static let pages = [
        "calm": "CalmMarket", "volatile": "VolatileMarket", "shorts": "ShortMarket", "longs": "LongMarket",
        "crash": "CrashMarket", "weekend-gap": "WeekendGapMarket", "thin-arbitrage": "ThinArbitrageMarket",
        "oracle-outage": "OracleOutageMarket",
    ]

    /// What a page quotes is what `vamm simulate` prints. A debug build takes too long for more than the shortest run.
    @Test func pagesQuoteWhatIsPrinted() throws {
        #if DEBUG
        let markets = MarketConfiguration.ready.filter { $0.name == "longs" }
        #else
        let markets = MarketConfiguration.ready
        #endif
        for market in markets {
            let page = try String(
                contentsOf: packageRoot.appending(
                    path: "Sources/Markets/Markets.docc/\(try #require(Self.pages[market.name])).md"),
                encoding: .utf8)
            let run = try vamm("simulate", market.name, "--seed", "1")
            #expect(run.status == 0)
            let table = run.output.split(separator: "\n").map {
                $0.split(separator: " ").prefix(2).joined(separator: " ")
            }
            let quoted = page.matches(of: /\n\| ([a-zA-Z0-9.]+) \| ([^ ]+) \|/).dropFirst()
            #expect(quoted.count >= 6)
            for row in quoted {
                #expect(table.contains("\(row.output.1) \(row.output.2)"), "\(market.name) \(row.output)")
            }
        }
    }
}

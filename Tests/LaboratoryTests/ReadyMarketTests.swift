import Foundation
import Laboratory
import Simulation
import Testing

/// The ready markets as files, and the pages about them.
@Suite struct ReadyMarketTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let pages = [
        "calm": "CalmMarket", "volatile": "VolatileMarket", "shorts": "ShortMarket", "longs": "LongMarket",
        "crash": "CrashMarket", "weekend-gap": "WeekendGapMarket", "thin-arbitrage": "ThinArbitrageMarket",
        "oracle-outage": "OracleOutageMarket",
    ]

    @Test func filesAreTheBuiltInMarkets() throws {
        let folder = Self.root.appending(path: "Vectors/markets")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
        #expect(files == MarketConfiguration.ready.map { $0.name + ".yaml" }.sorted())
        for market in MarketConfiguration.ready {
            let file = folder.appending(path: market.name + ".yaml")
            #expect(try MarketDocument(path: file.path()).configuration == market)
            #expect(try String(contentsOf: file, encoding: .utf8) == market.yaml + "\n")
            #expect(MarketConfiguration.summary(of: market.name) != nil)
        }
    }

    @Test func printedMarketsAreReadBack() throws {
        for ready in MarketConfiguration.ready {
            var market = ready
            market.name = "it's \"x\": # y"
            try market.set("policy.name", to: "scheduled")
            try market.set("policy.schedule", to: "1600002000:2,1600003000:0.5")
            try market.set("index.series.0.timestamp", to: "1600000000")
            try market.set("index.series.0.price", to: "0.123456789012345678")
            let yaml = try MarketDocument(text: market.yaml, format: .yaml, file: "x")
            let json = try MarketDocument(text: market.json.prettyText, format: .json, file: "x")
            #expect(yaml.configuration == market)
            #expect(json.configuration == market)
        }
    }

    /// What a page quotes is what is measured. A debug build takes too long for more than the shortest run.
    @Test func pagesQuoteWhatIsMeasured() throws {
        #if DEBUG
        let markets = MarketConfiguration.ready.filter { $0.name == "longs" }
        #else
        let markets = MarketConfiguration.ready
        #endif
        for market in markets {
            let page = try String(
                contentsOf: Self.root.appending(
                    path: "Sources/Laboratory/Laboratory.docc/\(try #require(Self.pages[market.name])).md"),
                encoding: .utf8)
            var simulation = try Simulation(market, seed: 1)
            let table = try simulation.run().table.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
            let quoted = page.matches(of: /\n\| ([a-zA-Z0-9.]+) \| ([^ ]+) \|/).dropFirst()
            #expect(quoted.count >= 6)
            for row in quoted {
                #expect(table.contains("\(row.output.1) \(row.output.2)"), "\(market.name) \(row.output)")
            }
        }
    }

    @Test func chartsAreSmall() throws {
        let folder = Self.root.appending(path: "Sources/Laboratory/Laboratory.docc/Resources")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path())
        #expect(files.count == 2 * MarketConfiguration.ready.count)
        for file in files {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            #expect(text.utf8.count < 40_000 && text.hasPrefix("<svg xmlns="), "\(file)")
        }
    }
}

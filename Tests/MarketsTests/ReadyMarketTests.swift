import Foundation
import Markets
import Simulation
import Testing

/// The ready markets as files, and the charts of the pages about them.
@Suite struct ReadyMarketTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
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

    @Test func chartsAreSmall() throws {
        let folder = Self.root.appending(path: "Sources/Markets/Markets.docc/Resources")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path())
        #expect(files.count == 2 * MarketConfiguration.ready.count)
        for file in files {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            #expect(text.utf8.count < 40_000 && text.hasPrefix("<svg xmlns="), "\(file)")
        }
    }
}

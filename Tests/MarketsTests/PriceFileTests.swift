import Files
import Foundation
import Markets
import Simulation
import Testing

/// Index prices from a file.
@Suite struct PriceFileTests {
    /// A market that reads these prices.
    private func market(_ prices: String, _ fields: String = "") throws -> MarketDocument {
        let folder = FileManager.default.temporaryDirectory.appending(path: "laboratory-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(prices.utf8).write(to: folder.appending(path: "p.csv"))
        let file = folder.appending(path: "m.yaml")
        try Data("index: {file: p.csv}\n\(fields)\n".utf8).write(to: file)
        let document = try MarketDocument(path: file.path())
        try document.validate()
        return document
    }

    @Test(arguments: [
        "timestamp,price\n1600000000,400\n1600000300,401.5\n1600000900,399\n",
        "1600000000, 400\r\n1600000300, 401.5\r\n1600000900, 399",
        "\u{FEFF}timestamp, price\n1600000000,400\n1600000300,401.5\n1600000900,399\n\n",
        "1600000000000,400\n1600000300000,401.5\n1600000900000,399\n",
        "Date,Open,High,Low,Close,Volume\n2020-09-13T12:26:40Z,1,2,3,\"400\",5\n2020-09-13 14:31:40+02:00,1,2,3,401.5,5\n"
            + "2020-09-13T12:41:40.250,1,2,3,399,5\n",
        "close,time\n400,1600000000\n401.5,1600000300\n399,1600000900\n",
    ])
    func theRunIsAsLongAsThePrices(text: String) throws {
        let market = try market(text)
        let configuration = market.configuration
        #expect(configuration.index.series.map(\.price.description) == ["400", "401.5", "399"])
        #expect(configuration.run.startTime == 1_600_000_000 && configuration.run.blocks == 3)
    }

    @Test(arguments: [
        ("1600000000,400\n1600000300,x\n", "", 2, "not a price"),
        ("1600000000,400\n1600000300," + String(repeating: "9", count: 60_000), "", 2, "not a price"),
        ("1600000000,400\n1600000300," + String(repeating: "9", count: 3_000_000), "", 2, "more than 65536 bytes"),
        ("1600000000,400\n1600000300,-1\n", "", 2, "not a price"),
        ("1600000000,400\n1600000300,0\n", "", 2, "not a price"),
        ("1600000000,400\n1600000300,1e3\n", "", 2, "not a price"),
        ("1600000000,400\n1600000300,\n", "", 2, "not a price"),
        ("1600000000,400\n\n1600000300,400\n", "", 2, "expected timestamp,price"),
        ("1600000000,400,3\n", "", 1, "expected timestamp,price"),
        ("time,prize\n1600000000,400\n", "", 1, "no column price"),
        ("time,price\nyesterday,400\n", "", 2, "not a time"),
        ("time,price\n2021-02-29,400\n", "", 2, "not a time"),
        ("time,price\n1600000000,400\n1600000300000,400\n", "", 3, "write all times alike"),
        ("time,price\n1600000000,400\n2020-09-13T12:31:40Z,400\n", "", 3, "write all times alike"),
        ("1600000000,1\n1600000300,2\n1600000600,2\n1600001801,2\n", "", 4, "more than four usual steps"),
        ("timestamp,price\n1600000000,400\n1600000000,400\n", "", 3, "the same time as"),
        ("timestamp,price\n1600000300,400\n1600000000,400\n", "", 3, "earlier than"),
        ("16000000000000000,400\n", "", 1, "after the year 2286"),
        ("timestamp,price\n1600000000,400\n1600009000,400\n", "index.largestGap: 3600", 3, "fill the gap"),
        ("1600000000,400\n1600003600,400\n", "index.largestGap: 3600\nrun.blocks: 1000", 2, "run.blocks of at most 12"),
    ])
    func whatIsWrongIsSaidWithItsLine(text: String, fields: String, line: Int, message: String) throws {
        let error = try #require(throws: FileError.self) { try self.market(text, fields) }
        #expect(error.line == line, "\(error)")
        #expect(error.file.hasSuffix("p.csv"), "\(error)")
        #expect(error.description.contains(message), "\(error)")
    }

    @Test func emptyAndMissingFiles() throws {
        for text in ["", "\n\n", "timestamp,price\n"] {
            #expect(throws: FileError.self) { try self.market(text) }
        }
        let error = try #require(throws: FileError.self) {
            try MarketDocument(text: "index.file: nowhere.csv", format: .yaml, file: "m.yaml")
        }
        #expect(error.file == "nowhere.csv" && error.message.contains("no such file"))
    }
}

import Files
import Foundation
import Markets
import Simulation
import Testing

/// Recorded orders from a file.
@Suite struct OrderFileTests {
    private func market(_ orders: String) throws -> MarketDocument {
        let folder = FileManager.default.temporaryDirectory.appending(path: "orders-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(orders.utf8).write(to: folder.appending(path: "o.csv"))
        let file = folder.appending(path: "m.yaml")
        try Data("run.startTime: 1600000000\ntraders: {file: o.csv, count: 0}\n".utf8).write(to: file)
        let document = try MarketDocument(path: file.path())
        try document.validate()
        return document
    }

    @Test(arguments: [
        "timestamp,side,notional,leverage,holding\n1600000010,buy,1000,2,60\n1600000010,sell,500,,\n",
        "holding,size,price,side,time,leverage\n60,2.5,400,LONG,2020-09-13T12:26:50Z,2\n"
            + ",1.25,400,short,2020-09-13T12:26:50Z,\n",
    ])
    func ordersAreRead(text: String) throws {
        let orders = try market(text).configuration.traders.orders
        #expect(orders.map(\.isBuy) == [1, 0] && orders.map(\.notional.description) == ["1000", "500"])
        #expect(orders.map(\.leverage.description) == ["2", "0"] && orders.map(\.holding) == [60, 0])
        #expect(orders.map(\.timestamp) == [1_600_000_010, 1_600_000_010])
    }

    @Test(arguments: [
        ("time,side,notional\n1600000010,up,1\n", 2, "no side"),
        ("time,side,notional\n1600000010,buy,x\n", 2, "amount"),
        ("time,side\n1600000010,buy\n", 2, "neither a notional"),
        ("time,notional\n1600000010,1\n", 1, "no column side"),
        ("time,side,notional\n1600000010,buy,1\n1600000009,buy,1\n", 3, "earlier than"), ("", nil, "no orders"),
        ("time,side,notional,holding\n1600000010,buy,1,soon\n", 2, "whole seconds"),
    ])
    func whatIsWrongIsSaidWithItsLine(text: String, line: Int?, message: String) throws {
        let error = try #require(throws: FileError.self) { try self.market(text) }
        #expect(error.line == line && error.description.contains(message), "\(error)")
    }

    /// Orders of another time are those of another market.
    @Test func ordersOfAnotherMarketAreRefusedBeforeAnythingRuns() throws {
        let error = try #require(throws: FileError.self) {
            try self.market("time,side,notional\n1700000010,buy,1\n")
        }
        #expect(error.description.contains("outside of the run"), "\(error)")
    }
}

import Charts
import Foundation
import Markets
import Reports
import Sweeps
import Testing

/// The page of a small frontier.
@Suite struct FrontierPageTests {
    private func frontier() throws -> Frontier {
        let text = """
            market: {extends: thin-arbitrage, name: "thin & <small>", run: {blocks: 24, secondsPerBlock: 3600},
                     traders: {count: 5}}
            vary: {k.multiplier: [0.5, 1, 2]}
            seeds: 3
            """
        let grid = try SweepGrid(text: text, format: .yaml, file: "grid")
        let path = FileManager.default.temporaryDirectory.appending(path: "frontier-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try Sweep(SweepHeader(grid: grid, program: "p"), path: path, jobs: 1).run()
        return try Frontier(path: path)
    }

    @Test func itSaysTheVerdictAndHasARowForEveryPoint() throws {
        let frontier = try frontier()
        let page = frontier.html(maker: "test")
        #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains(escaped(frontier.verdict)))
        #expect(page.contains("The frontier of K: thin &amp; &lt;small&gt;") && !page.contains("<small>"))
        for row in frontier.rows.dropFirst() { #expect(page.contains(escaped(row[2])), "\(row)") }
        #expect(page.contains("<svg") && page.contains("id=\"tracking\"") && page.contains("id=\"drawdown\""))
        #expect(page.contains("9 runs") && page.contains(frontier.header.gridHash))
    }
}

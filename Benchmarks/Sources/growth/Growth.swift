import ArgumentParser
import Workloads

@main
struct Growth: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "growth",
        abstract: "Nanoseconds a call as positions and history grow; medians of several rounds.")

    @Option(help: "The largest number of positions and snapshots.")
    var most = 1_000_000

    @Option(help: "How many rounds; the median is shown.")
    var rounds = 7

    func validate() throws {
        guard most >= 100, rounds > 0 else {
            throw ValidationError("--most has to be at least 100, --rounds at least 1.")
        }
    }

    func run() throws {
        print("one call, ns (median of \(rounds) rounds)")
        print("what                                    n     ns/call")
        let sizes = Set([100, 10_000, most].filter { $0 <= most }).sorted()
        for size in sizes {
            let market = try GrownMarket(positions: size, snapshots: size)
            try show("openPosition, first of a trader", size, prepare: market.fundNewcomers, market.openPositions)
            try show("openPosition, growing a position", size, market.growPositions)
            try show("openPosition, reverting at its end", size, market.revertingOrders)
            try show("payFunding", size, market.payFunding)
            try show("reserve TWAP over an hour", size) { try market.reserveTWAP($0) }
        }
    }

    private func show(
        _ name: String, _ size: Int, prepare: (Int) throws -> Void = { _ in }, _ body: (Int) throws -> Void
    ) throws {
        let count = 2000
        let clock = ContinuousClock()
        let times = try (0...rounds).map { _ in
            try prepare(count)
            return try clock.measure { try body(count) } / count
        }.dropFirst().sorted()
        let nanoseconds = Double(times[rounds / 2].components.attoseconds) / 1e9
        let padded = name + String(repeating: " ", count: 36 - name.count)
        let sizeText = String(repeating: " ", count: 9 - size.description.count) + size.description
        print(padded, sizeText, "  ", (nanoseconds * 10).rounded() / 10)
    }
}

import ArgumentParser
import CPeers
import Foundation
import Workloads

@main
struct SwapPeers: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swap-peers",
        abstract: "Nanoseconds a quote: ours and others on the same inputs, interleaved round by round.")

    @Option(parsing: .upToNextOption, help: "The sizes of numbers: production, small, full-width; all unless given.")
    var size: [QuoteSize] = []

    @Option(help: "How many distinct inputs; fewer than 65536 let the branch predictor learn them.")
    var inputs = 65_536

    @Option(help: "How many rounds; each runs every peer once over all inputs.")
    var rounds = 15

    @Option(help: "The seed that the inputs come from.")
    var seed: UInt64 = 20_260_101

    @Option(parsing: .upToNextOption, help: "Only the peers whose names start so; ours always runs.")
    var only: [String] = []

    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    func validate() throws {
        guard inputs > 0, rounds > 0 else { throw ValidationError("--inputs and --rounds have to be at least 1.") }
    }

    func run() throws {
        let tables = try (size.isEmpty ? QuoteSize.allCases : size).map(measure)
        if json {
            let object: [String: Any] = [
                "inputs": inputs, "rounds": rounds, "seed": seed, "sizes": tables.map(\.json),
            ]
            let data = try JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys])
            print(String(decoding: data, as: UTF8.self))
        } else {
            print("\(inputs) quotes a size, seed \(seed), \(rounds) interleaved rounds, same bits from every peer")
            for table in tables { print(table.text) }
        }
    }

    private func measure(_ size: QuoteSize) throws -> Table {
        let trades = size.inputs(count: inputs, seed: seed)
        var candidates = [ours(trades), oursInBatches(trades), oursOnAllCores(trades)]
        // What it is not made for, it does not do.
        if size == .production { candidates += inTwoLimbs(trades) }
        candidates += [
            inC("C mpn", trades, cpeers_mpn), inC("C mpz", trades, cpeers_mpz), boost(trades), attaswift(trades),
        ]
        if let python = python(trades) { candidates.append(python) }
        let peers = candidates.enumerated().filter { index, peer in
            index == 0 || only.isEmpty || only.contains { peer.name.hasPrefix($0) }
        }.map(\.element)
        try compareResults(peers, size)
        var times = peers.map { _ in [Double]() }
        for _ in 0..<rounds {
            for (index, peer) in peers.enumerated() { times[index].append(peer.run() / Double(inputs)) }
        }
        return Table(
            size: size, measurements: zip(peers, times).map { Measurement(name: $0.name, times: $1, ours: times[0]) })
    }

    /// Every peer has to give the same bits; this run also warms caches and predictors.
    private func compareResults(_ peers: [Peer], _ size: QuoteSize) throws {
        for peer in peers { _ = peer.run() }
        let expected = peers[0].results()
        for peer in peers.dropFirst() {
            let results = peer.results()
            guard results.count == expected.count else {
                throw ValidationError("\(peer.name) gave \(results.count) results, not \(expected.count)")
            }
            guard let index = expected.indices.first(where: { expected[$0] != results[$0] }) else { continue }
            throw ValidationError(
                "\(peer.name) differs from \(peers[0].name) on \(size.rawValue) input \(index) of seed \(seed): "
                    + "\(results[index]), not \(expected[index])")
        }
    }
}

extension QuoteSize: ExpressibleByArgument {}

/// What was measured for one size of numbers.
private struct Table {
    var size: QuoteSize
    var measurements: [Measurement]

    var text: String {
        var lines = ["", size.rawValue, "peer                 median ns    min ns  million/s    ours / this"]
        for measurement in measurements {
            let name = measurement.name.padding(toLength: 18, withPad: " ", startingAt: 0)
            lines.append(
                name
                    + String(
                        format: "%12.1f %9.1f %10.2f %12.3f", measurement.median, measurement.minimum,
                        1000 / measurement.minimum, measurement.ratio))
        }
        return lines.joined(separator: "\n")
    }

    var json: [String: Any] {
        [
            "size": size.rawValue,
            "peers": measurements.map {
                [
                    "name": $0.name, "medianNanoseconds": $0.median, "minimumNanoseconds": $0.minimum,
                    "oursToThis": $0.ratio,
                ]
            },
        ]
    }
}

/// The times of one peer, in nanoseconds a quote.
private struct Measurement {
    var name: String
    var median: Double
    var minimum: Double
    /// Ours in relation to this: the median of the rounds' ratios, so that a machine that slows down for some rounds
    /// slows both down.
    var ratio: Double

    init(name: String, times: [Double], ours: [Double]) {
        self.name = name
        median = Self.median(times)
        minimum = times.min() ?? .nan
        ratio = Self.median(zip(ours, times).map { $0 / $1 })
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}

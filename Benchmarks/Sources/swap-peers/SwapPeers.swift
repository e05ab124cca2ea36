import ArgumentParser
import CPeers
import Foundation

@main
struct SwapPeers: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swap-peers",
        abstract: "Nanoseconds a quote: ours and others on the same inputs, interleaved round by round.")

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
        let trades = productionInputs(count: inputs, seed: seed)
        let peers = [
            ours(trades), inC("C two-limb", trades) { _ = cpeers_two_limb($0, $1, $2) },
            inC("C mpn", trades, cpeers_mpn), inC("C mpz", trades, cpeers_mpz), attaswift(trades),
        ].enumerated().filter { index, peer in
            index == 0 || only.isEmpty || only.contains { peer.name.hasPrefix($0) }
        }.map(\.element)
        try compareResults(peers)
        var times = peers.map { _ in [Double]() }
        for _ in 0..<rounds {
            for (index, peer) in peers.enumerated() {
                let start = ContinuousClock.now
                peer.run()
                let duration = (ContinuousClock.now - start) / inputs
                times[index].append(Double(duration.components.attoseconds) / 1e9)
            }
        }
        show(zip(peers, times).map { Measurement(name: $0.name, times: $1.sorted()) })
    }

    /// Every peer has to give the same bits; this run also warms caches and predictors.
    private func compareResults(_ peers: [Peer]) throws {
        for peer in peers { peer.run() }
        let expected = peers[0].results()
        for peer in peers.dropFirst() {
            guard let index = zip(expected, peer.results()).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
                continue
            }
            throw ValidationError(
                "\(peer.name) differs from \(peers[0].name) on input \(index) of seed \(seed): "
                    + "\(peer.results()[index]), not \(expected[index])")
        }
    }

    private func show(_ measurements: [Measurement]) {
        let reference = measurements[0]
        if json {
            let object: [String: Any] = [
                "inputs": inputs, "rounds": rounds, "seed": seed,
                "peers": measurements.map {
                    [
                        "name": $0.name, "medianNanoseconds": $0.median, "minimumNanoseconds": $0.minimum,
                        "oursToThis": reference.minimum / $0.minimum,
                    ]
                },
            ]
            let data = try? JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys])
            print(String(decoding: data ?? Data(), as: UTF8.self))
            return
        }
        print("\(inputs) production-size quotes, seed \(seed), \(rounds) interleaved rounds, same bits from every peer")
        print("peer                 median ns    min ns    ours / this (min)")
        for measurement in measurements {
            let name = measurement.name.padding(toLength: 18, withPad: " ", startingAt: 0)
            let ratio = String(format: "%.3f", reference.minimum / measurement.minimum)
            print(name, String(format: "%11.1f %9.1f", measurement.median, measurement.minimum), "   \(ratio)")
        }
    }
}

/// The times of one peer, in nanoseconds a quote, ascending.
private struct Measurement {
    var name: String
    var times: [Double]
    var median: Double { times[times.count / 2] }
    var minimum: Double { times[0] }
}

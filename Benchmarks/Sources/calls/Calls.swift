import ArgumentParser
import Foundation
import Workloads

@main
struct Calls: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calls",
        abstract: "Nanoseconds a call, and how many quotes' time that is; all measured in one run, round by round.")

    @Option(help: "How many rounds; each runs every workload once.")
    var rounds = 9

    @Option(parsing: .upToNextOption, help: "Only the workloads whose names start so, and the quote.")
    var only: [String] = []

    @Option(parsing: .upToNextOption, help: "Only the workloads of exactly these names.")
    var exactly: [String] = []

    @Flag(help: "Print the names of the workloads and how many calls a round makes, as JSON.")
    var list = false

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds has to be at least 1.") }
    }

    func run() throws {
        if list {
            let names = Workload.all.map { ["name": $0.name, "count": $0.count] as [String: Any] }
            print(String(decoding: try JSONSerialization.data(withJSONObject: names), as: UTF8.self))
            return
        }
        let workloads = Workload.all.enumerated().filter { index, workload in
            exactly.isEmpty
                ? index == 0 || only.isEmpty || only.contains { workload.name.hasPrefix($0) }
                : exactly.contains(workload.name)
        }.map(\.element)
        var times = workloads.map { _ in [Double]() }
        let clock = ContinuousClock()
        for _ in 0..<rounds {
            for (index, workload) in workloads.enumerated() {
                let body = try workload.prepare()
                let duration = try clock.measure { try measuredRegion(body) } / workload.count
                times[index].append(
                    Double(duration.components.seconds) * 1e9 + Double(duration.components.attoseconds) / 1e9)
            }
        }
        print("\(rounds) interleaved rounds; quotes: the median of the rounds' ratios to the first line")
        print("workload".padding(toLength: 52, withPad: " ", startingAt: 0), "median ns    min ns         quotes")
        for (workload, own) in zip(workloads, times) {
            let (sorted, ratios) = (own.sorted(), zip(own, times[0]).map { $0 / $1 }.sorted())
            let name = workload.name.padding(toLength: 50, withPad: " ", startingAt: 0)
            print(
                name,
                String(format: "%11.1f %9.1f %14.1f", sorted[sorted.count / 2], sorted[0], ratios[ratios.count / 2]))
        }
    }
}

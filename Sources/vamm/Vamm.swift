import ArgumentParser
import WideIntegers

@main
struct Vamm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vamm",
        abstract: "The reference implementation of a virtual AMM: exact to the last wei.",
        discussion: """
            EXAMPLES
              vamm verify                                  check every vector in Vectors/
              vamm verify Vectors/recorded/amm-v2.json -j 2
              vamm run Vectors/scenarios/published-example.scenario.json   what every step of a scenario came to
              vamm verify theirs.json --filter 'swap-*' --fail-fast
              vamm quote input --direction addToAmm --amount 1000 --quote-reserve 40000 --base-reserve 100
              vamm quote output --direction removeFromAmm --amount 2.5 --quote-reserve 40000 --base-reserve 100 --json
            """,
        version: "\(name) (GMP \(GMPLibrary.version))",
        subcommands: [Verify.self, Run.self, Quote.self])

    /// The program with its version.
    static let name = "vamm 0.1.0"
}

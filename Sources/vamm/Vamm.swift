import ArgumentParser
import WideIntegers

@main
struct Vamm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vamm",
        abstract: "The reference implementation of a virtual AMM: exact to the last wei.",
        discussion: """
            EXAMPLES
              vamm verify                                check every vector in Vectors/
              vamm verify theirs.json --filter 'swap-*' --fail-fast
              vamm run Vectors/scenarios/published-example.scenario.json
              vamm explain vector Vectors/recorded/quote.json --case quote-00083
              vamm quote input --direction addToAmm --amount 1000 \\
                  --quote-reserve 40000 --base-reserve 100
              vamm check --exec "python3 adapter.py"     check another implementation
            """,
        version: "\(name) (protocol revisions v1 and v2, GMP \(GMPLibrary.version))",
        subcommands: [Verify.self, Run.self, Quote.self, Explain.self, Check.self, Serve.self, Call.self, Diff.self])

    /// The program with its version.
    static let name = "vamm 0.1.0"
}

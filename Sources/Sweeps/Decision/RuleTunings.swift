internal import Simulation

/// What is tried to tune each policy: a few values of the parameters that matter, over the range that makes sense for
/// pools of any size, K beginning at the best constant.
enum RuleTunings {
    /// Policies and their parameters.
    static let all: [(policy: String, tunings: [[ConfigurationEntry]])] = [
        ("budgeted", grid([("budget", ["0", "100", "1000"]), ("revenueShare", ["0", "0.5"])])),
        ("revenue", grid([("intensity", ["10", "50", "100"])])), ("fee-share", [[]]),
        ("slippage", grid([("size", ["5000"]), ("slippage", ["0.0001", "0.0003", "0.001", "0.003", "0.01"])])),
        ("volume", grid([("slippage", ["0.0001", "0.0003", "0.001", "0.003", "0.01"])])),
        ("open-interest", grid([("alpha", ["2", "8", "32", "128"])])),
        ("volatility", grid([("blocks", ["1", "12", "144"]), ("leverage", ["1", "3"])])),
        ("funding", grid([("step", ["0.05", "0.2"])])),
        ("repeg", grid([("band", ["0.01", "0.03", "0.1"]), ("fundShare", ["0.001", "0.01"])])),
    ]

    private static func grid(_ axes: [(name: String, values: [String])]) -> [[ConfigurationEntry]] {
        axes.reduce([[]]) { tunings, axis in
            tunings.flatMap { tuning in
                axis.values.map { tuning + [ConfigurationEntry(path: "policy.\(axis.name)", value: $0)] }
            }
        }
    }
}

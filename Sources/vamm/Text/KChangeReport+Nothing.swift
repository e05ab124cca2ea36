import FixedPoint
import JSON
import Scenarios
import Simulation

extension KChangeReport {
    /// What there is to say where a policy leaves K alone: its formula, and the figures that it saw.
    struct Nothing {
        let policy: String
        let observation: KObservation

        private var formula: String { KPolicyRegistry.formula(of: policy) ?? "" }

        /// What the policy saw, and whether it is of the state; the rest is what --observe gave, or 0.
        private var figures: [(name: String, value: String, isOfState: Bool)] {
            [
                ("quoteAssetReserve", observation.quoteAssetReserve.description, true),
                ("baseAssetReserve", observation.baseAssetReserve.description, true),
                ("netPosition", observation.netPosition.description, true),
                ("indexPrice", observation.indexPrice.description, true),
                ("insuranceFund", observation.insuranceFund.description, true),
                ("openInterest", observation.openInterest.description, true),
                ("revenue", observation.revenue.description, false),
                ("fundingImbalance", observation.fundingImbalance.description, false),
                ("volume", observation.volume.description, false),
                ("volatility", observation.volatility.description, false),
                ("arbitrageCapital", observation.arbitrageCapital.description, false),
            ]
        }

        private var tradeSizes: [String] { observation.tradeSizes.map(\.description) }

        var text: String {
            var table = TextTable(leftAligned: [0, 2])
            for (name, value, isOfState) in figures {
                table.append(name, figure(value), isOfState ? "from the state" : "from --observe, else 0")
            }
            let sizes = tradeSizes.isEmpty ? "none" : "\(tradeSizes.count)"
            table.append("tradeSizes", sizes, "from --observe")
            let heading = ["the policy \(policy) leaves K alone", "  \(formula)", "", "it saw"]
            let ending = ["", "vamm k-change --policies lists its bounds and bands"]
            return (heading + table.lines.map { "  " + $0 } + ending).joined(separator: "\n")
        }

        var json: JSONValue {
            let members = figures.map { JSONValue.Member($0.name, .string($0.value)) }
            let sizes = JSONValue.Member("tradeSizes", .array(tradeSizes.map { .string($0) }))
            return .object([
                "decision": .null, "policy": .string(policy), "formula": .string(formula),
                "observation": .object(members + [sizes]),
            ])
        }
    }
}

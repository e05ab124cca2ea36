import Clearing
import FixedPoint
import Simulation
import Testing
import VirtualAMM
import WideIntegers

/// Markets for tests, small and fast.
enum TestMarket {
    /// The calm market for some blocks of an hour, with a change.
    static func market(
        blocks: UInt64 = 240, _ change: (inout MarketConfiguration) -> Void = { _ in }
    ) -> MarketConfiguration {
        var market = MarketConfiguration()
        market.run.blocks = blocks
        market.run.secondsPerBlock = 3600
        market.traders.count = 30
        market.traders.trendBlocks = 6
        change(&market)
        return market
    }

    static func result(
        _ market: MarketConfiguration, seed: UInt64 = 1, policy: (any KPolicy)? = nil, checksLaws: Bool = false
    ) throws -> SimulationResult {
        var simulation = try Simulation(market, seed: seed, policy: policy, checksLaws: checksLaws)
        return try simulation.run()
    }
}

extension SimulationResult {
    /// A measure as a number to compare with.
    func number(_ name: String) throws -> Double {
        let text = try #require(measure(name), "there is no measure \(name)")
        return try #require(Double(text))
    }
}

/// Decides from a list, one entry a period.
struct ListPolicy: KPolicy {
    let name = "list"
    var decisions: [KDecision?]
    var mayResize: Bool {
        decisions.contains { if case .resize = $0 { true } else { false } }
    }

    mutating func decide(_ observation: KObservation) -> KDecision? {
        decisions.isEmpty ? nil : decisions.removeFirst()
    }
}

func decimal(_ text: String) throws -> Decimal18 { try #require(Decimal18(text)) }

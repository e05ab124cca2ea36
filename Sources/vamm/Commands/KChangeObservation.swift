import ArgumentParser
import Clearing
import FixedPoint
import Messages
import Scenarios
import Simulation
import VirtualAMM

/// The figures of a period that no state can tell, as --observe gives them.
struct Observed {
    private static let names = [
        "revenue", "fundingImbalance", "volume", "volatility", "arbitrageCapital", "tradeSizes",
    ]

    private var revenue = Decimal18.zero
    private var fundingImbalance = SignedDecimal18.zero
    private var volume = Decimal18.zero
    private var volatility = Decimal18.zero
    private var arbitrageCapital = Decimal18.zero
    private var tradeSizes: [Decimal18] = []

    init(_ pairs: [String]) throws {
        var seen: [String] = []
        for text in pairs {
            let pair = try KChange.pair(text, "--observe")
            if seen.contains(pair.key) { throw ValidationError("--observe: \(visible(pair.key)) is given twice.") }
            seen.append(pair.key)
            switch pair.key {
            case "revenue": revenue = try Self.amount(pair)
            case "fundingImbalance":
                guard let value = SignedDecimal18(pair.value) else { throw Self.error(pair, "a decimal is needed") }
                fundingImbalance = value
            case "volume": volume = try Self.amount(pair)
            case "volatility": volatility = try Self.amount(pair)
            case "arbitrageCapital": arbitrageCapital = try Self.amount(pair)
            case "tradeSizes":
                tradeSizes = try pair.value.split(separator: ",", omittingEmptySubsequences: false).map {
                    try Self.amount(KChange.Pair(key: pair.key, value: String($0)))
                }
            default:
                throw ValidationError(
                    "--observe: there is no figure \"\(visible(pair.key))\"; known are "
                        + Self.names.joined(separator: ", ") + ".")
            }
        }
    }

    private static func amount(_ pair: KChange.Pair) throws -> Decimal18 {
        guard let value = Decimal18(pair.value) else { throw error(pair, "a decimal, not negative, is needed") }
        return value
    }

    private static func error(_ pair: KChange.Pair, _ message: String) -> ValidationError {
        ValidationError("--observe: \(pair.key) is \"\(visible(pair.value))\"; \(message).")
    }

    /// These figures with what the state tells.
    func observation(of state: ScenarioState) -> KObservation {
        let market = state.house.markets[state.pool.rawValue]
        let pool = market.pool.state
        let openInterest = market.traders.reduce(Decimal18.zero) { sum, trader in
            (try? sum.adding(state.house.storedPosition(state.pool, of: trader).openNotional)) ?? sum
        }
        return KObservation(
            time: state.block.timestamp, quoteAssetReserve: pool.quoteAssetReserve,
            baseAssetReserve: pool.baseAssetReserve, netPosition: pool.totalPositionSize,
            indexPrice: (try? market.feed.price()) ?? .zero,
            insuranceFund: (try? state.house.ledger.decimalBalance(of: state.house.accounts.insuranceFund)) ?? .zero,
            revenue: revenue, fundingImbalance: fundingImbalance, volume: volume, tradeSizes: tradeSizes,
            volatility: volatility, arbitrageCapital: arbitrageCapital, openInterest: openInterest)
    }
}

internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// Adds up what a run is measured by, in a fixed amount of memory (SPEC K12).
struct Recorder: Sendable {
    let notionals: [Decimal18]

    // Per block and pool
    var tracking = RatioHistogram()
    var slippageSums: [UInt256]
    var slippageCounts: [UInt64]
    var depthSum = UInt256.zero
    var rootOfKSum = UInt256.zero
    var rootOfKRange: ClosedRange<Decimal18>
    let firstRootOfK: Decimal18
    var samples: UInt64 = 0

    // Per block
    let firstFund: Decimal18
    var leastFund: Decimal18
    var highestFund: Decimal18
    var largestDrawdown = Decimal18.zero
    var leastSolvency: SignedDecimal18?
    var lastSolvency: SignedDecimal18
    /// The first block after which vault and fund did not cover what was owed; nil for none.
    var insolventFrom: UInt64?

    // Per call
    var traders = TraderRecorder()
    var arbitrage: ArbitrageRecorder
    var fund = FundSources()
    var volume = Decimal18.zero
    var arbitrageTrades: UInt64 = 0
    /// Orders of arbitrageurs that would have reverted.
    var ordersNotSent: UInt64 = 0
    var fees = Decimal18.zero
    var badDebt = Decimal18.zero
    var fullLiquidations: UInt64 = 0
    var partialLiquidations: UInt64 = 0
    var fundingSettlements: UInt64 = 0
    var fundingByLongs = SignedDecimal18.zero
    var fundingByShorts = SignedDecimal18.zero
    var kChanges: UInt64 = 0
    var refusedKChanges: UInt64 = 0

    init(_ settings: StatisticsSettings, market: SimulatedMarket) {
        arbitrage = ArbitrageRecorder(
            pools: market.setup.holders.count, count: market.setup.arbitrageurCount)
        notionals = [settings.smallNotional, settings.mediumNotional, settings.largeNotional]
        slippageSums = notionals.map { _ in .zero }
        slippageCounts = notionals.map { _ in 0 }
        firstRootOfK = market.rootOfK(PoolID(rawValue: 0))
        rootOfKRange = firstRootOfK...firstRootOfK
        firstFund = market.balance(market.setup.accounts.insuranceFund)
        leastFund = firstFund
        lastSolvency = SignedDecimal18(wrapping: firstFund)
        highestFund = firstFund
    }

    /// What a block looks like at its end.
    mutating func observe(_ market: SimulatedMarket) {
        for index in market.house.markets.indices { observe(PoolID(rawValue: index), market) }
        let fund = market.balance(market.setup.accounts.insuranceFund)
        leastFund = min(leastFund, fund)
        highestFund = max(highestFund, fund)
        largestDrawdown = max(largestDrawdown, highestFund.subtractingFloored(fund))
    }

    private mutating func observe(_ pool: PoolID, _ market: SimulatedMarket) {
        let state = market.state(pool)
        samples += 1
        guard let mark = try? state.spotPrice() else { return }
        if let distance = mark.relativeDistance(from: market.indexPrice(pool)) { tracking.insert(distance) }
        for (place, notional) in notionals.enumerated() {
            guard let premium = premium(ofBuying: notional, state: state, mark: mark) else { continue }
            slippageSums[place] = slippageSums[place] &+ premium.raw
            slippageCounts[place] += 1
        }
        if let depth = try? state.quoteAssetReserve.multiplied(by: rootOf1Percent) {
            depthSum = depthSum &+ depth.raw
        }
        let root = market.rootOfK(pool)
        rootOfKSum = rootOfKSum &+ root.raw
        rootOfKRange = min(rootOfKRange.lowerBound, root)...max(rootOfKRange.upperBound, root)
    }

    /// √1.01 − 1, rounded down.
    private let rootOf1Percent = Decimal18(raw: 4_987_562_112_089_027)

    /// By how much the average price of a buy lies above the price before it, in relation to that.
    private func premium(ofBuying notional: Decimal18, state: PoolState, mark: Decimal18) -> Decimal18? {
        do throws(Revert) {
            let base = try state.inputPrice(.addToAmm, quoteAssetAmount: notional)
            let ratio = try notional.divided(by: base).divided(by: mark)
            return ratio.subtractingFloored(.one)
        } catch {
            return nil
        }
    }

    /// What would be left if everyone closed at this block.
    mutating func note(solvency: SignedDecimal18, block: UInt64) {
        leastSolvency = min(leastSolvency ?? solvency, solvency)
        lastSolvency = solvency
        if solvency.isNegative, insolventFrom == nil { insolventFrom = block }
    }
}

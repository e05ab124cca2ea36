internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

extension Recorder {
    /// Every measure of the run, in order (SPEC K12).
    func measures(_ market: SimulatedMarket) -> [Measure] {
        trackingMeasures + slippageMeasures + arbitrageMeasures(market) + moneyMeasures(market) + kMeasures(market)
            + countMeasures(market)
    }

    private func measure(_ name: String, _ unit: String, _ value: some CustomStringConvertible) -> Measure {
        Measure(name: name, unit: unit, value: value.description)
    }

    private var trackingMeasures: [Measure] {
        [
            measure("tracking.mean", "ratio", tracking.mean),
            measure("tracking.median", "ratio", tracking.quantile(percent: 50)),
            measure("tracking.p90", "ratio", tracking.quantile(percent: 90)),
            measure("tracking.p99", "ratio", tracking.quantile(percent: 99)),
            measure("tracking.max", "ratio", tracking.largest),
            measure("tracking.outside1Percent", "ratio", tracking.share(fromStep: 1000)),
            measure("tracking.outside5Percent", "ratio", tracking.share(fromStep: 5000)),
        ]
    }

    private var slippageMeasures: [Measure] {
        let means = zip(slippageSums, slippageCounts).map { sum, count in
            Decimal18(raw: count == 0 ? .zero : sum / UInt256(count))
        }
        let total = ordinarySlippage
        let average = (try? total.divided(byUnsigned: ordinaryVolume)) ?? .zero
        return zip(["small", "medium", "large"], means).map { measure("slippage.\($0)", "ratio", $1) } + [
            measure("slippage.paid", "quote", total), measure("slippage.average", "ratio", average),
            measure(
                "depth.quoteToMove1Percent", "quote", Decimal18(raw: samples == 0 ? .zero : depthSum / UInt256(samples))
            ),
        ]
    }

    private func arbitrageMeasures(_ market: SimulatedMarket) -> [Measure] {
        [
            measure("arbitrage.profit", "quote", profit(of: .arbitrageur, market)),
            measure("arbitrage.peakCapital", "quote", peakArbitrageMargin),
            measure("attacker.profit", "quote", profit(of: .attacker, market)),
            measure("traders.profit", "quote", profit(of: .trader, market)),
            measure("funding.paidByLongs", "quote", fundingByLongs),
            measure("funding.paidByShorts", "quote", fundingByShorts),
            measure("funding.toFund", "quote", fundingToFund),
        ]
    }

    private func moneyMeasures(_ market: SimulatedMarket) -> [Measure] {
        let toll = market.setup.accounts.tollPool.map { market.balance($0) } ?? .zero
        let fund = market.balance(market.setup.accounts.insuranceFund)
        return [
            measure("fees.total", "quote", fees), measure("fees.toll", "quote", toll),
            measure("fees.spread", "quote", fees.subtractingFloored(toll)),
            measure("fund.start", "quote", firstFund), measure("fund.min", "quote", leastFund),
            measure("fund.end", "quote", fund), measure("fund.maxDrawdown", "quote", largestDrawdown),
            measure("badDebt", "quote", badDebt),
            measure("solvency.min", "quote", leastSolvency ?? market.closingBalance().solvency),
            measure("vault.remainder", "quote", market.closingBalance().remainder),
        ]
    }

    private func kMeasures(_ market: SimulatedMarket) -> [Measure] {
        [
            measure("k.changes", "count", kChanges), measure("k.refused", "count", refusedKChanges),
            measure("k.cost", "quote", kCost), measure("k.rootStart", "root", firstRootOfK),
            measure("k.rootEnd", "root", market.rootOfK(PoolID(rawValue: 0))),
            measure("k.rootMin", "root", rootOfKRange.lowerBound),
            measure("k.rootMax", "root", rootOfKRange.upperBound),
            measure("k.rootMean", "root", Decimal18(raw: samples == 0 ? .zero : rootOfKSum / UInt256(samples))),
        ]
    }

    private func countMeasures(_ market: SimulatedMarket) -> [Measure] {
        [
            measure("liquidations.full", "count", fullLiquidations),
            measure("liquidations.partial", "count", partialLiquidations),
            measure("volume.total", "quote", volume), measure("volume.ordinary", "quote", ordinaryVolume),
            measure("trades.ordinary", "count", ordinaryTrades),
            measure("trades.arbitrage", "count", arbitrageTrades),
            measure("funding.settlements", "count", fundingSettlements),
            measure("calls.total", "count", market.stepCount), measure("calls.reverted", "count", market.revertCount),
            measure("price.index", "quote per base", market.indexPrice(PoolID(rawValue: 0))),
            measure("price.mark", "quote per base", market.spotPrice(PoolID(rawValue: 0)) ?? .zero),
        ]
    }

    /// What the agents of a role have, with positions at what closing them alone would bring, less what they started
    /// with.
    private func profit(of role: AgentRole, _ market: SimulatedMarket) -> SignedDecimal18 {
        var sum = SignedDecimal18.zero
        for (index, holders) in market.setup.holders.enumerated() {
            for account in holders where SimulatedAccounts.role(of: account) == role {
                sum = sum.addingWrapped(SignedDecimal18(wrapping: market.balance(account)))
                    .addingWrapped(market.equity(PoolID(rawValue: index), of: account) ?? .zero)
            }
        }
        for (account, units) in market.setup.balances where SimulatedAccounts.role(of: account) == role {
            let start = (try? market.setup.tokenDecimals.decimal(ofUnits: units)) ?? .zero
            sum = sum.subtractingWrapped(SignedDecimal18(wrapping: start))
        }
        return sum
    }
}

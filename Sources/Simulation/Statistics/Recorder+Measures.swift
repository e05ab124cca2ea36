internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

extension Recorder {
    /// Every measure of the run, in order (SPEC K12).
    func measures(_ market: SimulatedMarket, _ agents: [PoolAgents]) -> [Measure] {
        trackingMeasures + slippageMeasures + traderMeasures(market) + arbitrageMeasures(market, agents)
            + moneyMeasures(market) + kMeasures(market) + countMeasures(market) + tokenMeasures(market)
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
            measure("tracking.atTrades.mean", "ratio", traders.tracking.mean),
            measure("tracking.atTrades.median", "ratio", traders.tracking.quantile(percent: 50)),
            measure("tracking.atTrades.p95", "ratio", traders.tracking.quantile(percent: 95)),
        ]
    }

    private var slippageMeasures: [Measure] {
        let means = zip(slippageSums, slippageCounts).map { sum, count in
            Decimal18(raw: count == 0 ? .zero : sum / UInt256(count))
        }
        let total = traders.slippage
        let average = (try? total.divided(byUnsigned: traders.volume)) ?? .zero
        return zip(["small", "medium", "large"], means).map { measure("slippage.\($0)", "ratio", $1) } + [
            measure("slippage.paid", "quote", total), measure("slippage.average", "ratio", average),
            measure(
                "depth.quoteToMove1Percent", "quote", Decimal18(raw: samples == 0 ? .zero : depthSum / UInt256(samples))
            ),
        ]
    }

    private func traderMeasures(_ market: SimulatedMarket) -> [Measure] {
        [
            measure("shortfall.paid", "quote", traders.shortfall),
            measure(
                "shortfall.average", "ratio", (try? traders.shortfall.divided(byUnsigned: traders.volume)) ?? .zero),
            measure("surplus", "quote", traders.surplus),
            measure("volume.offered", "quote", traders.offered),
            measure("volume.opened", "quote", traders.opened),
            measure("volume.lost", "quote", traders.offered.subtractingFloored(traders.opened)),
            measure("traders.profit", "quote", profit(of: .trader, market)),
        ]
    }

    private func arbitrageMeasures(_ market: SimulatedMarket, _ agents: [PoolAgents]) -> [Measure] {
        let transferred = SignedDecimal18(wrapping: arbitrage.received)
            .subtractingWrapped(SignedDecimal18(wrapping: arbitrage.paid))
        return [
            measure("arbitrage.profit", "quote", profit(of: .arbitrageur, market).subtractingWrapped(transferred)),
            measure("arbitrage.hedgedProfit", "quote", Self.hedgedProfit(market, agents)),
            measure("arbitrage.peakCapital", "quote", arbitrage.peakMargin),
            measure("arbitrage.received", "quote", arbitrage.received),
            measure("arbitrage.paid", "quote", arbitrage.paid),
            measure("arbitrage.notSent", "count", ordersNotSent),
            measure("attacker.profit", "quote", profit(of: .attacker, market)),
            measure("funding.paidByLongs", "quote", fundingByLongs),
            measure("funding.paidByShorts", "quote", fundingByShorts),
            measure("funding.toFund", "quote", fund.funding),
        ]
    }

    private func moneyMeasures(_ market: SimulatedMarket) -> [Measure] {
        let toll = market.setup.accounts.tollPool.map { market.balance($0) } ?? .zero
        let end = market.balance(market.setup.accounts.insuranceFund)
        let change = SignedDecimal18(wrapping: end).subtractingWrapped(SignedDecimal18(wrapping: firstFund))
        let closing = market.closingBalance()
        let shortage = closing.solvency.isNegative ? closing.solvency.magnitude : .zero
        return [
            measure("fees.total", "quote", fees), measure("fees.toll", "quote", toll),
            measure("fees.spread", "quote", fees.subtractingFloored(toll)),
            measure("fund.start", "quote", firstFund), measure("fund.min", "quote", leastFund),
            measure("fund.end", "quote", end), measure("fund.maxDrawdown", "quote", largestDrawdown),
            measure("fund.change", "quote", change), measure("fund.fromFees", "quote", fund.fees),
            measure("fund.fromFunding", "quote", fund.funding),
            measure("fund.fromLiquidations", "quote", fund.liquidations),
            measure("fund.fromBadDebt", "quote", fund.badDebt),
            measure("fund.fromKChanges", "quote", fund.kChanges), measure("fund.fromOther", "quote", fund.other),
            measure("badDebt", "quote", badDebt), measure("badDebt.latent", "quote", closing.badDebt),
            measure("solvency.min", "quote", leastSolvency ?? closing.solvency),
            measure("solvency.end", "quote", closing.solvency), measure("shortage", "quote", shortage),
            measure("insolvent.fromBlock", "block, 0 for none", insolventFrom ?? 0),
            measure("vault.remainder", "quote", closing.remainder),
        ]
    }

    private func kMeasures(_ market: SimulatedMarket) -> [Measure] {
        [
            measure("k.changes", "count", kChanges), measure("k.refused", "count", refusedKChanges),
            measure("k.cost", "quote", SignedDecimal18.zero.subtractingWrapped(fund.kChanges)),
            measure("k.rootStart", "root", firstRootOfK),
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
            measure("volume.total", "quote", volume), measure("volume.ordinary", "quote", traders.volume),
            measure("trades.ordinary", "count", traders.trades),
            measure("trades.arbitrage", "count", arbitrageTrades),
            measure("funding.settlements", "count", fundingSettlements),
            measure("calls.total", "count", market.stepCount), measure("calls.reverted", "count", market.revertCount),
            measure("price.index", "quote per base", market.indexPrice(PoolID(rawValue: 0))),
            measure("price.mark", "quote per base", market.spotPrice(PoolID(rawValue: 0)) ?? .zero),
        ]
    }

    /// By how much the tokens of each role changed: together 0.
    private func tokenMeasures(_ market: SimulatedMarket) -> [Measure] {
        var changes: [AgentRole: SignedDecimal18] = [:]
        for account in market.house.ledger.accounts {
            guard let role = SimulatedAccounts.role(of: account) else { continue }
            changes[role] = (changes[role] ?? .zero)
                .addingWrapped(SignedDecimal18(wrapping: market.balance(account)))
        }
        for (account, units) in market.setup.balances {
            guard let role = SimulatedAccounts.role(of: account) else { continue }
            let start = (try? market.setup.tokenDecimals.decimal(ofUnits: units)) ?? .zero
            changes[role] = (changes[role] ?? .zero).subtractingWrapped(SignedDecimal18(wrapping: start))
        }
        return AgentRole.allCases.map { measure("tokens.\($0)", "quote", changes[$0] ?? .zero) }
    }

    /// What the books of arbitrageurs and their hedges gained, positions at the index.
    static func hedgedProfit(_ market: SimulatedMarket, _ agents: [PoolAgents]) -> SignedDecimal18 {
        var sum = SignedDecimal18.zero
        for agent in agents {
            for arbitrageur in agent.arbitrageurs {
                guard let position = market.position(agent.pool, of: arbitrageur.account) else { continue }
                let start = market.wholeUnits(arbitrageur.settings.capital)
                sum = sum.addingWrapped(market.worth(agent.pool, of: arbitrageur.account, position))
                    .addingWrapped(arbitrageur.book.worth(at: market.indexPrice(agent.pool)))
                    .subtractingWrapped(SignedDecimal18(wrapping: start))
            }
        }
        return sum
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

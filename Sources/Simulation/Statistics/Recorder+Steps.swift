internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// What the events of a call add to the measures.

extension Recorder {
    /// - Parameter mark: The price before the call, where it is a trade.
    mutating func note(_ step: SimulatedStep, mark: Decimal18?) {
        guard case .done(let events) = step.outcome else { return }
        var isLiquidation = false
        for event in events {
            switch event {
            case .positionLiquidated(let liquidation):
                isLiquidation = true
                badDebt = badDebt.addingSaturated(liquidation.badDebt)
            case .positionChanged(let change):
                note(change, isLiquidation: isLiquidation)
                if !isLiquidation, let mark { noteSlippage(change, mark: mark) }
            default: break
            }
        }
    }

    private mutating func note(_ change: PositionChanged, isLiquidation: Bool) {
        volume = volume.addingSaturated(change.positionNotional)
        fees = fees.addingSaturated(change.fee)
        badDebt = badDebt.addingSaturated(change.badDebt)
        if isLiquidation {
            if change.positionSizeAfter.isZero { fullLiquidations += 1 } else { partialLiquidations += 1 }
        } else if SimulatedAccounts.role(of: change.trader) == .arbitrageur {
            arbitrageTrades += 1
        }
    }

    /// What a trade cost its trader besides the price before it and the fees: |quote − base · price|.
    private mutating func noteSlippage(_ change: PositionChanged, mark: Decimal18) {
        guard SimulatedAccounts.role(of: change.trader) == .trader,
            let fair = try? change.exchangedPositionSize.magnitude.multiplied(by: mark)
        else { return }
        let (quote, worth) = (
            SignedDecimal18(wrapping: change.positionNotional), SignedDecimal18(wrapping: fair)
        )
        let isBuy = change.exchangedPositionSize.isPositive
        let cost = isBuy ? quote.subtractingWrapped(worth) : worth.subtractingWrapped(quote)
        ordinaryTrades += 1
        ordinaryVolume = ordinaryVolume.addingSaturated(change.positionNotional)
        ordinarySlippage = ordinarySlippage.addingWrapped(cost)
    }

    /// What arbitrageurs have deposited as margin, before and after one of them acted.
    mutating func noteArbitrageMargin(from before: Decimal18, to after: Decimal18) {
        arbitrageMargin = arbitrageMargin.addingWrapped(SignedDecimal18(wrapping: after))
            .subtractingWrapped(SignedDecimal18(wrapping: before))
        if arbitrageMargin.isPositive { peakArbitrageMargin = max(peakArbitrageMargin, arbitrageMargin.magnitude) }
    }

    /// A settlement of funding: the premium per base, the sizes that it is owed on, and what the fund gained.
    mutating func noteFunding(
        premium: SignedDecimal18, longs: Decimal18, shorts: Decimal18, fundGain: SignedDecimal18
    ) {
        fundingSettlements += 1
        fundingToFund = fundingToFund.addingWrapped(fundGain)
        guard let byLongs = try? premium.multiplied(byUnsigned: longs),
            let byShorts = try? premium.multiplied(byUnsigned: shorts)
        else { return }
        fundingByLongs = fundingByLongs.addingWrapped(byLongs)
        fundingByShorts = fundingByShorts.subtractingWrapped(byShorts)
    }
}

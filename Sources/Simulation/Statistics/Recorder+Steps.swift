internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// What the events of a call add to the measures.

extension Recorder {
    /// - Parameter order: What an ordinary trader's order is measured against.
    mutating func note(_ step: SimulatedStep, order: RecordedOrder?) {
        guard case .done(let events) = step.outcome else { return }
        var isLiquidation = false
        for event in events {
            switch event {
            case .positionLiquidated(let liquidation):
                isLiquidation = true
                badDebt = badDebt.addingSaturated(liquidation.badDebt)
            case .positionChanged(let change):
                note(change, isLiquidation: isLiquidation)
                if let order {
                    var isOpening = false
                    if case .call(.clearingHouse(.openPosition)) = step.action { isOpening = true }
                    traders.note(change, order, isOpening: isOpening)
                }
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

    /// A settlement of funding: the premium per base, and the sizes that it is owed on.
    mutating func noteFunding(premium: SignedDecimal18, longs: Decimal18, shorts: Decimal18) {
        fundingSettlements += 1
        guard let byLongs = try? premium.multiplied(byUnsigned: longs),
            let byShorts = try? premium.multiplied(byUnsigned: shorts)
        else { return }
        fundingByLongs = fundingByLongs.addingWrapped(byLongs)
        fundingByShorts = fundingByShorts.subtractingWrapped(byShorts)
    }
}

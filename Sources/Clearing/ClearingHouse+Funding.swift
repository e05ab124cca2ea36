public import FixedPoint
public import VirtualAMM

extension ClearingHouse {
    /// Settles a pool's funding and moves what all positions together owe or receive (SPEC C19). Anyone may call it.
    ///
    /// - Returns: `FundingRateUpdated`, and `Withdrawn` where the insurance fund pays.
    /// - Throws: `amm not found`, `amm was closed`, the reverts of P10, `Fund not enough`.
    public mutating func payFunding(_ pool: PoolID, context: CallContext) throws(Revert) -> [Event] {
        try transact(pool) { house throws(Revert) in
            try house.requireOpen(pool)
            let index = pool.rawValue
            let delta = house.markets[index].pool.state.baseAssetDeltaThisFundingPeriod
            let oracle = house.markets[index].oracle(at: house.accounts.priceFeed)
            let receipt = try house.markets[index].pool.settleFunding(
                oracle: oracle, context: CallContext(sender: house.accounts.vault, block: context.block))
            house.emit(pool, receipt.events)
            let premium = receipt.value
            house.markets[index].cumulativePremiumFraction =
                try house.markets[index].cumulativePremiumFraction.adding(premium)
            // The base that funding is owed on; what its traders owe is the house's profit.
            let profit =
                house.revision.rules.fundingOnNetPosition
                ? try premium.multiplied(by: house.markets[index].pool.state.totalPositionSize)
                : try premium.multiplied(by: delta).negated()
            if profit.isNegative {
                try house.withdrawFromInsuranceFund(profit.magnitude)
            } else {
                try house.transferToInsuranceFund(profit.magnitude)
            }
            return house.events
        }
    }
}

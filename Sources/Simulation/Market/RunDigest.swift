internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// A fingerprint of a run, 64 bits: every call with its arguments and outcome, and the state at the end. Runs of the
/// same bits have the same one. Not a cryptographic hash.
struct RunDigest: Sendable {
    private(set) var value: UInt64 = 0

    mutating func absorb(_ word: UInt64) { value = SplitMix64.mixed(value &* 0x9e37_79b9_7f4a_7c15 ^ word) &+ word }

    mutating func combine(_ number: UInt256) {
        let limbs = number.limbs
        absorb(limbs.0)
        absorb(limbs.1)
        if number.high != 0 {
            absorb(limbs.2)
            absorb(limbs.3)
        }
    }

    mutating func combine(_ amount: Decimal18) { combine(amount.raw) }
    mutating func combine(_ amount: SignedDecimal18) { combine(amount.raw.bitPattern) }
    mutating func combine(_ text: String) { for byte in text.utf8 { absorb(UInt64(byte)) } }

    mutating func combine(_ step: SimulatedStep) {
        absorb(step.block.number)
        absorb(step.sender.rawValue)
        absorb(UInt64(truncatingIfNeeded: step.action.pool.rawValue))
        combine(step.action)
        switch step.outcome {
        case .done(let events): absorb(UInt64(truncatingIfNeeded: events.count))
        case .reverted(let revert): combine(revert.rawValue)
        }
    }

    private mutating func combine(_ action: SimulatedAction) {
        guard case .call(let call) = action else { return combineExtension(action) }
        switch call {
        case .clearingHouse(.openPosition(_, let side, let amount, let leverage, let limit)):
            absorb(side == .buy ? 1 : 2)
            combine(amount)
            combine(leverage)
            combine(limit)
        case .clearingHouse(.closePosition(_, let limit)):
            absorb(3)
            combine(limit)
        case .clearingHouse(.addMargin(_, let amount)):
            absorb(4)
            combine(amount)
        case .clearingHouse(.removeMargin(_, let amount)):
            absorb(5)
            combine(amount)
        case .clearingHouse(.liquidate(_, let trader)):
            absorb(6)
            absorb(trader.rawValue)
        case .clearingHouse(.payFunding): absorb(7)
        case .priceFeed(.setLatestData(_, let price, let timestamp)):
            absorb(8)
            combine(price)
            absorb(timestamp)
        case .amm(_, .migrateLiquidity(let multiplier, let ratio)):
            absorb(9)
            combine(multiplier)
            combine(ratio)
        case .clearingHouse(.adjustPosition): absorb(10)
        // What agents never call.
        default: combine(call.function.name)
        }
    }

    private mutating func combineExtension(_ action: SimulatedAction) {
        switch action {
        case .call: return
        case .changeReserves(_, let change):
            absorb(11)
            combine(change.quoteAssetReserve)
            combine(change.baseAssetReserve)
            combine(change.cost)
        case .transfer(_, let account, let amount):
            absorb(12)
            absorb(account.rawValue)
            combine(amount)
        }
    }

    /// Pools, positions and balances.
    mutating func combine(_ house: ClearingHouse, setup: MarketSetup) {
        for (index, market) in house.markets.enumerated() {
            combine(market.pool.state.quoteAssetReserve)
            combine(market.pool.state.baseAssetReserve)
            combine(market.pool.state.totalPositionSize)
            combine(market.pool.state.cumulativeNotional)
            combine(market.cumulativePremiumFraction)
            for account in setup.holders[index] {
                let position = house.storedPosition(PoolID(rawValue: index), of: account)
                combine(position.size)
                combine(position.margin)
                combine(position.openNotional)
                combine(position.lastUpdatedCumulativePremiumFraction)
            }
        }
        for account in house.ledger.accounts { combine(house.ledger.balance(of: account)) }
        combine(house.prepaidBadDebt)
    }
}

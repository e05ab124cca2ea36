package import FixedPoint
package import VirtualAMM
package import WideIntegers

// What a simulation does to a clearing house, or who starts one from a given state, and no contract can.

extension ClearingHouse {
    /// Extension, not in the contracts: the insurance fund pays for other reserves, or is paid, and they are put in
    /// place (SPEC K10).
    ///
    /// - Parameter cost: Quote that the fund pays the vault; where negative, the vault pays the fund, as far as it can.
    /// - Throws: `amm not found`, `Fund not enough`.
    package mutating func changeReservesForSimulation(
        _ pool: PoolID, quoteAssetReserve: Decimal18, baseAssetReserve: Decimal18, cost: SignedDecimal18, block: Block
    ) throws(Revert) -> [Event] {
        try transact(pool) { house throws(Revert) in
            try house.requireKnown(pool)
            if cost.isNegative {
                try house.transferToInsuranceFund(cost.magnitude)
            } else {
                try house.withdrawFromInsuranceFund(cost.magnitude)
            }
            // Last, as nothing that reverts may follow it.
            house.markets[pool.rawValue].pool.setReservesForSimulation(
                quoteAssetReserve: quoteAssetReserve, baseAssetReserve: baseAssetReserve, block: block)
            return house.events
        }
    }

    /// The quote token's own transfer, which is no call on the clearing house (SPEC K7).
    ///
    /// - Throws: `DecimalERC20: transfer failed` where the payer has too little; what N10 throws.
    package mutating func transferForSimulation(
        _ amount: Decimal18, from payer: Account, to payee: Account, _ pool: PoolID
    ) throws(Revert) -> [Event] {
        try transact(pool) { house throws(Revert) in
            try house.pay(amount, from: payer, to: payee)
            return []
        }
    }

    /// Extension, not in the contracts: drops history that no call at or after a time looks at, so that long runs keep
    /// their size. Traps for a pool that is not registered.
    package mutating func forgetHistory(_ pool: PoolID, before time: UInt64) {
        markets[pool.rawValue].pool.forgetHistory(before: time)
        markets[pool.rawValue].feed.forgetHistory(before: time)
    }

    /// Puts a position in place, for a system that starts from a given state. Traps for a pool that is not registered.
    package mutating func restore(_ position: Position, _ pool: PoolID, of trader: Account) {
        _ = markets[pool.rawValue].positions.store(position, of: trader)
    }

    /// Gives an account a balance in token units, for a system that starts from a given state; false, and nothing
    /// changed, where the supply would be 2²⁵⁶ units or more.
    package mutating func restore(balance: UInt256, of account: Account) -> Bool {
        ledger.restore(balance, of: account)
    }
}

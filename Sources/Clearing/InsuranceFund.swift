public import FixedPoint
public import VirtualAMM
internal import WideIntegers

/// What the insurance fund's contract knows besides its tokens (SPEC M8): who owns it, who may take its tokens, and
/// whether it knows the quote token. The list of pools is in `Market.isListed`.
public struct InsuranceFund: Hashable, Sendable, BitwiseCopyable {
    /// Who may name the beneficiary and keep the lists.
    public package(set) var owner: Account
    /// Who may take tokens out: the clearing house, unless the owner named somebody else; nil for nobody.
    public package(set) var beneficiary: Account?
    /// Whether the quote token is one that it pays out.
    public package(set) var supportsQuoteToken = true
}

// What the fund's owner and its beneficiary may call. Each change by the owner throws `PerpFiOwnableUpgrade: caller is
// not the owner` for anybody else.

extension ClearingHouse {
    /// Puts a pool on the fund's list, without which the clearing house knows it not (SPEC C8).
    ///
    /// - Returns: `AmmAdded`.
    /// - Throws: `amm already added`.
    public mutating func addAmm(_ pool: PoolID, context: CallContext) throws(Revert) -> [Event] {
        try requireFundOwner(context)
        try requireKnown(pool)
        if markets[pool.rawValue].isListed { throw .ammAlreadyAdded }
        markets[pool.rawValue].isListed = true
        return [.ammAdded(pool)]
    }

    /// Takes a pool from the fund's list.
    ///
    /// - Returns: `AmmRemoved`.
    /// - Throws: `amm not existed`.
    public mutating func removeAmm(_ pool: PoolID, context: CallContext) throws(Revert) -> [Event] {
        try requireFundOwner(context)
        guard markets.indices.contains(pool.rawValue), markets[pool.rawValue].isListed else { throw .ammNotExisted }
        markets[pool.rawValue].isListed = false
        return [.ammRemoved(pool)]
    }

    /// Names who may take the fund's tokens; nil for nobody. The clearing house can't any more, unless it is named.
    public mutating func setBeneficiary(_ account: Account?, context: CallContext) throws(Revert) -> [Event] {
        try requireFundOwner(context)
        insuranceFund.beneficiary = account
        return []
    }

    /// Takes tokens out of the fund (SPEC M8). Only the beneficiary may.
    ///
    /// - Returns: `Withdrawn`.
    /// - Throws: `caller is not beneficiary`, `Asset is not supported`, `Fund not enough`, and what a transfer throws.
    public mutating func withdrawFromInsuranceFund(
        _ amount: Decimal18, context: CallContext
    ) throws(Revert) -> [Event] {
        try transact { house throws(Revert) in
            try house.withdrawFromInsuranceFund(amount, by: context.sender)
            return house.events
        }
    }

    /// Forgets the quote token: nothing of it can be taken out of the fund any more.
    ///
    /// - Returns: `TokenRemoved`.
    /// - Throws: `token not existed`; `Exchange swap error` while the fund holds any, as it has nothing to exchange it
    ///   for.
    public mutating func removeToken(context: CallContext) throws(Revert) -> [Event] {
        try requireFundOwner(context)
        guard insuranceFund.supportsQuoteToken else { throw .tokenNotExisted }
        guard ledger.balance(of: accounts.insuranceFund).isZero else { throw .exchangeSwapError }
        insuranceFund.supportsQuoteToken = false
        return [.tokenRemoved]
    }

    private func requireFundOwner(_ context: CallContext) throws(Revert) {
        guard context.sender == insuranceFund.owner else { throw .callerIsNotTheOwner }
    }
}

internal import FixedPoint
internal import VirtualAMM

// SPEC M: every way that tokens move.

extension ClearingHouse {
    /// A trader pays (M1).
    mutating func collect(_ amount: Decimal18, from trader: Account, to payee: Account) throws(Revert) {
        try transfer(amount, from: trader, to: payee, failure: .transferFromFailed)
    }

    /// The vault or the insurance fund pays (M1).
    mutating func pay(_ amount: Decimal18, from payer: Account, to payee: Account) throws(Revert) {
        try transfer(amount, from: payer, to: payee, failure: .transferFailed)
    }

    private mutating func transfer(
        _ amount: Decimal18, from payer: Account, to payee: Account, failure: Revert
    ) throws(Revert) {
        let units = try ledger.decimals.units(of: amount)
        guard ledger.move(units, from: payer, to: payee, journal: &journal) else { throw failure }
    }

    /// Pays out of the vault; what it lacks the insurance fund puts in first, as prepaid bad debt (M2).
    mutating func withdraw(_ amount: Decimal18, to receiver: Account) throws(Revert) {
        let vault = try ledger.decimalBalance(of: accounts.vault)
        if vault < amount {
            let shortage = try amount.subtracting(vault)
            prepaidBadDebt = try prepaidBadDebt.adding(shortage)
            try withdrawFromInsuranceFund(shortage)
        }
        try pay(amount, from: accounts.vault, to: receiver)
    }

    /// The insurance fund pays into the vault (M3).
    mutating func withdrawFromInsuranceFund(_ amount: Decimal18) throws(Revert) {
        let fund = try ledger.decimalBalance(of: accounts.insuranceFund)
        if fund < amount { throw .fundNotEnough }
        try pay(amount, from: accounts.insuranceFund, to: accounts.vault)
        events.append(.withdrawn(withdrawer: accounts.vault, amount: amount))
    }

    /// The vault pays the insurance fund, as far as it can (M4).
    mutating func transferToInsuranceFund(_ amount: Decimal18) throws(Revert) {
        let vault = try ledger.decimalBalance(of: accounts.vault)
        try pay(min(amount, vault), from: accounts.vault, to: accounts.insuranceFund)
    }

    /// Covers a bad debt, first from what was prepaid (M5).
    mutating func realizeBadDebt(_ amount: Decimal18) throws(Revert) {
        if prepaidBadDebt > amount {
            prepaidBadDebt = try prepaidBadDebt.subtracting(amount)
        } else {
            let rest = try amount.subtracting(prepaidBadDebt)
            prepaidBadDebt = .zero
            try withdrawFromInsuranceFund(rest)
        }
    }

    /// Spread to the insurance fund, then toll to the toll pool; returns their sum (M6).
    mutating func collectFees(
        _ pool: PoolID, on exchangedQuote: Decimal18, from trader: Account
    ) throws(Revert) -> Decimal18 {
        let (toll, spread) = try markets[pool.rawValue].pool.state.calcFee(quoteAssetAmount: exchangedQuote)
        if !spread.isZero { try collect(spread, from: trader, to: accounts.insuranceFund) }
        if !toll.isZero {
            guard let tollPool = accounts.tollPool else { throw revision.rules.missingTollPool }
            try collect(toll, from: trader, to: tollPool)
        }
        return try toll.adding(spread)
    }
}

internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

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
        // Where every balance is a decimal, nobody else than the payer can have another balance than expected.
        let isCertain = ledger.balancesAreDecimals && payer != payee
        let before = isCertain ? .zero : try ledger.decimalBalance(of: payee)
        let units = try ledger.decimals.units(of: amount)
        if ledger.isRestricted { try requireAllowed(units, from: payer, failure: failure) }
        guard ledger.move(units, from: payer, to: payee, journal: &journal) else { throw failure }
        if !isCertain { try requireReceived(units, by: payee, before: before) }
    }

    /// A token that is not paused, and of a trader as much as allowed: what else a payment asks for.
    private mutating func requireAllowed(_ units: UInt256, from payer: Account, failure: Revert) throws(Revert) {
        if ledger.isPaused { throw failure }
        if failure == .transferFromFailed {
            guard ledger.spendAllowance(of: payer, units, journal: &journal) else { throw failure }
        }
    }

    /// The receiver has to have exactly so much more, as a decimal; who pays oneself has not.
    private func requireReceived(_ units: UInt256, by payee: Account, before: Decimal18) throws(Revert) {
        let expected = try before.adding(ledger.decimals.decimal(ofUnits: units))
        guard try ledger.decimalBalance(of: payee) == expected else { throw .balanceInconsistent }
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
        try withdrawFromInsuranceFund(amount, by: accounts.vault)
    }

    /// The insurance fund pays whoever may take from it (M3).
    mutating func withdrawFromInsuranceFund(_ amount: Decimal18, by withdrawer: Account) throws(Revert) {
        guard withdrawer == insuranceFund.beneficiary else { throw .callerIsNotBeneficiary }
        guard insuranceFund.supportsQuoteToken else { throw .assetIsNotSupported }
        let fund = try ledger.decimalBalance(of: accounts.insuranceFund)
        if fund < amount { throw .fundNotEnough }
        try pay(amount, from: accounts.insuranceFund, to: withdrawer)
        events.append(.withdrawn(withdrawer: withdrawer, amount: amount))
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
            // Told of every toll, an account that is no toll pool's contract can't answer.
            if revision.rules.tollPoolIsTold, tollPool != tollPoolContract { throw .withoutData }
        }
        return try toll.adding(spread)
    }
}

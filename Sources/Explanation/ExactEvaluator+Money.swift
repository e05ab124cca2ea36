internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// SPEC M: every way that tokens move.

extension ExactEvaluator {
    /// In units of the token.
    func balance(of account: Account) -> Amount {
        balances[account]
            ?? Amount("units of \(names.account(account))", Rational(house.ledger.balance(of: account)))
    }

    /// SPEC M1. `payee` says in which role somebody is paid.
    func transfer(
        _ amount: Amount, from payer: Account, to payee: Account, as role: Stakeholder = .trader, else failure: Revert
    ) throws(Revert) {
        let title = "\(names.account(payer)) pays \(names.account(payee)) \(amount.name)"
        try group(.m1, title) { () throws(Revert) in
            let expects = try decimal("balance of \(names.account(payee))", ofUnits: balance(of: payee))
            let units = try tokenUnits(amount)
            try requireAllowed(units, from: payer, else: failure)
            try require(
                "balance of \(names.account(payer)) ≥ units", .m1, balance(of: payer), units, else: failure
            ) { $0 >= $1 }
            move(units, from: payer, to: payee, .m1)
            try requireReceived(units, by: payee, before: expects)
            let scale = Self.tenToThe(abs(house.ledger.decimals.count - 18))
            let moved =
                house.ledger.decimals.count > 18 ? Self.quotient(units.kept, scale) : units.kept * scale
            lose(
                .m1, "token units", moved - amount.kept,
                Flow(payer: party(payer), payee: party(payee, as: role)), .quote, pool: nil, bound: scale)
            result(
                "\(amount.name) to \(names.account(payee))", of: names.account(payer),
                Amount(amount.name, kept: moved, exact: amount.exact))
        }
    }

    /// Changes both balances.
    func move(_ units: Amount, from payer: Account, to payee: Account, _ rule: Rule) {
        for (account, isPaid) in [(payer, false), (payee, true)] {
            let before = balance(of: account)
            let (kept, exact) =
                isPaid
                ? (before.kept + units.kept, before.exact + units.exact)
                : (before.kept - units.kept, before.exact - units.exact)
            balances[account] = noted(
                before.name, "\(before.name) \(isPaid ? "+" : "−") units", rule, [before, units.named("units")],
                local: kept, exact: exact)
        }
        for account in [payer, payee] where isObserved(account) {
            store("balance.\(names.account(account))", balance(of: account))
        }
    }

    /// A token that is not paused, and of a trader as much as allowed.
    private func requireAllowed(_ units: Amount, from payer: Account, else failure: Revert) throws(Revert) {
        let isPaused = house.ledger.isPaused
        try require(
            "the token is not paused", .m1, !isPaused, found: isPaused ? "paused" : "not paused", wanted: "not paused",
            else: failure)
        guard failure == .transferFromFailed else { return }
        guard let allowed = allowances[payer] ?? house.ledger.allowance(of: payer).map({ Rational($0) }) else { return }
        try require(
            "allowance of \(names.account(payer)) ≥ units", .m1, Amount("allowance", allowed), units, else: failure
        ) { $0 >= $1 }
        allowances[payer] = allowed - units.kept
    }

    /// The receiver has exactly so much more afterwards, as a decimal.
    private func requireReceived(_ units: Amount, by payee: Account, before: Amount) throws(Revert) {
        let moved = try decimal("what moved", ofUnits: units)
        let expected = try add("expected balance", before, moved, .m1)
        let found = try decimal("balance of \(names.account(payee))", ofUnits: balance(of: payee))
        try require("the receiver has so much", .m1, found, expected, else: .balanceInconsistent) { $0 == $1 }
    }

    /// The owner's tokens are no part of the observable state.
    private func isObserved(_ account: Account) -> Bool { account != house.accounts.owner }

    func collect(_ amount: Amount, to payee: Account) throws(Revert) {
        try transfer(amount, from: context.sender, to: payee, else: .transferFromFailed)
    }

    /// SPEC M2.
    func withdraw(_ amount: Amount, to receiver: Account, as role: Stakeholder = .trader) throws(Revert) {
        try group(.m2, "withdraw \(amount.name) to \(names.account(receiver))") { () throws(Revert) in
            let vault = try decimal("vault", ofUnits: balance(of: house.accounts.vault))
            if vault.kept < amount.kept {
                let shortage = try subtract("shortage", amount, vault, .m2)
                prepaidBadDebt = try add("prepaid bad debt", prepaidBadDebt, shortage, .m2)
                store("clearingHouse.prepaidBadDebt", prepaidBadDebt)
                try withdrawFromInsuranceFund(shortage)
            }
            try transfer(amount, from: house.accounts.vault, to: receiver, as: role, else: .transferFailed)
        }
    }

    /// SPEC M3.
    func withdrawFromInsuranceFund(_ amount: Amount) throws(Revert) {
        try withdrawFromInsuranceFund(amount, to: house.accounts.vault)
    }

    /// SPEC M3, for whoever may take from the fund.
    func withdrawFromInsuranceFund(_ amount: Amount, to withdrawer: Account) throws(Revert) {
        let name = withdrawer == house.accounts.vault ? "the vault" : names.account(withdrawer)
        try group(.m3, "the insurance fund pays \(name) \(amount.name)") { () throws(Revert) in
            let contract = house.insuranceFund
            try require(
                "the withdrawer is the beneficiary", .m3, withdrawer == contract.beneficiary,
                found: names.account(withdrawer), wanted: names.account(contract.beneficiary),
                else: .callerIsNotBeneficiary
            )
            try require(
                "the fund knows the token", .m3, contract.supportsQuoteToken, found: "unknown", wanted: "known",
                else: .assetIsNotSupported)
            let fund = try decimal("insurance fund", ofUnits: balance(of: house.accounts.insuranceFund))
            try require("insurance fund ≥ \(amount.name)", .m3, fund, amount, else: .fundNotEnough) { $0 >= $1 }
            try transfer(
                amount, from: house.accounts.insuranceFund, to: withdrawer, else: .transferFailed)
            emit(.withdrawn(withdrawer: withdrawer, amount: amount.unsigned), ["amount": amount])
        }
    }

    /// SPEC M4.
    func transferToInsuranceFund(_ amount: Amount) throws(Revert) {
        try group(.m4, "the vault pays the insurance fund \(amount.name), as far as it can") { () throws(Revert) in
            let vault = try decimal("vault", ofUnits: balance(of: house.accounts.vault))
            try transfer(
                vault.kept < amount.kept ? vault : amount, from: house.accounts.vault,
                to: house.accounts.insuranceFund, else: .transferFailed)
        }
    }

    /// SPEC M5.
    func realizeBadDebt(_ amount: Amount) throws(Revert) {
        try group(.m5, "realize the bad debt") { () throws(Revert) in
            if prepaidBadDebt.kept > amount.kept {
                prepaidBadDebt = try subtract("prepaid bad debt", prepaidBadDebt, amount, .m5)
            } else {
                let rest = try subtract("bad debt − prepaid", amount, prepaidBadDebt, .m5)
                prepaidBadDebt = Amount("prepaid bad debt", Rational.zero)
                try withdrawFromInsuranceFund(rest)
            }
            store("clearingHouse.prepaidBadDebt", prepaidBadDebt)
        }
    }

    /// SPEC M6. Returns their sum.
    func collectFees(_ pool: Int, on quote: Amount) throws(Revert) -> Amount {
        try group(.m6, "spread and toll on \(quote.name)") { () throws(Revert) in
            let state = markets[pool].before.pool.state
            let trader = party(context.sender)
            let tollPool = house.accounts.tollPool
            let toll = try multiply(
                "toll", quote, Amount("toll ratio", state.tollRatio), .p11,
                flow: Flow(
                    payer: trader, payee: Party(.tollPool, name: tollPool.map { names.account($0) } ?? "nobody")),
                pool: pool)
            let spread = try multiply(
                "spread", quote, Amount("spread ratio", state.spreadRatio), .p11,
                flow: Flow(payer: trader, payee: party(house.accounts.insuranceFund)), pool: pool)
            if !spread.isZero { try collect(spread, to: house.accounts.insuranceFund) }
            if !toll.isZero {
                try require(
                    "a toll pool is set", .m6, tollPool != nil, found: tollPool == nil ? "none" : "set", wanted: "set",
                    else: isV1 ? .invalidFeePoolV1 : .invalidFeePool)
                if let tollPool {
                    try collect(toll, to: tollPool)
                    if isV1, tollPool != house.tollPoolContract { throw .withoutData }
                }
            }
            return try add("fee", toll, spread, .m6)
        }
    }
}

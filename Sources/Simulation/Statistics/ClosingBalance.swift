internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// What would be left if everyone closed, one after the other in the order of their accounts (SPEC K12).
struct ClosingBalance {
    /// Vault and insurance fund together, less all that would be paid out.
    var solvency: SignedDecimal18
    /// What margins would not cover.
    var badDebt = Decimal18.zero
    /// The vault less prepaid bad debt, less what everyone would have, debts counted as such: what rounding left, where
    /// neither a change of K nor, in v1, funding adds to it.
    var remainder: SignedDecimal18
}

extension SimulatedMarket {
    func closingBalance() -> ClosingBalance {
        let vault = SignedDecimal18(wrapping: balance(setup.accounts.vault))
        let fund = SignedDecimal18(wrapping: balance(setup.accounts.insuranceFund))
        var balance = ClosingBalance(
            solvency: vault.addingWrapped(fund),
            remainder: vault.subtractingWrapped(SignedDecimal18(wrapping: house.prepaidBadDebt)))
        for index in house.markets.indices { closeAll(PoolID(rawValue: index), &balance) }
        return balance
    }

    private func closeAll(_ pool: PoolID, _ balance: inout ClosingBalance) {
        var (quote, base) = (state(pool).quoteAssetReserve, state(pool).baseAssetReserve)
        for account in setup.holders[pool.rawValue] {
            guard let position = position(pool, of: account), let funding = fundingOwed(pool, by: position) else {
                continue
            }
            var equity = SignedDecimal18(wrapping: position.margin).subtractingWrapped(funding)
            if let pnl = close(position, quote: &quote, base: &base) { equity = equity.addingWrapped(pnl) }
            balance.remainder = balance.remainder.subtractingWrapped(equity)
            if equity.isPositive {
                balance.solvency = balance.solvency.subtractingWrapped(equity)
            } else {
                balance.badDebt = balance.badDebt.addingSaturated(equity.magnitude)
            }
        }
    }

    /// The profit of closing a position on some reserves, which move; nil where they can't take it.
    private func close(
        _ position: Position, quote: inout Decimal18, base: inout Decimal18
    ) -> SignedDecimal18? {
        if position.size.isZero { return .zero }
        let (isLong, size) = (position.size.isPositive, position.size.magnitude)
        do throws(Revert) {
            let notional = try Curve.outputPrice(
                isLong ? .addToAmm : .removeFromAmm, baseAssetAmount: size, quoteAssetReserve: quote,
                baseAssetReserve: base)
            let (newQuote, newBase) =
                isLong
                ? (try quote.subtracting(notional), try base.adding(size))
                : (try quote.adding(notional), try base.subtracting(size))
            (quote, base) = (newQuote, newBase)
            let (value, open) = (SignedDecimal18(wrapping: notional), SignedDecimal18(wrapping: position.openNotional))
            return isLong ? value.subtractingWrapped(open) : open.subtractingWrapped(value)
        } catch {
            return nil
        }
    }
}

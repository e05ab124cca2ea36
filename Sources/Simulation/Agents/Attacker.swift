internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// Knows what the operator and the liquidators are about to do, and trades before and after it (SPEC K11).
struct Attacker: Sendable {
    /// What somebody else does, by how the pool is then; nil for nothing.
    typealias Action = (PoolState) -> SimulatedAction?

    let account: Account
    let settings: AttackerSettings
    private let pool: PoolID

    init?(_ settings: AttackerSettings, pool: PoolID) {
        if settings.capital.isZero { return nil }
        self.settings = settings
        self.pool = pool
        account = SimulatedAccounts.account(.attacker, pool: pool.rawValue)
    }

    /// The trade before what somebody else is about to do: of both sides and all sizes that its capital allows the one
    /// that brings most, all three calls tried on the core; nil where none brings anything, or it holds something.
    func opening(before action: Action, by other: Account, _ market: inout SimulatedMarket) -> Call? {
        guard market.house.storedPosition(pool, of: account).size.isZero else { return nil }
        let most = affordableNotional(
            of: market.balance(account), leverage: settings.leverage, feeRatio: market.feeRatio(pool))
        var best: (profit: SignedDecimal18, call: Call)?
        for side in [Side.buy, .sell] {
            var found: (profit: SignedDecimal18, size: Decimal18)?
            func attempt(_ size: Decimal18, _ market: inout SimulatedMarket) {
                guard let call = order(pool, side: side, notional: size, leverage: settings.leverage),
                    let profit = profit(of: call, before: action, by: other, &market)
                else { return }
                if found.map({ profit > $0.profit }) ?? true { found = (profit, size) }
                if profit.isPositive, best.map({ profit > $0.profit }) ?? true { best = (profit, call) }
            }
            // Halved again and again, then between the neighbours of the best.
            for halving in 0..<Self.halvings { attempt(Decimal18(raw: most.raw &>> halving), &market) }
            guard let center = found?.size else { continue }
            var step = Decimal18(raw: center.raw &>> 2)
            for _ in 0..<Self.refinements {
                guard let size = found?.size else { break }
                attempt(size.subtractingFloored(step), &market)
                attempt(min(most, size.addingSaturated(step)), &market)
                step = Decimal18(raw: step.raw &>> 1)
            }
        }
        return best?.call
    }

    private static let halvings = 14
    private static let refinements = 8

    /// What opening, the other's action and closing bring; nil where one of them reverts. Where the contracts let it
    /// close only later, it closes on the same reserves in the next block.
    private func profit(
        of call: Call, before action: Action, by other: Account, _ market: inout SimulatedMarket
    ) -> SignedDecimal18? {
        let (block, account) = (market.block, account)
        let closing = Call.clearingHouse(.closePosition(pool, quoteAssetAmountLimit: .zero))
        let later = Block(number: block.number + 1, timestamp: block.timestamp + 1)
        return market.rehearse(pool) { house in
            func makes(_ action: SimulatedAction, _ sender: Account, _ block: Block) -> Bool {
                (try? house.perform(action, context: CallContext(sender: sender, block: block))) != nil
            }
            guard let start = try? house.ledger.decimalBalance(of: account), makes(.call(call), account, block),
                let action = action(house.markets[pool.rawValue].pool.state), makes(action, other, block),
                makes(.call(closing), account, block) || makes(.call(closing), account, later),
                let end = try? house.ledger.decimalBalance(of: account)
            else { return nil }
            return SignedDecimal18(wrapping: end).subtractingWrapped(SignedDecimal18(wrapping: start))
        }
    }

    /// The trade after: everything closed; nil where there is nothing.
    func closing(_ market: SimulatedMarket) -> Call? {
        market.house.storedPosition(pool, of: account).size.isZero
            ? nil : .clearingHouse(.closePosition(pool, quoteAssetAmountLimit: .zero))
    }
}

internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// Trades the pool towards the index, as far as its capital goes, and unwinds where the price passes the index
/// (SPEC K7).
struct Arbitrageur: Sendable {
    let account: Account
    private let pool: PoolID
    private let settings: ArbitrageurSettings
    /// 1 + horizon / 86400: by how much funding over the horizon adds to what a distance earns.
    private let gain: Decimal18

    init(_ settings: ArbitrageurSettings, pool: PoolID, number: Int) {
        self.settings = settings
        self.pool = pool
        account = SimulatedAccounts.account(.arbitrageur, pool: pool.rawValue, number: number)
        let share = Decimal18(whole: settings.fundingHorizon).raw / 86400
        gain = Decimal18(raw: Decimal18.oneInWei &+ share)
    }

    /// A trade, or a change of margin after one; nil where there is nothing to do.
    func decide(_ market: SimulatedMarket) -> Call? {
        let state = market.state(pool)
        let index = market.indexPrice(pool)
        guard let mark = try? state.spotPrice(), mark != index,
            let distance = mark.relativeDistance(from: index),
            let position = market.position(pool, of: account)
        else { return nil }
        let side: Side = mark < index ? .buy : .sell
        let unwinds = !position.size.isZero && position.size.isPositive != (side == .buy)
        let fee = market.feeRatio(pool)
        let opens = (try? distance.multiplied(by: gain)).map {
            $0 > fee.addingSaturated(settings.threshold)
        }
        if opens == true { return opening(market, state, side: side, index: index, fee: fee, unwinds: unwinds) }
        return unwinds ? unwinding(market, state, index: index) : nil
    }

    /// Moves the price to within the fees of the index: to index · (1 ∓ fee / gain).
    private func opening(
        _ market: SimulatedMarket, _ state: PoolState, side: Side, index: Decimal18, fee: Decimal18, unwinds: Bool
    ) -> Call? {
        guard let margin = try? index.multiplied(by: fee.divided(by: gain)) else { return nil }
        let target = side == .buy ? index.subtractingFloored(margin) : index.addingSaturated(margin)
        guard let best = quoteAmount(movingTo: target, from: state), best.side == side else { return nil }
        var capital = market.balance(account)
        var most = Decimal18.zero
        if unwinds {
            // A trade against the own position closes it first, which brings back what it is worth.
            guard let value = try? market.house.value(pool, of: account, by: .spot, now: market.block.timestamp),
                let equity = market.equity(pool, of: account)
            else { return nil }
            most = value.notional
            if !equity.isNegative { capital = capital.addingSaturated(equity.magnitude) }
            guard let closingFee = try? value.notional.multiplied(by: fee) else { return nil }
            capital = capital.subtractingFloored(closingFee)
        }
        most = most.addingSaturated(
            affordableNotional(of: capital, leverage: settings.leverage, feeRatio: fee))
        return trade(side: side, notional: min(best.amount, most))
    }

    /// Moves the price to the index, or closes the position where that is less.
    private func unwinding(_ market: SimulatedMarket, _ state: PoolState, index: Decimal18) -> Call? {
        guard let best = quoteAmount(movingTo: index, from: state),
            let value = try? market.house.value(pool, of: account, by: .spot, now: market.block.timestamp)
        else { return nil }
        if best.amount >= value.notional { return .clearingHouse(.closePosition(pool, quoteAssetAmountLimit: .zero)) }
        return trade(side: best.side, notional: best.amount)
    }

    private func trade(side: Side, notional: Decimal18) -> Call? {
        notional < settings.leastNotional
            ? nil : order(pool, side: side, notional: notional, leverage: settings.leverage)
    }

    /// Keeps the margin at the open notional over the leverage: takes out what a reduced position leaves over, puts in
    /// what losses took once a quarter is gone.
    func marginChange(_ market: SimulatedMarket) -> Call? {
        guard let position = market.position(pool, of: account), !position.size.isZero,
            let wanted = try? position.openNotional.divided(by: settings.leverage),
            let equity = market.equity(pool, of: account)
        else { return nil }
        let held = equity.isNegative ? Decimal18.zero : equity.magnitude
        let quarter = Decimal18(raw: wanted.raw &>> 2)
        if held < wanted.subtractingFloored(quarter) {
            let added = min(wanted.subtractingFloored(held), market.balance(account))
            return added < settings.leastNotional ? nil : .clearingHouse(.addMargin(pool, addedMargin: added))
        }
        let excess = min(position.margin, held).subtractingFloored(wanted.addingSaturated(quarter))
        guard excess >= settings.leastNotional,
            let free = try? market.house.freeCollateral(pool, of: account, now: market.block.timestamp),
            !free.isNegative
        else { return nil }
        let removed = min(min(position.margin, held).subtractingFloored(wanted), free.magnitude)
        return removed < settings.leastNotional ? nil : .clearingHouse(.removeMargin(pool, removedMargin: removed))
    }
}

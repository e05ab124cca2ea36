internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// Trades the pool towards the index, as far as its capital goes (SPEC K7).
struct Arbitrageur: Sendable {
    /// What an arbitrageur does next: margin to take out first, where its balance is too short, and a trade.
    struct Plan {
        var removal: Decimal18
        var call: Call
    }

    let account: Account
    let pool: PoolID
    let settings: ArbitrageurSettings
    /// What it holds outside; where it does not hedge, what a hedge without costs would have gained.
    var book = HedgeBook()
    /// Margin is looked at again where the quote reserve is outside of this.
    var quietReserve: ClosedRange<Decimal18>?

    init(_ settings: ArbitrageurSettings, pool: PoolID, number: Int) {
        self.settings = settings
        self.pool = pool
        account = SimulatedAccounts.account(.arbitrageur, pool: pool.rawValue, number: number)
    }

    var isHedged: Bool { settings.hedges == 1 }

    /// The trade that is best for it; nil where none is.
    func plan(_ market: SimulatedMarket, _ chance: ArbitrageChance) -> Plan? {
        guard let position = market.position(pool, of: account) else { return nil }
        let against = !position.size.isZero && position.size.isPositive != (chance.side == .buy)
        if chance.pays {
            return against ? reducing(market, chance, position) : growing(market, chance, position)
        }
        return against && !isHedged ? unwinding(market, chance, position) : nil
    }

    /// Opens, or adds to a position on the same side.
    private func growing(_ market: SimulatedMarket, _ chance: ArbitrageChance, _ position: Position) -> Plan? {
        guard let best = chance.amount, isSolvent(market, position) else { return nil }
        let cash = market.balance(account)
        var notional = min(best, affordable(cash, chance))
        var removal = Decimal18.zero
        if notional < best, !position.size.isZero {
            let spare = spareMargin(market, position)
            notional = min(best, affordable(cash.addingSaturated(spare), chance))
            removal = min(spare, needed(for: notional, chance).subtractingFloored(cash))
        }
        return trade(chance.side, notional, removal)
    }

    /// Reduces a position, or closes it and opens the other side.
    private func reducing(_ market: SimulatedMarket, _ chance: ArbitrageChance, _ position: Position) -> Plan? {
        guard let best = chance.amount,
            let value = try? market.house.value(pool, of: account, by: .spot, now: market.block.timestamp),
            let equity = market.equity(pool, of: account)
        else { return nil }
        if best < value.notional { return reduction(market, chance, position, to: best, of: value.notional) }
        // Closing brings back what the position is worth.
        var capital = market.balance(account)
        if !equity.isNegative { capital = capital.addingSaturated(equity.magnitude) }
        guard let fee = try? value.notional.multiplied(by: chance.fee) else { return nil }
        let rest = isSolvent(market, position) ? affordable(capital.subtractingFloored(fee), chance) : .zero
        if rest < settings.leastNotional { return closing(equity, fee) }
        return trade(chance.side, min(best, value.notional.addingSaturated(rest)), .zero)
    }

    /// Moves the price to the index, or closes the position where that is less.
    private func unwinding(_ market: SimulatedMarket, _ chance: ArbitrageChance, _ position: Position) -> Plan? {
        guard let best = quoteAmount(movingTo: chance.index, from: chance.state),
            let value = try? market.house.value(pool, of: account, by: .spot, now: market.block.timestamp)
        else { return nil }
        if best.amount >= value.notional {
            guard let equity = market.equity(pool, of: account),
                let fee = try? value.notional.multiplied(by: chance.fee)
            else { return nil }
            return closing(equity, fee)
        }
        return reduction(market, chance, position, to: best.amount, of: value.notional)
    }

    /// A trade against the position: it brings nothing back, so that its fee is paid from the balance, and from the
    /// margin where that is too short. Where neither will do, the position is closed if most of it would have been.
    private func reduction(
        _ market: SimulatedMarket, _ chance: ArbitrageChance, _ position: Position, to best: Decimal18,
        of whole: Decimal18
    ) -> Plan? {
        guard let fee = try? best.multiplied(by: chance.fee) else { return nil }
        let cash = market.balance(account)
        let lacking = fee.addingSaturated(Self.rounding).subtractingFloored(cash)
        if fee.isZero || cash >= fee { return trade(chance.side, best, .zero) }
        let free = freeMargin(market)
        if lacking <= free { return trade(chance.side, best, lacking) }
        if let half = try? whole.divided(byScalar: 2), best >= half, let equity = market.equity(pool, of: account),
            let closingFee = try? whole.multiplied(by: chance.fee)
        {
            return closing(equity, closingFee)
        }
        let means = cash.addingSaturated(free).subtractingFloored(Self.rounding)
        guard let notional = try? means.divided(by: chance.fee) else { return nil }
        return trade(chance.side, min(best, notional), free)
    }

    /// Closing pays back first, and takes its fee then.
    private func closing(_ equity: SignedDecimal18, _ fee: Decimal18) -> Plan? {
        guard !equity.isNegative, equity.magnitude > fee else { return nil }
        return Plan(removal: .zero, call: .clearingHouse(.closePosition(pool, quoteAssetAmountLimit: .zero)))
    }

    private func trade(_ side: Side, _ notional: Decimal18, _ removal: Decimal18) -> Plan? {
        guard notional >= settings.leastNotional,
            let call = order(pool, side: side, notional: notional, leverage: settings.leverage)
        else { return nil }
        return Plan(removal: removal, call: call)
    }
}

// MARK: Money

extension Arbitrageur {
    /// Some wei, as every step of the core rounds for itself.
    private static let rounding = Decimal18(raw: 1_000_000)

    private func affordable(_ capital: Decimal18, _ chance: ArbitrageChance) -> Decimal18 {
        affordableNotional(of: capital, leverage: settings.leverage, feeRatio: chance.fee)
    }

    /// Margin and fee of an order.
    private func needed(for notional: Decimal18, _ chance: ArbitrageChance) -> Decimal18 {
        guard let margin = try? notional.divided(by: settings.leverage),
            let fee = try? notional.multiplied(by: chance.fee)
        else { return .zero }
        return margin.addingSaturated(fee).addingSaturated(Self.rounding)
    }

    /// Whether the house and the hedge together leave it something. One that has lost more only reduces.
    private func isSolvent(_ market: SimulatedMarket, _ position: Position) -> Bool {
        if !isHedged { return true }
        return worth(market, position).isPositive
    }

    /// Balance, margin, position at the index, funding, and where it hedges the hedge and what is on its way (signed).
    func worth(_ market: SimulatedMarket, _ position: Position) -> SignedDecimal18 {
        let index = market.indexPrice(pool)
        return market.worth(pool, of: account, position)
            .addingWrapped(isHedged ? book.worth(at: index) : .zero)
    }

    /// What the contracts let it take out; 0 without a position.
    private func freeMargin(_ market: SimulatedMarket) -> Decimal18 {
        guard let free = try? market.house.freeCollateral(pool, of: account, now: market.block.timestamp),
            !free.isNegative
        else { return .zero }
        return free.magnitude.subtractingFloored(Self.rounding)
    }

    /// What the position has beyond open notional / leverage, as far as it may be taken out.
    private func spareMargin(_ market: SimulatedMarket, _ position: Position) -> Decimal18 {
        guard let wanted = try? position.openNotional.divided(by: settings.leverage),
            let equity = market.equity(pool, of: account), !equity.isNegative
        else { return .zero }
        let spare = equity.magnitude.subtractingFloored(wanted)
        return spare.isZero ? .zero : min(spare, freeMargin(market))
    }

    /// Keeps the margin at the open notional over the leverage: takes out what it earned and what a reduced position
    /// leaves over once that is a quarter, puts in what losses took once a quarter is gone.
    mutating func marginChange(_ market: SimulatedMarket) -> Call? {
        let reserve = market.state(pool).quoteAssetReserve
        if let quietReserve, quietReserve.contains(reserve) { return nil }
        // Within 1/256 of the reserve the equity changes by too little to matter.
        let step = Decimal18(raw: reserve.raw &>> 8)
        quietReserve = reserve.subtractingFloored(step)...reserve.addingSaturated(step)
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
        guard held.subtractingFloored(wanted.addingSaturated(quarter)) >= settings.leastNotional else { return nil }
        let removed = min(held.subtractingFloored(wanted), freeMargin(market))
        return removed < settings.leastNotional ? nil : .clearingHouse(.removeMargin(pool, removedMargin: removed))
    }

    /// What it has to pay for its hedge now, as far as its balance goes; nil for nothing worth a transfer.
    func payment(_ market: SimulatedMarket) -> Decimal18? {
        let gain = book.gain(at: market.indexPrice(pool))
        guard gain.isNegative, gain.magnitude >= leastTransfer else { return nil }
        let amount = min(market.wholeUnits(gain.magnitude), market.balance(account))
        return amount < settings.leastNotional ? nil : amount
    }

    /// What it takes out of its hedge now; nil for nothing worth a transfer, and while another is on its way.
    func withdrawal(_ market: SimulatedMarket) -> Decimal18? {
        let gain = book.gain(at: market.indexPrice(pool))
        guard book.arrival == nil, gain.isPositive, gain.magnitude >= leastTransfer else { return nil }
        return market.wholeUnits(gain.magnitude)
    }

    /// A hundredth of its capital, and never less than the least trade.
    private var leastTransfer: Decimal18 {
        max(settings.leastNotional, Decimal18(raw: settings.capital.raw / 100))
    }
}

internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// SPEC C10, C14 to C16, C19 to C22: what traders and keepers call.

extension ExactEvaluator {
    /// SPEC C10.
    func openPosition(
        _ pool: Int, side: Side, quoteAssetAmount: Decimal18, leverage: Decimal18, limit: Decimal18
    ) throws(Revert) {
        let (amount, leverage) = (Amount("quote amount", quoteAssetAmount), Amount("leverage", leverage))
        try requireNotPaused()
        try requireOpen(pool)
        try requireAmount(amount)
        try requireNonZero(leverage, .c8)
        let ratio = try divide("ONE ⊘ leverage", .one, signed(leverage), .c10, .signed)
        try requireRatio(ratio, atLeast: initialRatio)
        try requireNotRestricted(pool)
        let trade = try tradeOpening(pool, side: side, amount: amount, leverage: leverage, limit: limit)
        let margin = trade.marginToVault
        if margin.isPositive {
            try collect(margin.named("margin"), to: house.accounts.vault)
        } else if margin.isNegative {
            try withdraw(margin.magnitude.named("margin"), to: context.sender)
        }
        let fee = try collectFees(pool, on: trade.exchangedQuote)
        try emitPositionChanged(pool, of: context.sender, trade, fee: fee)
    }

    private func tradeOpening(
        _ pool: Int, side: Side, amount: Amount, leverage: Amount, limit: Decimal18
    ) throws(Revert) -> ShadowedTrade {
        let trader = context.sender
        if isV1 { try adjustAndStore(pool, of: trader) }
        let old = position(pool, of: trader)
        if isV1, !old.size.isZero {
            try requireRatio(marginRatio(pool, old, of: trader), atLeast: maintenanceRatio)
        }
        let grows = old.size.isZero || old.size.isPositive == (side == .buy)
        let trade =
            grows
            ? try increase(
                pool, side: side, notional: multiply("notional", amount, leverage, .c10), leverage: leverage,
                limit: limit)
            : try reverse(
                pool, of: trader, side: side, quoteAmount: amount, leverage: leverage, limit: limit, mayCross: false)
        store(trade.position, pool, of: trader)
        if !isV1, !old.size.isZero, !trade.position.size.isZero {
            try requireRatio(marginRatio(pool, trade.position, of: trader), atLeast: maintenanceRatio)
        }
        if !isV1 {
            try require("bad debt = 0", .c10, trade.badDebt, .zero, else: .badDebt) { $0 == $1 }
        } else if !trade.badDebt.isZero {
            enterRestrictionMode(pool)
        }
        return trade
    }

    /// SPEC C14.
    func closePosition(_ pool: Int, limit: Decimal18) throws(Revert) {
        try requireNotPaused()
        try requireOpen(pool)
        try requireNotRestricted(pool)
        let trade = try tradeClosing(pool, limit: limit)
        if !isV1 {
            try require("bad debt = 0", .c14, trade.badDebt, .zero, else: .badDebt) { $0 == $1 }
        } else if !trade.badDebt.isZero {
            enterRestrictionMode(pool)
            try realizeBadDebt(trade.badDebt)
        }
        try withdraw(trade.marginToVault.magnitude.named("margin"), to: context.sender)
        let fee = try collectFees(pool, on: trade.exchangedQuote)
        try emitPositionChanged(pool, of: context.sender, trade, fee: fee)
    }

    private func tradeClosing(_ pool: Int, limit: Decimal18) throws(Revert) -> ShadowedTrade {
        if isV1 {
            try adjustAndStore(pool, of: context.sender)
        } else {
            let size = position(pool, of: context.sender).size
            let leavesBand = try isOverFluctuationLimit(
                pool, size.isPositive ? .addToAmm : .removeFromAmm, size.magnitude)
            if leavesBand, house.parameters.partialLiquidationRatio < .one {
                note(.note("the whole would leave the band: only a part is closed"))
                drop(limit, "none: a partial close has no limit", .c14)
                let trade = try closePart(pool, of: context.sender)
                store(trade.position, pool, of: context.sender)
                return trade
            }
        }
        return try close(pool, of: context.sender, limit: limit, skipsBand: true)
    }

    /// Notes that a limit which was given is not looked at.
    func drop(_ limit: Decimal18, _ why: String, _ rule: Rule) {
        if limit.isZero { return }
        _ = noted("limit", why, rule, [Amount("limit", limit)], local: .zero, exact: .zero)
    }

    /// SPEC C15.
    func addMargin(_ pool: Int, _ margin: Decimal18) throws(Revert) {
        let added = Amount("added margin", margin)
        try requireMarginChange(pool, by: added)
        var position = position(pool, of: context.sender)
        position.margin = try add("margin", position.margin, added, .c15)
        store(position, pool, of: context.sender)
        try collect(added, to: house.accounts.vault)
        result("margin", of: names.account(context.sender), position.margin)
        emit(
            .marginChanged(
                PoolID(rawValue: pool), sender: context.sender, amount: added.asSigned.signed,
                fundingPayment: .zero), ["amount": added])
    }

    /// SPEC C16.
    func removeMargin(_ pool: Int, _ margin: Decimal18) throws(Revert) {
        let removed = Amount("removed margin", margin)
        let trader = context.sender
        try requireMarginChange(pool, by: removed)
        var position = position(pool, of: trader)
        let change = try negated(signed(removed))
        let remaining = try remainingMargin(pool, position, change: change, of: trader)
        try require("bad debt = 0", .c16, remaining.badDebt, .zero, else: .marginIsNotEnough) { $0 == $1 }
        if !isV1 {
            let free = try freeCollateral(pool, position, margin: remaining.margin)
            try require("free collateral ≥ 0", .c16, free, .zero, else: .freeCollateralIsNotEnough) { $0 >= $1 }
        }
        position.margin = remaining.margin
        position.premiumFraction = markets[pool].premiumFraction.named(position.premiumFraction.name)
        store(position, pool, of: trader)
        if isV1 { try requireRatio(marginRatio(pool, position, of: trader), atLeast: initialRatio) }
        try withdraw(removed, to: trader)
        result("margin", of: names.account(trader), position.margin)
        result("funding payment", of: names.account(trader), remaining.funding)
        emit(
            .marginChanged(
                PoolID(rawValue: pool), sender: trader, amount: change.signed,
                fundingPayment: remaining.funding.signed),
            ["amount": change, "fundingPayment": remaining.funding])
    }

    private func requireMarginChange(_ pool: Int, by amount: Amount) throws(Revert) {
        try requireNotPaused()
        try requireOpen(pool)
        try requireAmount(amount)
        if isV1 { try adjustAndStore(pool, of: context.sender) }
    }

    /// SPEC C19.
    func payFunding(_ pool: Int) throws(Revert) {
        try requireOpen(pool)
        let vault = house.accounts.vault
        let delta = markets[pool].baseAssetDelta
        let premium = try settleFunding(pool, sender: vault)
        let updated = try add(
            "cumulative premium fraction", markets[pool].premiumFraction, premium, .c19, .signed)
        markets[pool].premiumFraction = updated
        store("clearingHouse.\(names.pool(pool)).cumulativePremiumFraction", updated)
        let size = markets[pool].totalPositionSize
        // Every trader owes the premium fraction on the whole size; what it lacks they all keep together.
        let lacking = Self.quotient((premium.kept - premium.exact) * size.kept, Rational.oneInWei)
        lose(
            .p10, "premium fraction", lacking,
            Flow(payer: Party(.trader, name: "all traders"), payee: party(vault)), .quote, pool: pool,
            bound: fundingBound(pool, size))
        let flow = Flow(payer: party(vault), payee: party(house.accounts.insuranceFund))
        let profit =
            isV1
            ? try negated(
                multiply("loss", premium, delta, .c19, .signed, flow: flow.reversed, pool: pool))
            : try multiply("pool profit", premium, size, .c19, .signed, flow: flow, pool: pool)
        result("pool profit", of: names.pool(pool), profit)
        if profit.isNegative {
            try withdrawFromInsuranceFund(profit.magnitude.named("funding"))
        } else {
            try transferToInsuranceFund(profit.named("funding"))
        }
    }

    /// SPEC L10: the mark TWAP is less than two wei below the exact one, the index TWAP less than one, and the premium
    /// fraction less than one more.
    private func fundingBound(_ pool: Int, _ size: Amount) -> Rational {
        let period = Rational(markets[pool].before.pool.state.fundingPeriod)
        let days = Self.quotient(period + period, Rational(86400 as UInt256))
        return Self.quotient((Rational(UInt256.one) + days) * size.magnitude.kept, Rational.oneInWei)
    }

    /// SPEC C20.
    func settlePosition(_ pool: Int) throws(Revert) {
        try requireClosed(pool)
        let trader = context.sender
        let position = try adjusted(pool, position(pool, of: trader), of: trader)
        try require("size ≠ 0", .c20, position.size, .zero, else: .positionSizeIsZero) { $0 != $1 }
        clear(pool, of: trader)
        let price = Amount("settlement price", markets[pool].before.pool.state.settlementPrice)
        let value = price.isZero ? position.margin.named("value") : try settledValue(pool, position, price, of: trader)
        if !value.isZero { try transfer(value, from: house.accounts.vault, to: trader, else: .transferFailed) }
        result("value", of: names.account(trader), value)
        emit(
            .positionSettled(PoolID(rawValue: pool), trader: trader, valueTransferred: value.unsigned),
            ["valueTransferred": value])
    }

    private func settledValue(
        _ pool: Int, _ position: ShadowedPosition, _ price: Amount, of trader: Account
    ) throws(Revert) -> Amount {
        let entry = try divide("entry price", position.openNotional, position.size.magnitude, .c20)
        let gain = try subtract("price − entry price", signed(price), signed(entry), .c20, .signed)
        let profit = try multiply("profit", position.size, gain, .c20, .signed)
        let value = try add("value", profit, signed(position.margin), .c20, .signed)
        guard value.isPositive else {
            note(.note("a value below 0 is 0"))
            return Amount("value", Rational.zero)
        }
        let flow = Flow(payer: party(house.accounts.vault), payee: party(trader))
        let bound = Rational(UInt256.one) + Self.quotient(position.size.magnitude.kept, Rational.oneInWei)
        // size · (price − open notional / |size|) + margin, on the size as it is.
        let worth = Self.quotient(position.size.kept * price.kept, Rational.oneInWei)
        let cost = position.size.isPositive ? position.openNotional.kept : position.openNotional.negative.kept
        let exact = worth - cost + position.margin.kept
        lose(.c20, "value", value.kept - exact, flow, .quote, pool: pool, bound: bound)
        return value
    }

    /// SPEC C22, as a call of its own.
    func adjustPosition(_ pool: Int) throws(Revert) {
        if !isV1 { throw .withoutData }
        try requireKnown(pool)
        try adjustAndStore(pool, of: context.sender)
    }

    func adjustAndStore(_ pool: Int, of trader: Account) throws(Revert) {
        let old = position(pool, of: trader)
        let new = try adjusted(pool, old, of: trader)
        guard new.liquidityHistoryIndex != old.liquidityHistoryIndex, !old.size.isZero else { return }
        store(new, pool, of: trader)
        result("size", of: names.account(trader), new.size, .base)
        emit(
            .positionAdjusted(
                PoolID(rawValue: pool), trader: trader, newPositionSize: new.size.signed,
                oldLiquidityIndex: new.liquidityHistoryIndex, newLiquidityIndex: new.liquidityHistoryIndex),
            ["newPositionSize": new.size])
    }

    /// SPEC C22.
    func adjusted(_ pool: Int, _ position: ShadowedPosition, of trader: Account) throws(Revert) -> ShadowedPosition {
        let curves = markets[pool].before.pool.liquiditySnapshots
        guard isV1, position.liquidityHistoryIndex != curves.count - 1 else { return position }
        var adjusted = position
        adjusted.liquidityHistoryIndex = curves.count - 1
        if position.size.isZero { return adjusted }
        let curve = curves[position.liquidityHistoryIndex]
        return try group(.c22, "carry the position of \(names.account(trader)) to the newest curve") {
            () throws(Revert) in
            let (quote, base) = try oldCurveToday(pool, curve)
            adjusted.size = try adjustedSize(
                "size", position.size, oldQuote: quote, oldBase: base, quote: markets[pool].quote,
                base: markets[pool].base, pool: pool)
            let flow = Flow(payer: Party(.pool, name: names.pool(pool)), payee: party(trader))
            lose(.c22, "size", adjusted.size.kept - adjusted.size.exact, flow, .base, pool: pool, bound: nil)
            return adjusted
        }
    }

    /// Where the reserves would be, had an old curve stayed through all trades since.
    private func oldCurveToday(
        _ pool: Int, _ curve: LiquiditySnapshot
    ) throws(Revert) -> (quote: Amount, base: Amount) {
        let (quote0, base0) = (Amount("Q0", curve.quoteAssetReserve), Amount("B0", curve.baseAssetReserve))
        let delta = try subtract(
            "Δ", markets[pool].cumulativeNotional, Amount("N0", curve.cumulativeNotional), .c22, .signed)
        if delta.isZero { return (quote0, base0) }
        let base = try price(
            "w", .input, delta.isPositive ? .addToAmm : .removeFromAmm, delta.magnitude, quote: quote0, base: base0,
            pool: pool)
        let quote = try add("Q1", delta, signed(quote0), .c22, .signed).magnitude
        return (
            quote,
            delta.isPositive ? try subtract("B1", base0, base, .c22) : try add("B1", base0, base, .c22)
        )
    }
}

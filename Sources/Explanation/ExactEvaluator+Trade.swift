internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// SPEC C11 to C13: the trades that calls are made of.

extension ExactEvaluator {
    /// SPEC C11, of the sender's position.
    func increase(
        _ pool: Int, side: Side, notional: Amount, leverage: Amount, limit: Decimal18
    ) throws(Revert) -> ShadowedTrade {
        try group(.c11, "increase the position of \(names.account(context.sender))") { () throws(Revert) in
            let old = position(pool, of: context.sender)
            let exchanged = try swapInput(
                pool, side, notional, limit: limit, mayCross: false, trader: context.sender)
            let size = try add("size", old.size, exchanged, .c11, .signed)
            try changeOpenInterest(pool, by: signed(notional))
            let maxHolding = Amount("max holding", markets[pool].before.pool.state.maxHoldingBaseAsset)
            if context.sender != house.whitelisted, !maxHolding.isZero {
                try require("|size| ≤ max holding", .c11, size.magnitude, maxHolding, else: .hitPositionSizeUpperBound)
                {
                    $0 <= $1
                }
            }
            let added = try signed(divide("margin added", notional, leverage, .c11))
            let remaining = try remainingMargin(pool, old, change: added, of: context.sender)
            let unrealized = try value(pool, old, by: .spot).pnl
            var position = touched(old, pool, size: size)
            position.margin = remaining.margin
            position.openNotional = try add("open notional", old.openNotional, notional, .c11)
            if isV1 {
                position.liquidityHistoryIndex = markets[pool].before.pool.liquiditySnapshots.count - 1
            }
            return ShadowedTrade(
                position: position, exchangedQuote: notional, exchangedSize: exchanged,
                fundingPayment: remaining.funding, marginToVault: added, unrealizedPnlAfter: unrealized)
        }
    }

    /// SPEC C12.
    func reverse(
        _ pool: Int, of trader: Account, side: Side, quoteAmount: Amount, leverage: Amount, limit: Decimal18,
        mayCross: Bool
    ) throws(Revert) -> ShadowedTrade {
        try group(.c12, "trade against the position of \(names.account(trader))") { () throws(Revert) in
            let notional = try multiply("n", quoteAmount, leverage, .c12)
            let old = try value(pool, position(pool, of: trader), by: .spot)
            if old.notional.kept > notional.kept {
                note(.note("its worth is more than n: reduce"))
                return try reduce(
                    pool, of: trader, from: old, side: side, notional: notional, limit: limit, mayCross: mayCross)
            }
            note(.note("its worth is not more than n: close, and open what is left"))
            return try closeAndOpen(
                pool, of: trader, side: side, notional: notional, leverage: leverage, limit: limit)
        }
    }

    private func reduce(
        _ pool: Int, of trader: Account, from oldValue: ShadowedValue, side: Side, notional: Amount, limit: Decimal18,
        mayCross: Bool
    ) throws(Revert) -> ShadowedTrade {
        let old = position(pool, of: trader)
        try changeOpenInterest(pool, by: negated(signed(notional)))
        let exchanged = try swapInput(pool, side, notional, limit: limit, mayCross: mayCross, trader: trader)
        var realized = Amount("realized PnL", Rational.zero)
        if !old.size.isZero {
            let product = try multiply(
                "PnL ⊗ |x|", oldValue.pnl, signed(exchanged.magnitude), .c12, .signed)
            realized = try divide("realized PnL", product, signed(old.size.magnitude), .c12, .signed)
        }
        let remaining = try remainingMargin(pool, old, change: realized, of: trader)
        let unrealized = try subtract("unrealized after", oldValue.pnl, realized, .c12, .signed)
        let openNotional: Amount
        if old.size.isPositive {
            let part = try subtract(
                "old notional − n", signed(oldValue.notional), signed(notional), .c12, .signed)
            openNotional = try subtract("open notional", part, unrealized, .c12, .signed)
        } else {
            let part = try add(
                "unrealized + old notional", unrealized, signed(oldValue.notional), .c12, .signed)
            openNotional = try subtract("open notional", part, signed(notional), .c12, .signed)
        }
        try require("open notional > 0", .c12, openNotional, .zero, else: .valueOfOpenNotionalNotPositive) {
            $0 > $1
        }
        var position = touched(old, pool, size: try add("size", old.size, exchanged, .c12, .signed))
        position.margin = remaining.margin
        position.openNotional = openNotional
        return ShadowedTrade(
            position: position, exchangedQuote: notional, exchangedSize: exchanged, badDebt: remaining.badDebt,
            fundingPayment: remaining.funding, realizedPnl: realized, unrealizedPnlAfter: unrealized)
    }

    private func closeAndOpen(
        _ pool: Int, of trader: Account, side: Side, notional: Amount, leverage: Amount, limit: Decimal18
    ) throws(Revert) -> ShadowedTrade {
        let closed = try close(pool, of: trader, limit: .zero, skipsBand: true)
        note(.note("the position was closed without a limit"))
        try require("bad debt = 0", .c12, closed.badDebt, .zero, else: .reduceAnUnderwaterPosition) { $0 == $1 }
        let rest = try subtract("n'", notional, closed.exchangedQuote, .c12)
        if try divide("n' ⊘ leverage", rest, leverage, .c12).isZero {
            note(.note("nothing is left to open"))
            drop(limit, "none: nothing is opened, and the close has no limit", .c12)
            return closed
        }
        let left = limitLeft(limit, after: closed.exchangedSize.magnitude)
        let opened = try increase(pool, side: side, notional: rest, leverage: leverage, limit: left)
        func sum(_ name: String, _ part: KeyPath<ShadowedTrade, Amount>, _ kind: Signedness) throws(Revert) -> Amount {
            try add(name, closed[keyPath: part], opened[keyPath: part], .c12, kind)
        }
        return ShadowedTrade(
            position: opened.position,
            exchangedQuote: try sum("exchanged quote", \.exchangedQuote, .unsigned),
            exchangedSize: try sum("exchanged size", \.exchangedSize, .signed),
            badDebt: try sum("bad debt", \.badDebt, .unsigned),
            fundingPayment: try sum("funding payment", \.fundingPayment, .signed),
            realizedPnl: try sum("realized PnL", \.realizedPnl, .signed),
            marginToVault: try sum("margin to vault", \.marginToVault, .signed))
    }

    /// What is left of a limit for the other side, once a position was closed: 0, which is no limit, where the closed
    /// size uses it up (SPEC C12, H16).
    private func limitLeft(_ limit: Decimal18, after closed: Amount) -> Decimal18 {
        let given = Amount("limit", limit)
        if given.isZero { return .zero }
        let isLeft = given.kept > closed.kept
        return noted(
            "limit left", isLeft ? "limit − \(closed.name)" : "none: \(closed.name) uses the limit up", .c12,
            [given, closed], local: isLeft ? given.kept - closed.kept : .zero,
            exact: isLeft ? given.exact - closed.exact : .zero
        ).unsigned
    }

    /// SPEC C13. `skipsBand` counts in v1 only.
    func close(_ pool: Int, of trader: Account, limit: Decimal18, skipsBand: Bool) throws(Revert) -> ShadowedTrade {
        try group(.c13, "close the position of \(names.account(trader))") { () throws(Revert) in
            let old = position(pool, of: trader)
            try require("size ≠ 0", .c13, old.size, .zero, else: .positionSizeIsZero) { $0 != $1 }
            let pnl = try value(pool, old, by: .spot).pnl
            let remaining = try remainingMargin(pool, old, change: pnl, of: trader)
            let quote = try swapOutput(
                pool, old.size.isPositive ? .addToAmm : .removeFromAmm, old.size.magnitude, limit: limit,
                skipsBand: skipsBand, sender: house.accounts.vault, trader: party(trader))
            let part = try add("PnL + bad debt", pnl, signed(remaining.badDebt), .c13, .signed)
            let released = try add("released", part, signed(old.openNotional), .c13, .signed)
            try changeOpenInterest(pool, by: negated(released))
            clear(pool, of: trader)
            return ShadowedTrade(
                exchangedQuote: quote, exchangedSize: try negated(old.size), badDebt: remaining.badDebt,
                fundingPayment: remaining.funding, realizedPnl: pnl,
                marginToVault: try negated(signed(remaining.margin)))
        }
    }

    /// The part of C14 and C17 that closes the partial ratio of a position.
    func closePart(_ pool: Int, of trader: Account) throws(Revert) -> ShadowedTrade {
        let size = position(pool, of: trader).size
        let part = try multiply("size ⊗ partial ratio", size, signed(partialRatio), .c14, .signed)
        let notional = try price(
            "notional", .output, size.isPositive ? .addToAmm : .removeFromAmm, part.magnitude, on: pool)
        return try reverse(
            pool, of: trader, side: size.isPositive ? .sell : .buy, quoteAmount: notional, leverage: .one,
            limit: .zero, mayCross: true)
    }

    /// Swaps a notional and returns the base with its sign: bought or sold.
    private func swapInput(
        _ pool: Int, _ side: Side, _ notional: Amount, limit: Decimal18, mayCross: Bool, trader: Account
    ) throws(Revert) -> Amount {
        let base = try signed(
            swapInput(
                pool, side == .buy ? .addToAmm : .removeFromAmm, notional, limit: limit, mayCross: mayCross,
                sender: house.accounts.vault, trader: party(trader)))
        return side == .buy ? base.named("x") : try negated(base).named("x")
    }

    /// A position with a new size, funded up to now and changed in this block.
    private func touched(_ old: ShadowedPosition, _ pool: Int, size: Amount) -> ShadowedPosition {
        var position = old
        position.size = size
        position.premiumFraction = markets[pool].premiumFraction.named(old.premiumFraction.name)
        position.blockNumber = context.block.number
        return position
    }

    // MARK: Positions

    func store(_ position: ShadowedPosition, _ pool: Int, of trader: Account) {
        markets[pool].positions[trader] = position
        let prefix = "position.\(names.pool(pool)).\(names.account(trader))"
        store("\(prefix).size", position.size)
        store("\(prefix).margin", position.margin)
        store("\(prefix).openNotional", position.openNotional)
        store("\(prefix).lastUpdatedCumulativePremiumFraction", position.premiumFraction)
        store("\(prefix).liquidityHistoryIndex", .number(Rational(UInt256(position.liquidityHistoryIndex))))
        store("\(prefix).blockNumber", .number(Rational(seconds: position.blockNumber)))
    }

    func clear(_ pool: Int, of trader: Account) {
        var cleared = ShadowedPosition()
        cleared.blockNumber = context.block.number
        store(cleared, pool, of: trader)
    }

    /// The event of a trade (SPEC C10), and its amounts.
    func emitPositionChanged(
        _ pool: Int, of trader: Account, _ trade: ShadowedTrade, fee: Amount = .zero, penalty: Amount = .zero
    ) throws(Revert) {
        let (owner, after) = (names.account(trader), trade.position)
        result("exchanged quote", of: owner, trade.exchangedQuote)
        result("exchanged size", of: owner, trade.exchangedSize, .base)
        result("size", of: owner, after.size, .base)
        result("margin", of: owner, after.margin)
        result("open notional", of: owner, after.openNotional)
        result("realized PnL", of: owner, trade.realizedPnl)
        result("unrealized PnL after", of: owner, trade.unrealizedPnlAfter)
        result("funding payment", of: owner, trade.fundingPayment)
        result("bad debt", of: owner, trade.badDebt)
        result("fee", of: owner, fee)
        let spotPrice = try spotPrice(pool)
        emit(
            .positionChanged(
                PositionChanged(
                    trader: trader, pool: PoolID(rawValue: pool), margin: after.margin.unsigned,
                    positionNotional: trade.exchangedQuote.unsigned, exchangedPositionSize: trade.exchangedSize.signed,
                    fee: fee.unsigned, positionSizeAfter: after.size.signed, realizedPnl: trade.realizedPnl.signed,
                    unrealizedPnlAfter: trade.unrealizedPnlAfter.signed, badDebt: trade.badDebt.unsigned,
                    liquidationPenalty: penalty.unsigned, spotPrice: spotPrice.unsigned,
                    fundingPayment: trade.fundingPayment.signed)),
            [
                "margin": after.margin, "positionNotional": trade.exchangedQuote,
                "exchangedPositionSize": trade.exchangedSize, "fee": fee, "positionSizeAfter": after.size,
                "realizedPnl": trade.realizedPnl, "unrealizedPnlAfter": trade.unrealizedPnlAfter,
                "badDebt": trade.badDebt, "liquidationPenalty": penalty, "spotPrice": spotPrice,
                "fundingPayment": trade.fundingPayment,
            ])
    }
}

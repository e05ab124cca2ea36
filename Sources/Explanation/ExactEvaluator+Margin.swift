internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// SPEC C2 to C6: what a position owes and is worth.

/// What a position is worth, and its profit.
struct ShadowedValue {
    var notional: Amount
    var pnl: Amount
}

/// The margin that is left after a change and funding.
struct ShadowedRemainder {
    var margin: Amount
    var badDebt: Amount
    var funding: Amount
}

extension ExactEvaluator {
    func position(_ pool: Int, of trader: Account) -> ShadowedPosition {
        markets[pool].positions[trader]
            ?? ShadowedPosition(house.storedPosition(PoolID(rawValue: pool), of: trader))
    }

    /// SPEC C2.
    func fundingOwed(_ pool: Int, _ position: ShadowedPosition, of trader: Account) throws(Revert) -> Amount {
        let name = "funding owed"
        if position.size.isZero { return Amount(name, Rational.zero) }
        let change = try subtract(
            "Δ premium fraction", markets[pool].premiumFraction, position.premiumFraction, .c2, .signed)
        let flow = Flow(payer: party(trader), payee: party(house.accounts.vault))
        return try multiply(name, change, position.size, .c2, .signed, flow: flow, pool: pool)
    }

    /// SPEC C3. A look does not pay, so that nobody gains by its rounding.
    func remainingMargin(
        _ pool: Int, _ position: ShadowedPosition, change: Amount, of trader: Account, isLook: Bool = false
    ) throws(Revert) -> ShadowedRemainder {
        try group(.c3, "margin after a change by \(change.name) and funding") { () throws(Revert) in
            let noted = dust.count
            let funding = try fundingOwed(pool, position, of: trader)
            if isLook { forgetDust(after: noted) }
            let part = try subtract("change − funding", change, funding, .c3, .signed)
            let rest = try add("remaining margin", part, signed(position.margin), .c3, .signed)
            return ShadowedRemainder(
                margin: rest.flooredAtZero.named("margin"),
                badDebt: rest.isNegative ? rest.magnitude.named("bad debt") : Amount("bad debt", Rational.zero),
                funding: funding)
        }
    }

    /// SPEC C4.
    func value(
        _ pool: Int, _ position: ShadowedPosition, by valuation: Valuation
    ) throws(Revert) -> ShadowedValue {
        if position.size.isZero {
            return ShadowedValue(
                notional: Amount("notional", Rational.zero), pnl: Amount("PnL", Rational.zero))
        }
        return try group(.c4, "\(valuation.rawValue) worth of the position") { () throws(Revert) in
            let isLong = position.size.isPositive
            let direction: Direction = isLong ? .addToAmm : .removeFromAmm
            let size = position.size.magnitude
            let notional =
                switch valuation {
                case .spot: try price("notional", .output, direction, size, on: pool)
                case .twap: try outputTwap(pool, direction, size).named("notional")
                case .oracle: try multiply("notional", size, oraclePrice(pool), .c4)
                }
            let (minuend, subtrahend) = isLong ? (notional, position.openNotional) : (position.openNotional, notional)
            return ShadowedValue(
                notional: notional,
                pnl: try subtract("PnL", signed(minuend), signed(subtrahend), .c4, .signed))
        }
    }

    func oraclePrice(_ pool: Int) throws(Revert) -> Amount {
        try requireOracle(pool)
        return Amount("oracle price", markets[pool].before.feed.entries.last?.price ?? .zero)
    }

    /// SPEC C5, by the kinder of spot and TWAP.
    func marginRatio(_ pool: Int, _ position: ShadowedPosition, of trader: Account) throws(Revert) -> Amount {
        try group(.c5, "margin ratio") { () throws(Revert) in
            try require("size ≠ 0", .c5, position.size, .zero, else: .positionSizeIsZero) { $0 != $1 }
            let spot = try value(pool, position, by: .spot)
            let twap = try value(pool, position, by: .twap)
            let isSpot = spot.pnl.kept > twap.pnl.kept
            note(.note("the kinder is \(isSpot ? "spot" : "TWAP"): PnL \(isSpot ? spot.pnl.kept : twap.pnl.kept)"))
            return try marginRatio(pool, position, of: trader, at: isSpot ? spot : twap)
        }
    }

    /// SPEC C5, at one valuation.
    func marginRatio(
        _ pool: Int, _ position: ShadowedPosition, of trader: Account, at value: ShadowedValue
    ) throws(Revert) -> Amount {
        let remaining = try remainingMargin(pool, position, change: value.pnl, of: trader, isLook: true)
        if isV1 { try requireNonZero(position.openNotional, .c5) }
        let equity = try subtract(
            "equity", signed(remaining.margin), signed(remaining.badDebt), .c5, .signed)
        return try divide(
            "margin ratio", equity, signed(isV1 ? position.openNotional : value.notional), .c5, .signed)
    }

    /// SPEC C6.
    func freeCollateral(_ pool: Int, _ position: ShadowedPosition, margin: Amount) throws(Revert) -> Amount {
        try group(.c6, "free collateral") { () throws(Revert) in
            let spot = try value(pool, position, by: .spot)
            let twap = try value(pool, position, by: .twap)
            let isTwap = spot.pnl.kept > twap.pnl.kept
            let harsher = isTwap ? twap : spot
            note(.note("the harsher is \(isTwap ? "TWAP" : "spot"): PnL \(harsher.pnl.kept)"))
            let accountValue = try add("account value", harsher.pnl, signed(margin), .c6, .signed)
            let collateral = harsher.pnl.isPositive ? try signed(margin) : accountValue
            let basis = position.size.isPositive ? position.openNotional : harsher.notional
            let requirement = try multiply("requirement", signed(basis), signed(initialRatio), .c6, .signed)
            return try subtract("free collateral", collateral, requirement, .c6, .signed)
        }
    }

    func party(_ account: Account, as role: Stakeholder = .trader) -> Party {
        let roles: [(Account?, Stakeholder)] = [
            (house.accounts.vault, .vault), (house.accounts.insuranceFund, .insuranceFund),
            (house.accounts.tollPool, .tollPool),
        ]
        return Party(roles.first { $0.0 == account }?.1 ?? role, name: names.account(account))
    }
}

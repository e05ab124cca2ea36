internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// SPEC C17, C18.

/// What a liquidation came to.
struct ShadowedLiquidation {
    var trade: ShadowedTrade
    var isPartial: Bool
}

extension ExactEvaluator {
    /// SPEC C17.
    func liquidate(_ pool: Int, trader: Account) throws(Revert) {
        if isV1 { try liquidateV1(pool, trader: trader) } else { _ = try liquidateV2(pool, trader: trader) }
    }

    /// SPEC C18.
    func liquidateWithSlippage(_ pool: Int, trader: Account, limit: Decimal18) throws(Revert) {
        try requireV2()
        try requireOpen(pool)
        let isLong = position(pool, of: trader).size.isPositive
        let liquidation = try liquidateV2(pool, trader: trader)
        let given = Amount("limit", limit)
        let scaled = liquidation.isPartial ? try multiply("limit", given, partialRatio, .c18) : given
        let quote = liquidation.trade.exchangedQuote
        if isLong {
            try require("exchanged quote ≥ limit", .c18, quote, scaled, else: .lessThanMinimalQuoteToken) { $0 >= $1 }
        } else if !scaled.isZero {
            try require("exchanged quote ≤ limit", .c18, quote, scaled, else: .moreThanMaximalQuoteToken) { $0 <= $1 }
        }
    }

    private func liquidateV1(_ pool: Int, trader: Account) throws(Revert) {
        try requireOpen(pool)
        let looked = dust(of: trader) { () throws(Revert) in try adjusted(pool, position(pool, of: trader), of: trader)
        }
        try requireRatio(marginRatio(pool, looked.get(), of: trader), below: maintenanceRatio)
        try adjustAndStore(pool, of: trader)
        let trade = try close(pool, of: trader, limit: .zero, skipsBand: false)
        enterRestrictionMode(pool)
        let remaining = trade.marginToVault.magnitude.named("remaining margin")
        let fee = try multiply(
            "fee", trade.exchangedQuote, feeRatio, .c17, flow: liquidatorFlow, pool: pool)
        let (left, feeBadDebt) = try takeFee(fee, from: remaining)
        let badDebt = try add("total bad debt", trade.badDebt, feeBadDebt, .c17)
        if !badDebt.isZero { try realizeBadDebt(badDebt) }
        try settleLiquidation(toFund: left, fee: fee)
        try emitLiquidated(pool, of: trader, trade, fee: fee, badDebt: feeBadDebt, penalty: remaining)
    }

    /// Runs what only looks, and forgets its roundings.
    private func dust<Value>(
        of trader: Account, _ body: () throws(Revert) -> Value
    ) -> Result<Value, Revert> {
        let count = dust.count
        defer { forgetDust(after: count) }
        return Result(catching: body)
    }

    private func liquidateV2(_ pool: Int, trader: Account) throws(Revert) -> ShadowedLiquidation {
        try requireOpen(pool)
        let position = position(pool, of: trader)
        try requireRatio(liquidationRatio(pool, position, of: trader), below: maintenanceRatio)
        let spotRatio = try marginRatio(pool, position, of: trader, at: value(pool, position, by: .spot))
        let isPartial =
            spotRatio.kept > feeRatio.asSigned.kept && house.parameters.partialLiquidationRatio < .one
            && !house.parameters.partialLiquidationRatio.isZero
        note(
            .note(
                isPartial
                    ? "the spot ratio is above the fee ratio: in part"
                    : "the spot ratio is not above the fee ratio, or there is no partial ratio: whole"))
        let trade =
            isPartial
            ? try liquidatePart(pool, trader: trader)
            : try liquidateWhole(pool, trader: trader, penalty: position.margin)
        return ShadowedLiquidation(trade: trade, isPartial: isPartial)
    }

    private func liquidationRatio(
        _ pool: Int, _ position: ShadowedPosition, of trader: Account
    ) throws(Revert) -> Amount {
        let ratio = try marginRatio(pool, position, of: trader)
        guard try isOverSpreadLimit(pool) else { return ratio }
        let value = try value(pool, position, by: .oracle)
        let byOracle = try marginRatio(pool, position, of: trader, at: value).named("oracle-based ratio")
        note(.note("the larger of \(ratio.kept) and, by the oracle, \(byOracle.kept)"))
        // As the core's max: the second on a tie, which is the same number.
        return byOracle.kept >= ratio.kept ? byOracle : ratio
    }

    /// SPEC P13.
    func isOverSpreadLimit(_ pool: Int) throws(Revert) -> Bool {
        try group(.p13, "is the price a tenth or more away from the oracle?") { () throws(Revert) in
            let oracle = try oraclePrice(pool)
            try require("oracle price ≠ 0", .p13, oracle, .zero, else: .underlyingPriceIsZero) { $0 != $1 }
            let distance = try subtract(
                "spot − oracle", signed(spotPrice(pool)), signed(oracle), .p13, .signed)
            let ratio = try divide("distance", distance, oracle, .p13, .signed).magnitude
            let isOver = ratio.kept >= Self.quotient(Rational.oneInWei, Rational(10 as UInt256))
            note(.note(isOver ? "yes" : "no"))
            return isOver
        }
    }

    private func liquidatePart(_ pool: Int, trader: Account) throws(Revert) -> ShadowedTrade {
        var trade = try closePart(pool, of: trader)
        let fund = party(house.accounts.insuranceFund)
        let penalty = try multiply(
            "penalty", trade.exchangedQuote, feeRatio, .c17, flow: Flow(payer: party(trader), payee: fund), pool: pool)
        let fee = try divide(
            "fee", penalty, byScalar: Amount("2", Rational(2 as UInt256)), .c17, flow: liquidatorFlow, pool: pool)
        trade.position.margin = try subtract("margin", trade.position.margin, penalty, .c17)
        store(trade.position, pool, of: trader)
        try settleLiquidation(toFund: subtract("to the fund", penalty, fee, .c17), fee: fee)
        enterRestrictionMode(pool)
        try emitLiquidated(pool, of: trader, trade, fee: fee, badDebt: .zero, penalty: penalty)
        return trade
    }

    private func liquidateWhole(_ pool: Int, trader: Account, penalty: Amount) throws(Revert) -> ShadowedTrade {
        let trade = try close(pool, of: trader, limit: .zero, skipsBand: false)
        let product = try multiply("exchanged ⊗ fee ratio", trade.exchangedQuote, feeRatio, .c17)
        let two = Amount("2", Rational(2 as UInt256))
        let fee = try divide("fee", product, byScalar: two, .c17)
        let exact = Self.quotient(trade.exchangedQuote.kept * feeRatio.kept, Rational.oneInWei * two.kept)
        lose(
            .c17, "fee", fee.kept - exact, liquidatorFlow, .quote, pool: pool,
            bound: Self.quotient(Rational(3 as UInt256), two.kept))
        let (left, feeBadDebt) = try takeFee(fee, from: trade.marginToVault.magnitude)
        let badDebt = try add("total bad debt", trade.badDebt, feeBadDebt, .c17)
        if !badDebt.isZero {
            let isProvider = house.backstopProviders.contains(context.sender)
            try require(
                "the sender is a backstop provider", .c17, isProvider, found: names.account(context.sender),
                wanted: "a backstop provider", else: .notBackstopProvider)
            try realizeBadDebt(badDebt)
        }
        try settleLiquidation(toFund: left, fee: fee)
        enterRestrictionMode(pool)
        try emitLiquidated(pool, of: trader, trade, fee: fee, badDebt: feeBadDebt, penalty: penalty)
        return trade
    }

    private var liquidatorFlow: Flow {
        Flow(payer: party(house.accounts.insuranceFund), payee: party(context.sender, as: .liquidator))
    }

    private func takeFee(_ fee: Amount, from remaining: Amount) throws(Revert) -> (left: Amount, badDebt: Amount) {
        if fee.kept > remaining.kept {
            note(.note("the fee is more than the remaining margin: the difference is bad debt"))
            return (remaining, try subtract("fee bad debt", fee, remaining, .c17))
        }
        return (try subtract("to the fund", remaining, fee, .c17), .zero)
    }

    private func settleLiquidation(toFund: Amount, fee: Amount) throws(Revert) {
        if !toFund.isZero { try transferToInsuranceFund(toFund.named("the rest")) }
        try withdraw(fee.named("fee"), to: context.sender, as: .liquidator)
    }

    private func emitLiquidated(
        _ pool: Int, of trader: Account, _ trade: ShadowedTrade, fee: Amount, badDebt: Amount, penalty: Amount
    ) throws(Revert) {
        result("liquidation fee", of: names.account(context.sender), fee)
        emit(
            .positionLiquidated(
                PositionLiquidated(
                    trader: trader, pool: PoolID(rawValue: pool), positionNotional: trade.exchangedQuote.unsigned,
                    positionSize: trade.exchangedSize.magnitude.unsigned, liquidationFee: fee.unsigned,
                    liquidator: context.sender, badDebt: badDebt.unsigned)),
            [
                "positionNotional": trade.exchangedQuote, "positionSize": trade.exchangedSize, "liquidationFee": fee,
                "badDebt": badDebt,
            ])
        try emitPositionChanged(pool, of: trader, trade, penalty: penalty)
    }
}

public import FixedPoint

extension Pool {
    /// Swaps a quote amount for base (SPEC P4, and in v1 SPEC P19). Only the counter party may.
    ///
    /// - Parameters:
    ///   - direction: Which way the quote moves.
    ///   - quoteAssetAmount: The exact quote amount; 0 does nothing and returns 0.
    ///   - baseAssetAmountLimit: The least base to get when adding quote, the most to give when removing; 0 for any.
    ///   - canOverFluctuationLimit: Whether this one trade may leave the price band. Revision v2 only; v1 has no such
    ///     flag and ignores it.
    ///   - context: A call by the counter party.
    /// - Returns: The base amount, with `ReserveSnapshotted` and `SwapInput`.
    public mutating func swapInput(
        _ direction: Direction, quoteAssetAmount: Decimal18, baseAssetAmountLimit: Decimal18 = .zero,
        canOverFluctuationLimit: Bool = false, context: CallContext
    ) throws(Revert) -> PoolReceipt<Decimal18> {
        try requireOpen()
        try requireCounterParty(context)
        if quoteAssetAmount.isZero { return PoolReceipt(.zero) }
        if direction == .removeFromAmm {
            let limit = try state.quoteAssetReserve.multiplied(by: state.tradeLimitRatio)
            guard quoteAssetAmount <= limit else { throw .overTradingLimit }
        }
        let baseAssetAmount = try inputPrice(direction, quoteAssetAmount: quoteAssetAmount)
        if !baseAssetAmountLimit.isZero {
            switch direction {
            case .addToAmm:
                guard baseAssetAmount >= baseAssetAmountLimit else { throw .lessThanMinimalBaseToken }
            case .removeFromAmm:
                guard baseAssetAmount <= baseAssetAmountLimit else { throw .moreThanMaximalBaseToken }
            }
        }
        let trade = Trade(
            quoteDirection: direction, quoteAssetAmount: quoteAssetAmount, baseAssetAmount: baseAssetAmount)
        let rule: FluctuationRule = canOverFluctuationLimit && revision == .v2 ? .mayCrossOnce : .mustStayInside
        let snapshotted = try updateReserve(trade, rule: rule, block: context.block)
        let swapped = PoolEvent.swapInput(
            direction: direction, quoteAssetAmount: quoteAssetAmount, baseAssetAmount: baseAssetAmount)
        return PoolReceipt(baseAssetAmount, PoolEvents(snapshotted, swapped))
    }

    /// Swaps a base amount for quote (SPEC P5, and in v1 SPEC P19). Only the counter party may.
    ///
    /// - Parameters:
    ///   - direction: Which way the base moves.
    ///   - baseAssetAmount: The exact base amount; 0 does nothing and returns 0.
    ///   - quoteAssetAmountLimit: The least quote to get when adding base, the most to give when removing; 0 for any.
    ///   - skipFluctuationCheck: Whether to leave out the price band. Revision v1 only; v2 has no such flag, ignores
    ///     it, and lets every output swap cross the band once.
    ///   - context: A call by the counter party.
    /// - Returns: The quote amount, with `ReserveSnapshotted` and `SwapOutput`.
    public mutating func swapOutput(
        _ direction: Direction, baseAssetAmount: Decimal18, quoteAssetAmountLimit: Decimal18 = .zero,
        skipFluctuationCheck: Bool = false, context: CallContext
    ) throws(Revert) -> PoolReceipt<Decimal18> {
        try swapOutput(
            direction, baseAssetAmount: baseAssetAmount, quoteAssetAmountLimit: quoteAssetAmountLimit,
            skipFluctuationCheck: skipFluctuationCheck, knownQuote: nil, context: context)
    }

    /// The same for who has asked for the price of this swap on these reserves already: `knownQuote`, or nil.
    @inline(__always)
    package mutating func swapOutput(
        _ direction: Direction, baseAssetAmount: Decimal18, quoteAssetAmountLimit: Decimal18,
        skipFluctuationCheck: Bool, knownQuote: Decimal18?, context: CallContext
    ) throws(Revert) -> PoolReceipt<Decimal18> {
        try requireOpen()
        try requireCounterParty(context)
        if baseAssetAmount.isZero { return PoolReceipt(.zero) }
        if direction == .removeFromAmm {
            let limit = try state.baseAssetReserve.multiplied(by: state.tradeLimitRatio)
            guard baseAssetAmount <= limit else { throw .overTradingLimit }
        }
        let quoteAssetAmount =
            if let knownQuote { knownQuote } else { try outputPrice(direction, baseAssetAmount: baseAssetAmount) }
        if !quoteAssetAmountLimit.isZero {
            switch direction {
            case .addToAmm:
                guard quoteAssetAmount >= quoteAssetAmountLimit else { throw .lessThanMinimalQuoteToken }
            case .removeFromAmm:
                guard quoteAssetAmount <= quoteAssetAmountLimit else { throw .moreThanMaximalQuoteToken }
            }
        }
        let trade = Trade(
            quoteDirection: direction == .addToAmm ? .removeFromAmm : .addToAmm, quoteAssetAmount: quoteAssetAmount,
            baseAssetAmount: baseAssetAmount)
        let rule = try outputRule(trade, skipFluctuationCheck: skipFluctuationCheck)
        let snapshotted = try updateReserve(trade, rule: rule, block: context.block)
        let swapped = PoolEvent.swapOutput(
            direction: direction, quoteAssetAmount: quoteAssetAmount, baseAssetAmount: baseAssetAmount)
        return PoolReceipt(quoteAssetAmount, PoolEvents(snapshotted, swapped))
    }
}

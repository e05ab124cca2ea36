internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// SPEC C8, C9: conditions that several calls share.

extension ClearingHouse {
    func requireNotPaused() throws(Revert) {
        if isPaused { throw .paused }
    }

    func requireOwner(_ context: CallContext) throws(Revert) {
        try ownership.requireOwner(context)
    }

    func requireV2() throws(Revert) {
        guard revision == .v2 else { throw .withoutData }
    }

    /// There is such a pool at all.
    func requireKnown(_ pool: PoolID) throws(Revert) {
        guard markets.indices.contains(pool.rawValue) else { throw .ammNotFound }
    }

    /// The pool is on the insurance fund's list.
    func requireRegistered(_ pool: PoolID) throws(Revert) {
        guard markets.indices.contains(pool.rawValue), markets[pool.rawValue].isListed else { throw .ammNotFound }
    }

    func requireOpen(_ pool: PoolID) throws(Revert) {
        try requireRegistered(pool)
        guard markets[pool.rawValue].pool.state.isOpen else { throw .ammWasClosed }
    }

    func requireClosed(_ pool: PoolID) throws(Revert) {
        try requireRegistered(pool)
        if markets[pool.rawValue].pool.state.isOpen { throw .ammIsOpen }
    }

    /// An amount that a call needs: non-zero after truncation to token units, or in v1 non-zero as it is.
    func requireAmount(_ amount: Decimal18) throws(Revert) {
        if revision.rules.amountsInTokenUnits {
            if try ledger.decimals.units(of: amount).isZero { throw .invalidTokenAmount }
        } else {
            try requireNonZero(amount)
        }
    }

    func requireNonZero(_ value: Decimal18) throws(Revert) {
        if value.isZero { throw .inputIsZero }
    }

    /// 1 ⊘ leverage is at least the initial ratio (SPEC C10); the leverage is not 0.
    ///
    /// ⌊10³⁶ / leverage⌋ ≥ bound exactly where 10³⁶ ≥ bound · leverage, and below 2¹²⁷ neither number makes anything
    /// revert.
    func requireLeverage(_ leverage: Decimal18) throws(Revert) {
        let bound = parameters.initMarginRatio
        guard leverage.raw.high | bound.raw.high == 0,
            Int128(truncatingIfNeeded: leverage.raw.low | bound.raw.low) >= 0
        else { return try requireRatio(SignedDecimal18.one.divided(byUnsigned: leverage), atLeast: bound) }
        let (high, low) = leverage.raw.low.fullProduct(bound.raw.low)
        let scale: UInt128 = 1_000_000_000_000_000_000_000_000_000_000_000_000
        if high != 0 || low > scale { throw .marginRatioNotMet }
    }

    func requireRatio(_ ratio: SignedDecimal18, atLeast bound: Decimal18) throws(Revert) {
        if try isRatio(ratio, below: bound) { throw .marginRatioNotMet }
    }

    func requireRatio(_ ratio: SignedDecimal18, below bound: Decimal18) throws(Revert) {
        guard try isRatio(ratio, below: bound) else { throw .marginRatioNotMet }
    }

    /// Whether ratio − bound is negative. The difference of two numbers of one sign fits and need not be made.
    private func isRatio(_ ratio: SignedDecimal18, below bound: Decimal18) throws(Revert) -> Bool {
        if Int128(truncatingIfNeeded: bound.raw.high) >= 0, !ratio.isNegative { return ratio.magnitude < bound }
        return try ratio.subtracting(unsigned: bound).isNegative
    }

    /// SPEC C9: after a liquidation an account that has acted in this block may not act again in it.
    func requireNotRestricted(_ pool: PoolID, _ context: CallContext) throws(Revert) {
        guard markets[pool.rawValue].lastRestrictionBlock == context.block.number else { return }
        if storedPosition(pool, of: context.sender).blockNumber == context.block.number {
            throw .onlyOneActionAllowed
        }
    }

    /// SPEC C9: remembers the block.
    mutating func enterRestrictionMode(_ pool: PoolID, _ context: CallContext) {
        markets[pool.rawValue].lastRestrictionBlock = context.block.number
        events.append(.restrictionModeEntered(pool, blockNumber: context.block.number))
    }

    /// SPEC C7: adds to the open interest while there is a cap.
    mutating func changeOpenInterest(
        _ pool: PoolID, by change: SignedDecimal18, _ context: CallContext
    ) throws(Revert) {
        let cap = markets[pool.rawValue].pool.state.openInterestNotionalCap
        if cap.isZero { return }
        let sum = try change.adding(unsigned: markets[pool.rawValue].openInterestNotional)
        let updated = sum.isNegative ? .zero : sum.magnitude
        if change.isPositive, updated > cap, context.sender != whitelisted { throw .overLimit }
        markets[pool.rawValue].openInterestNotional = updated
    }
}

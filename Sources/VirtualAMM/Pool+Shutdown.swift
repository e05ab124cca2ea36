public import FixedPoint

extension Pool {
    /// Closes the pool and fixes the price at which positions are settled (SPEC P17).
    ///
    /// - Returns: Nothing, with `Shutdown`.
    /// - Throws: `not owner nor globalShutdown`; `SignedSafeMath: division by zero` where traders hold short as much
    ///   base as the pool had.
    public mutating func shutdown(context: CallContext) throws(Revert) -> PoolReceipt<Void> {
        guard context.sender == state.owner || context.sender == state.globalShutdown else {
            throw .notOwnerNorGlobalShutdown
        }
        let settlementPrice = try settlementPriceAtShutdown()
        state.settlementPrice = settlementPrice
        state.isOpen = false
        return PoolReceipt((), PoolEvents(.shutdown(settlementPrice: settlementPrice)))
    }

    /// What all positions together would have got on the curve of the last change of K, per base.
    private func settlementPriceAtShutdown() throws(Revert) -> Decimal18 {
        let curve = liquiditySnapshots[liquiditySnapshots.endIndex - 1]
        let product = try curve.baseAssetReserve.multiplied(by: curve.quoteAssetReserve)
        let baseAfterClosing = try curve.totalPositionSize.adding(unsigned: curve.baseAssetReserve)
        let quoteAfterClosing = try SignedDecimal18(product).divided(by: baseAfterClosing)
        let notional = try quoteAfterClosing.subtracting(unsigned: state.quoteAssetReserve)
        let size = state.totalPositionSize.magnitude
        return size.raw > 100 ? try notional.magnitude.divided(by: size) : state.settlementPrice
    }
}

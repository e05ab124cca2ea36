internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// What an ordinary trader wants, and the part of it that it sends (SPEC K6).
struct TraderOrder: Sendable {
    /// The call; nil where nothing is worth what it costs.
    var call: Call?
    /// The notional that it would open; 0 for a close.
    var offered = Decimal18.zero
    /// What an opening may cost in relation to its notional; nil for any cost, and for a close.
    var tolerance: Decimal18?

    /// Closes everything, whatever that costs.
    static func closing(_ pool: PoolID) -> TraderOrder {
        TraderOrder(call: .clearingHouse(.closePosition(pool, quoteAssetAmountLimit: .zero)))
    }

    /// Opens all of it, or the largest part whose cost is within the tolerance, or nothing.
    static func opening(
        _ pool: PoolID, side: Side, offered: Decimal18, leverage: Decimal18, tolerance: Decimal18?, least: Decimal18,
        _ market: SimulatedMarket
    ) -> TraderOrder {
        var notional = offered
        if let tolerance {
            let cost = OrderCost(market, pool, side: side)
            notional = cost.largest(of: offered, within: tolerance)
            if notional < offered, notional < least { notional = .zero }
        }
        return TraderOrder(
            call: order(pool, side: side, notional: notional, leverage: leverage), offered: offered,
            tolerance: tolerance)
    }
}

/// What orders on one side of a pool cost against the index (SPEC K6).
struct OrderCost: Sendable {
    let state: PoolState
    let index: Decimal18
    let fee: Decimal18
    let side: Side

    init(_ market: SimulatedMarket, _ pool: PoolID, side: Side) {
        (state, index, fee) = (market.state(pool), market.indexPrice(pool), market.feeRatio(pool))
        self.side = side
    }

    /// Quote paid more than the base is worth at the index, or received less, and the fee (signed); nil where the core
    /// refuses.
    private func cost(of notional: Decimal18) -> SignedDecimal18? {
        guard let base = try? state.inputPrice(side == .buy ? .addToAmm : .removeFromAmm, quoteAssetAmount: notional),
            let worth = try? base.multiplied(by: index), let fee = try? notional.multiplied(by: fee)
        else { return nil }
        let (paid, got) = side == .buy ? (notional, worth) : (worth, notional)
        return SignedDecimal18(wrapping: paid).subtractingWrapped(SignedDecimal18(wrapping: got))
            .addingWrapped(SignedDecimal18(wrapping: fee))
    }

    /// The largest part of an order that costs at most a ratio of itself.
    ///
    /// A buy of q gets x·q / (y + q), so that q ≤ x·I / (1 + f − τ) − y; a sale of q gives x·q / (y − q), so that
    /// q ≤ y − x·I / (1 + τ − f).
    func largest(of offered: Decimal18, within tolerance: Decimal18) -> Decimal18 {
        if let cost = cost(of: offered), let most = try? offered.multiplied(by: tolerance),
            cost <= SignedDecimal18(wrapping: most)
        {
            return offered
        }
        let ahead = side == .buy ? fee : tolerance
        let behind = side == .buy ? tolerance : fee
        let factor = Decimal18.one.addingSaturated(ahead).subtractingFloored(behind)
        guard let worth = try? state.baseAssetReserve.multiplied(by: index),
            let bound = try? worth.divided(by: factor)
        else { return side == .buy ? offered : .zero }
        let (whole, less) = side == .buy ? (bound, state.quoteAssetReserve) : (state.quoteAssetReserve, bound)
        // Some wei less, as every step of the core rounds for itself.
        return min(offered, whole.subtractingFloored(less).subtractingFloored(Decimal18(raw: 1000)))
    }
}

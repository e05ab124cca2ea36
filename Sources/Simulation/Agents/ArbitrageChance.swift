internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// What there is to earn on a pool by moving its price to the index (SPEC K7).
struct ArbitrageChance: Sendable {
    let state: PoolState
    let index: Decimal18
    /// Toll and spread.
    let fee: Decimal18
    /// The side that moves the price to the index.
    let side: Side
    /// Whether the distance is worth what a trade costs.
    let pays: Bool
    /// Quote that moves the price to where the last unit pays for itself; nil where nothing does.
    let amount: Decimal18?

    /// Nil where the price is the index.
    init?(_ market: SimulatedMarket, _ pool: PoolID, _ settings: ArbitrageurSettings) {
        let (state, index) = (market.state(pool), market.indexPrice(pool))
        guard let mark = try? state.spotPrice(), mark != index, let distance = mark.relativeDistance(from: index)
        else { return nil }
        // 1 + horizon / 86400: by how much funding over the horizon adds to what a distance earns.
        let gain = Decimal18(raw: Decimal18.oneInWei &+ Decimal18(whole: settings.fundingHorizon).raw / 86400)
        let fee = market.feeRatio(pool)
        let cost = settings.hedges == 1 ? fee.addingSaturated(settings.hedgeCost) : fee
        (self.state, self.index, self.fee) = (state, index, fee)
        side = mark < index ? .buy : .sell
        pays = (try? distance.multiplied(by: gain)).map { $0 > cost.addingSaturated(settings.threshold) } ?? false
        amount = pays ? Self.amount(state, index: index, cost: cost, gain: gain, side: side) : nil
    }

    private static func amount(
        _ state: PoolState, index: Decimal18, cost: Decimal18, gain: Decimal18, side: Side
    ) -> Decimal18? {
        guard let margin = try? index.multiplied(by: cost.divided(by: gain)) else { return nil }
        let target = side == .buy ? index.subtractingFloored(margin) : index.addingSaturated(margin)
        guard let best = quoteAmount(movingTo: target, from: state), best.side == side else { return nil }
        return best.amount
    }
}

internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// What happened on one pool since the operator's last decision (SPEC K9).
struct PeriodTally: Sendable {
    private var revenue = Decimal18.zero
    private var fundingImbalance = SignedDecimal18.zero
    private var volume = Decimal18.zero
    private var tradeSizes: [Decimal18] = []
    private var squaredReturns = UInt256.zero
    private var blocks: UInt64 = 0
    private var lastPrice: Decimal18

    init(price: Decimal18) { lastPrice = price }

    mutating func note(index: Decimal18) {
        blocks += 1
        if let change = index.relativeDistance(from: lastPrice) {
            let root = min(change, Decimal18(whole: 1_000_000))
            squaredReturns = squaredReturns &+ root.raw &* root.raw
        }
        lastPrice = index
    }

    mutating func note(_ step: SimulatedStep) {
        guard case .done(let events) = step.outcome else { return }
        for event in events {
            guard case .positionChanged(let change) = event else { continue }
            revenue = revenue.addingSaturated(change.fee)
            volume = volume.addingSaturated(change.positionNotional)
            if SimulatedAccounts.role(of: step.sender) == .trader { tradeSizes.append(change.positionNotional) }
        }
    }

    mutating func note(fundGain: SignedDecimal18) { fundingImbalance = fundingImbalance.addingWrapped(fundGain) }

    /// - Parameter arbitrageCapital: All that arbitrageurs have.
    func observation(
        _ pool: PoolID, _ market: SimulatedMarket, arbitrageCapital: Decimal18
    ) -> KObservation {
        let state = market.state(pool)
        return KObservation(
            time: market.block.timestamp, quoteAssetReserve: state.quoteAssetReserve,
            baseAssetReserve: state.baseAssetReserve, netPosition: state.totalPositionSize,
            indexPrice: market.oraclePrice(pool),
            insuranceFund: market.balance(market.setup.accounts.insuranceFund), revenue: revenue,
            fundingImbalance: fundingImbalance, volume: volume, tradeSizes: tradeSizes,
            volatility: Decimal18(
                raw: blocks == 0 ? .zero : (squaredReturns / UInt256(blocks)).squareRoot()),
            arbitrageCapital: arbitrageCapital, openInterest: market.openInterest(pool))
    }

    /// Begins the next period.
    mutating func begin() {
        let price = lastPrice
        tradeSizes.removeAll(keepingCapacity: true)
        let room = tradeSizes
        self = PeriodTally(price: price)
        tradeSizes = room
    }
}

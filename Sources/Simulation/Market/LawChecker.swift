package import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// Looks after every call whether the laws of the core hold (SPEC K13).
package struct LawChecker: Sendable {
    private let totalSupply: UInt256

    init(_ house: ClearingHouse) { totalSupply = house.ledger.totalSupply }

    package func check(
        _ step: SimulatedStep, before: ClearingHouse, after: ClearingHouse, setup: MarketSetup
    ) throws(LawViolation) {
        try checkConservation(step, after)
        if case .reverted(let revert) = step.outcome, before != after {
            throw violation(.atomicity, step, "a call that reverted with \"\(revert)\" changed the state")
        }
        try checkSizes(step, after, setup)
        try checkConstantProduct(step, before: before, after: after)
    }

    private func violation(_ law: LawViolation.Law, _ step: SimulatedStep, _ detail: String) -> LawViolation {
        LawViolation(law: law, step: step.number, block: step.block.number, detail: detail)
    }

    private func checkConservation(_ step: SimulatedStep, _ house: ClearingHouse) throws(LawViolation) {
        let sum = house.ledger.accounts.reduce(UInt256.zero) { $0 &+ house.ledger.balance(of: $1) }
        guard sum == totalSupply else {
            throw violation(.conservation, step, "\(totalSupply) units were created, and the balances sum to \(sum)")
        }
    }

    /// In v1 the law ends with the first change of K that resizes.
    private func checkSizes(_ step: SimulatedStep, _ house: ClearingHouse, _ setup: MarketSetup) throws(LawViolation) {
        for (index, market) in house.markets.enumerated() where market.pool.liquiditySnapshots.count == 1 {
            let pool = PoolID(rawValue: index)
            let sum = setup.holders[index].reduce(SignedDecimal18.zero) {
                $0.addingWrapped(house.storedPosition(pool, of: $1).size)
            }
            guard sum == market.pool.state.totalPositionSize else {
                throw violation(
                    .sizes, step, "the pool's total is \(market.pool.state.totalPositionSize), the sizes sum to \(sum)")
            }
        }
    }

    private func checkConstantProduct(
        _ step: SimulatedStep, before: ClearingHouse, after: ClearingHouse
    ) throws(LawViolation) {
        switch step.action {
        case .call(.amm(_, .migrateLiquidity)), .changeReserves: return
        default: break
        }
        let index = step.action.pool.rawValue
        guard let old = Self.constantProduct(before.markets[index].pool.state),
            let new = Self.constantProduct(after.markets[index].pool.state)
        else { return }
        guard new >= old else { throw violation(.constantProduct, step, "K was \(old) and is \(new)") }
    }

    private static func constantProduct(_ state: PoolState) -> Decimal18? {
        try? state.quoteAssetReserve.multiplied(by: state.baseAssetReserve)
    }
}

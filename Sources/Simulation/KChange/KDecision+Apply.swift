public import Clearing
public import FixedPoint
public import VirtualAMM
internal import WideIntegers

extension KDecision {
    /// Whether the contracts have no such call: pay and repeg are extensions, resize is `migrateLiquidity` of
    /// revision v1.
    public var isExtension: Bool {
        if case .resize = self { false } else { true }
    }

    /// Carries a decision out on a pool, in a block, as the pool's owner.
    ///
    /// Pay and repeg, which are not in the contracts, first carry every position to the newest curve (SPEC C22), as
    /// they put another curve in its place.
    ///
    /// - Returns: Quote that the insurance fund paid; negative for what it had to receive, of which the vault pays
    ///   what it has (SPEC M4); 0 for a resize.
    /// - Throws: `resizeNeedsRevisionV1`; `reverted` with what the core refused; the house is then as it was, but for
    ///   positions that were carried to the newest curve.
    public func apply(
        to house: inout ClearingHouse, pool: PoolID, block: Block
    ) throws(KChangeError) -> SignedDecimal18 {
        guard house.markets.indices.contains(pool.rawValue) else {
            throw .reverted(.ammNotFound, call: "changing K")
        }
        let state = house.markets[pool.rawValue].pool.state
        switch self {
        case .resize(let multiplier):
            guard house.revision == .v1 else { throw .resizeNeedsRevisionV1 }
            // A pool that nobody owns refuses anybody.
            let context = CallContext(sender: state.owner ?? house.accounts.owner, block: block)
            try KChangeError.catching("migrateLiquidity") { () throws(Revert) in
                _ = try house[pool].migrateLiquidity(
                    liquidityMultiplier: multiplier, fluctuationLimitRatio: .zero, context: context)
            }
            return .zero
        case .pay(let scale):
            return try Self.replace(&house, pool, block, "paying for a scale of \(scale)") { () throws(Revert) in
                try state.change(scaledBy: scale)
            }
        case .repeg(let price):
            guard !price.isZero else { throw .priceIsZero }
            return try Self.replace(&house, pool, block, "moving the price to \(price)") { () throws(Revert) in
                try state.change(repeggedTo: price)
            }
        }
    }

    private static func replace(
        _ house: inout ClearingHouse, _ pool: PoolID, _ block: Block, _ name: String,
        _ change: () throws(Revert) -> ReserveChange
    ) throws(KChangeError) -> SignedDecimal18 {
        let change = try KChangeError.catching(name, change)
        if house.revision == .v1 { try adjustEveryone(&house, pool, block) }
        try KChangeError.catching(name) { () throws(Revert) in
            _ = try house.changeReservesForSimulation(
                pool, quoteAssetReserve: change.quoteAssetReserve, baseAssetReserve: change.baseAssetReserve,
                cost: change.cost, block: block)
        }
        return change.cost
    }

    /// Calls `adjustPosition` for every trader of a pool, in the order of their first positions (SPEC C22).
    static func adjustEveryone(
        _ house: inout ClearingHouse, _ pool: PoolID, _ block: Block
    ) throws(KChangeError) {
        for trader in house.markets[pool.rawValue].traders {
            try KChangeError.catching("adjustPosition") { () throws(Revert) in
                _ = try house.adjustPosition(pool, context: CallContext(sender: trader, block: block))
            }
        }
    }
}

extension KChangeError {
    /// What the core throws, with the call that it threw at.
    static func catching<Value>(
        _ call: String, _ body: () throws(Revert) -> Value
    ) throws(KChangeError) -> Value {
        do throws(Revert) { return try body() } catch { throw .reverted(error, call: call) }
    }
}

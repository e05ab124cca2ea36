public import FixedPoint
public import VirtualAMM
public import WideIntegers

/// A question that changes nothing, on a pool or on a position.
public enum View: Hashable, Sendable {
    /// About a pool.
    case pool(PoolID, PoolView)
    /// About a trader's position on a pool.
    case position(PoolID, Account, PositionView)
}

/// A read-only call to a pool.
public enum PoolView: Hashable, Sendable {
    /// SPEC P1.
    case spotPrice
    /// SPEC P9: over so many seconds.
    case twapPrice(interval: UInt256)
    /// SPEC O2.
    case underlyingPrice
    /// SPEC O3: over so many seconds.
    case underlyingTwapPrice(interval: UInt256)
    /// SPEC P2: base for a quote amount.
    case inputPrice(Direction, Decimal18)
    /// SPEC P3: quote for a base amount.
    case outputPrice(Direction, Decimal18)
    /// SPEC P9: the average of `inputPrice` over 900 seconds.
    case inputTwap(Direction, Decimal18)
    /// SPEC P9: the average of `outputPrice` over 900 seconds.
    case outputTwap(Direction, Decimal18)
    /// SPEC P11: toll and spread of a quote amount.
    case calcFee(Decimal18)
    /// SPEC P13. Revision v2 only.
    case isOverSpreadLimit
    /// SPEC P12: of a base amount. Revision v2 only.
    case isOverFluctuationLimit(Direction, Decimal18)
}

/// A read-only call about a position.
public enum PositionView: String, Hashable, Sendable, CaseIterable {
    /// SPEC C5.
    case marginRatio
    /// SPEC C4: notional and profit by the spot price.
    case spot
    /// SPEC C4: by the average of 900 seconds.
    case twap
    /// SPEC C4: by the oracle's price. Revision v2 only.
    case oracle
    /// SPEC C6. Revision v2 only.
    case freeCollateral
    /// SPEC C6. Revision v2 only.
    case marginWithFunding

    /// Whether the contracts of a revision have the view.
    public func exists(in revision: Revision) -> Bool {
        switch self {
        case .marginRatio, .spot, .twap: true
        case .oracle, .freeCollateral, .marginWithFunding: revision == .v2
        }
    }
}

extension ClearingHouse {
    /// Answers a view in a block.
    ///
    /// - Throws: What the view reverts with; `amm not found` for a pool that is not registered.
    public func answer(_ view: View, in block: Block) throws(Revert) -> ReturnValue {
        switch view {
        case .pool(let pool, let view):
            try requireKnown(pool)
            let market = markets[pool.rawValue]
            return try market.pool.answer(view, oracle: market.oracle(at: accounts.priceFeed), in: block)
        case .position(let pool, let trader, let view):
            return try answer(view, pool, of: trader, now: block.timestamp)
        }
    }

    private func answer(
        _ view: PositionView, _ pool: PoolID, of trader: Account, now: UInt64
    ) throws(Revert) -> ReturnValue {
        switch view {
        case .marginRatio: .signedAmount(try marginRatio(pool, of: trader, now: now))
        case .freeCollateral: .signedAmount(try freeCollateral(pool, of: trader, now: now))
        case .marginWithFunding: .amount(try marginWithFunding(pool, of: trader))
        case .spot: try value(pool, of: trader, by: .spot, now: now).returned
        case .twap: try value(pool, of: trader, by: .twap, now: now).returned
        case .oracle: try value(pool, of: trader, by: .oracle, now: now).returned
        }
    }
}

extension PositionValue {
    fileprivate var returned: ReturnValue {
        .fields([Field("notional", .amount(notional)), Field("unrealizedPnl", .signedAmount(unrealizedPnl))])
    }
}

extension Pool {
    fileprivate func answer(_ view: PoolView, oracle: Oracle, in block: Block) throws(Revert) -> ReturnValue {
        let now = block.timestamp
        switch view {
        case .spotPrice: return .amount(try spotPrice())
        case .twapPrice(let interval): return .amount(try twapPrice(interval: interval, now: now))
        case .underlyingPrice: return .amount(try oracle.price())
        case .underlyingTwapPrice(let interval): return .amount(try oracle.twapPrice(interval: interval, now: now))
        case .inputPrice(let direction, let amount): return .amount(try inputPrice(direction, quoteAssetAmount: amount))
        case .outputPrice(let direction, let amount):
            return .amount(try outputPrice(direction, baseAssetAmount: amount))
        case .inputTwap(let direction, let amount):
            return .amount(try inputTwap(direction, quoteAssetAmount: amount, now: now))
        case .outputTwap(let direction, let amount):
            return .amount(try outputTwap(direction, baseAssetAmount: amount, now: now))
        case .calcFee(let amount):
            let fee = try calcFee(quoteAssetAmount: amount)
            return .fields([Field("toll", .amount(fee.toll)), Field("spread", .amount(fee.spread))])
        case .isOverSpreadLimit: return .flag(try isOverSpreadLimit(oracle: oracle))
        case .isOverFluctuationLimit(let direction, let amount):
            return .flag(try isOverFluctuationLimit(direction, baseAssetAmount: amount, block: block))
        }
    }
}

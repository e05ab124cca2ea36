public import Clearing
public import FixedPoint
public import VirtualAMM
internal import WideIntegers

/// Why a view answers what it answers: every check and every operation in order, on exact rationals.
public struct ViewExplanation: Sendable {
    /// A value of the answer.
    public struct Value: Equatable, Sendable {
        /// What it is called; empty where there is only one.
        public let name: String
        /// The number in wei, or a truth value.
        public let value: StoredValue
    }

    /// The checks and operations in their order. The last check is the one that failed, where one did.
    public let nodes: [DerivationNode]
    /// What the view answers, or why it reverts.
    public let outcome: Result<[Value], Revert>

    /// Explains a view.
    ///
    /// - Parameters:
    ///   - view: What is asked.
    ///   - house: The system that is asked.
    ///   - names: What accounts and pools are called.
    ///   - block: When it is asked.
    public init(of view: View, on house: ClearingHouse, names: EvaluationNames, block: Block) {
        let context = CallContext(sender: house.accounts.owner, block: block)
        let evaluator = ExactEvaluator(house, names: names, context: context, notesTree: true)
        outcome = Result { () throws(Revert) in try evaluator.answer(view) }
        nodes = evaluator.tree
    }
}

extension ExactEvaluator {
    fileprivate func answer(_ view: View) throws(Revert) -> [ViewExplanation.Value] {
        switch view {
        case .pool(let pool, let view):
            try requireKnown(pool.rawValue)
            return try answer(view, pool.rawValue)
        case .position(let pool, let trader, let view):
            try requireKnown(pool.rawValue)
            let position = try adjusted(pool.rawValue, position(pool.rawValue, of: trader), of: trader)
            return try answer(view, pool.rawValue, position, of: trader)
        }
    }

    private func answer(_ view: PoolView, _ pool: Int) throws(Revert) -> [ViewExplanation.Value] {
        switch view {
        case .spotPrice: return [Self.value(try spotPrice(pool))]
        case .twapPrice(let interval): return [Self.value(try reserveTwap(pool, interval: interval))]
        case .underlyingPrice: return [Self.value(try oraclePrice(pool))]
        case .underlyingTwapPrice(let interval): return [Self.value(try oracleTwap(pool, interval: interval))]
        case .inputPrice(let direction, let amount):
            return [Self.value(try price("base", .input, direction, Amount("amount", amount), on: pool))]
        case .outputPrice(let direction, let amount):
            return [Self.value(try price("quote", .output, direction, Amount("amount", amount), on: pool))]
        case .inputTwap(let direction, let amount):
            return [Self.value(try inputTwap(pool, direction, Amount("amount", amount)))]
        case .outputTwap(let direction, let amount):
            return [Self.value(try outputTwap(pool, direction, Amount("amount", amount)))]
        case .calcFee(let amount):
            let (state, quote) = (markets[pool].before.pool.state, Amount("amount", amount))
            let toll = try multiply("toll", quote, Amount("toll ratio", state.tollRatio), .p11)
            let spread = try multiply("spread", quote, Amount("spread ratio", state.spreadRatio), .p11)
            return [Self.value(toll, "toll"), Self.value(spread, "spread")]
        case .isOverSpreadLimit: return [.init(name: "", value: .flag(try isOverSpreadLimit(pool)))]
        case .isOverFluctuationLimit(let direction, let amount):
            let isOver = try isOverFluctuationLimit(pool, direction, Amount("amount", amount))
            return [.init(name: "", value: .flag(isOver))]
        }
    }

    private func answer(
        _ view: PositionView, _ pool: Int, _ position: ShadowedPosition, of trader: Account
    ) throws(Revert) -> [ViewExplanation.Value] {
        func values(_ valuation: Valuation) throws(Revert) -> [ViewExplanation.Value] {
            let value = try value(pool, position, by: valuation)
            return [Self.value(value.notional, "notional"), Self.value(value.pnl, "unrealizedPnl")]
        }
        switch view {
        case .marginRatio: return [Self.value(try marginRatio(pool, position, of: trader))]
        case .spot: return try values(.spot)
        case .twap: return try values(.twap)
        case .oracle: return try values(.oracle)
        case .marginWithFunding: return [Self.value(try marginWithFunding(pool, position, of: trader))]
        case .freeCollateral:
            let margin = try marginWithFunding(pool, position, of: trader)
            return [Self.value(try freeCollateral(pool, position, margin: margin))]
        }
    }

    /// SPEC C6: the funding comes first, and is added with its sign turned.
    private func marginWithFunding(
        _ pool: Int, _ position: ShadowedPosition, of trader: Account
    ) throws(Revert) -> Amount {
        try group(.c6, "margin with funding") { () throws(Revert) in
            let funding = try negated(fundingOwed(pool, position, of: trader))
            let rest = try add("margin with funding", signed(position.margin), funding, .c6, .signed)
            if rest.isNegative { note(.note("less than 0 is 0")) }
            return rest.flooredAtZero
        }
    }

    private static func value(_ amount: Amount, _ name: String = "") -> ViewExplanation.Value {
        .init(name: name, value: .number(amount.kept))
    }
}

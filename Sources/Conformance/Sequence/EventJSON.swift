internal import Clearing
internal import FixedPoint
internal import JSON
internal import VirtualAMM
internal import WideIntegers

extension Event {
    /// The event as the vectors write it.
    func json(pools: [String], book: AccountBook) -> JSONValue {
        func name(_ account: Account) -> JSONValue { .string(book.name(of: account)) }
        func name(_ pool: PoolID) -> JSONValue { .string(pools[pool.rawValue]) }
        func house(_ event: String, _ arguments: KeyValuePairs<String, JSONValue>) -> JSONValue {
            .event(emitter: "clearingHouse", name: event, arguments: arguments)
        }
        switch self {
        case .pool(let pool, let event): return event.json(emitter: pools[pool.rawValue])
        case .positionChanged(let change):
            return house("PositionChanged", change.arguments(trader: name(change.trader), pool: name(change.pool)))
        case .positionLiquidated(let liquidation):
            return house(
                "PositionLiquidated",
                [
                    "trader": name(liquidation.trader), "amm": name(liquidation.pool),
                    "positionNotional": .wei(liquidation.positionNotional),
                    "positionSize": .wei(liquidation.positionSize),
                    "liquidationFee": .wei(liquidation.liquidationFee), "liquidator": name(liquidation.liquidator),
                    "badDebt": .wei(liquidation.badDebt),
                ])
        case .positionAdjusted(let pool, let trader, let size, let oldIndex, let newIndex):
            return house(
                "PositionAdjusted",
                [
                    "amm": name(pool), "trader": name(trader), "newPositionSize": .wei(size),
                    "oldLiquidityIndex": .string(oldIndex.description),
                    "newLiquidityIndex": .string(newIndex.description),
                ])
        case .positionSettled(let pool, let trader, let value):
            return house(
                "PositionSettled", ["amm": name(pool), "trader": name(trader), "valueTransferred": .wei(value)])
        case .marginChanged(let pool, let sender, let amount, let funding):
            return house(
                "MarginChanged",
                ["sender": name(sender), "amm": name(pool), "amount": .wei(amount), "fundingPayment": .wei(funding)])
        case .restrictionModeEntered(let pool, let block):
            return house("RestrictionModeEntered", ["amm": name(pool), "blockNumber": .string(block.description)])
        case .withdrawn(let withdrawer, let amount):
            return .event(
                emitter: "insuranceFund", name: "Withdrawn",
                arguments: ["withdrawer": name(withdrawer), "amount": .wei(amount)])
        case .marginRatioChanged(let ratio): return house("MarginRatioChanged", ["marginRatio": .wei(ratio)])
        case .liquidationFeeRatioChanged(let ratio):
            return house("LiquidationFeeRatioChanged", ["liquidationFeeRatio": .wei(ratio)])
        case .backstopLiquidityProviderChanged(let account, let isProvider):
            return house(
                "BackstopLiquidityProviderChanged", ["account": name(account), "isProvider": .bool(isProvider)])
        case .paused(let account): return house("Paused", ["account": name(account)])
        case .unpaused(let account): return house("Unpaused", ["account": name(account)])
        }
    }
}

extension PositionChanged {
    fileprivate func arguments(trader: JSONValue, pool: JSONValue) -> KeyValuePairs<String, JSONValue> {
        [
            "trader": trader, "amm": pool, "margin": .wei(margin), "positionNotional": .wei(positionNotional),
            "exchangedPositionSize": .wei(exchangedPositionSize), "fee": .wei(fee),
            "positionSizeAfter": .wei(positionSizeAfter), "realizedPnl": .wei(realizedPnl),
            "unrealizedPnlAfter": .wei(unrealizedPnlAfter), "badDebt": .wei(badDebt),
            "liquidationPenalty": .wei(liquidationPenalty), "spotPrice": .wei(spotPrice),
            "fundingPayment": .wei(fundingPayment),
        ]
    }
}

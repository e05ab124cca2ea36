public import FixedPoint
public import VirtualAMM

extension ClearingHouse {
    /// Pays out the sender's position after the pool was closed (SPEC C20).
    ///
    /// - Returns: `PositionSettled`.
    /// - Throws: `amm not found`, `amm is open`, `positionSize is 0`, `DecimalERC20: transfer failed`.
    public mutating func settlePosition(_ pool: PoolID, context: CallContext) throws(Revert) -> [Event] {
        try transact(pool) { house throws(Revert) in
            try house.requireClosed(pool)
            let position = try house.position(pool, of: context.sender)
            if position.size.isZero { throw .positionSizeIsZero }
            house.clearPosition(pool, of: context.sender, block: context.block)
            let price = house.markets[pool.rawValue].pool.state.settlementPrice
            let value = price.isZero ? position.margin : try Self.settledValue(of: position, at: price)
            if !value.isZero { try house.pay(value, from: house.accounts.vault, to: context.sender) }
            house.events.append(.positionSettled(pool, trader: context.sender, valueTransferred: value))
            return house.events
        }
    }

    /// size ⊗ (price − open notional ⊘ |size|) + margin, at least 0.
    package static func settledValue(of position: Position, at price: Decimal18) throws(Revert) -> Decimal18 {
        let entryPrice = try position.openNotional.divided(by: position.size.magnitude)
        let profit = try position.size.multiplied(by: SignedDecimal18(price).subtracting(unsigned: entryPrice))
        let value = try profit.adding(unsigned: position.margin)
        return value.isPositive ? value.magnitude : .zero
    }
}

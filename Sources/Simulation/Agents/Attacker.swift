internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// Knows what the operator and the liquidators are about to do, and trades before and after it (SPEC K11).
struct Attacker: Sendable {
    let account: Account
    let settings: AttackerSettings
    private let pool: PoolID

    init?(_ settings: AttackerSettings, pool: PoolID) {
        if settings.capital.isZero { return nil }
        self.settings = settings
        self.pool = pool
        account = SimulatedAccounts.account(.attacker, pool: pool.rawValue)
    }

    /// The trade before: all its capital on the side that it expects to gain; nil where it holds something already.
    func opening(_ side: Side, _ market: SimulatedMarket) -> Call? {
        guard market.house.storedPosition(pool, of: account).size.isZero else { return nil }
        let notional = affordableNotional(
            of: market.balance(account), leverage: settings.leverage, feeRatio: market.feeRatio(pool))
        return order(pool, side: side, notional: notional, leverage: settings.leverage)
    }

    /// The trade after: everything closed; nil where there is nothing.
    func closing(_ market: SimulatedMarket) -> Call? {
        market.house.storedPosition(pool, of: account).size.isZero
            ? nil : .clearingHouse(.closePosition(pool, quoteAssetAmountLimit: .zero))
    }

    /// The side that gains from a change of K; nil where none does.
    ///
    /// A deeper pool pays more for what was bought in a shallow one. A repeg moves the price.
    func side(before decision: KDecision, _ market: SimulatedMarket) -> Side? {
        switch decision {
        case .resize(let scale), .pay(let scale): scale > .one ? .buy : nil
        case .repeg(let price): market.spotPrice(pool).flatMap { $0 == price ? nil : $0 < price ? .buy : .sell }
        }
    }

    /// The side that gains from a liquidation: that of the trade that the liquidation makes.
    func side(beforeLiquidating trader: Account, _ market: SimulatedMarket) -> Side {
        market.house.storedPosition(pool, of: trader).size.isPositive ? .sell : .buy
    }
}

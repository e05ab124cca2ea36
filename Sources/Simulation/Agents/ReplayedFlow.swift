internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// Orders that somebody recorded, sent again at their times (SPEC K6).
///
/// Orders with a holding time are opened by an account of their own, which is used again once it is free, and closed
/// when that time is over. Those without change one position that all of them share.
struct ReplayedFlow: Sendable {
    /// What happens at a time.
    struct Action: Sendable {
        /// Which order.
        var order: Int
        var time: UInt64
        var closes: Bool
    }

    private let actions: [Action]
    private var next = 0
    /// Which account makes each order, counted from 0 among those of the flow.
    let accounts: [Int]
    /// The leverage of orders that say none.
    let leverage: Decimal18
    /// Quote that each account needs for its margins and fees.
    let capital: [Decimal18]

    /// Nil where there are no orders.
    init?(_ configuration: MarketConfiguration) {
        let (traders, pool) = (configuration.traders, configuration.pool)
        if traders.orders.isEmpty { return nil }
        let leverage = traders.leastLeverage.addingSaturated(traders.mostLeverage).half
        self.init(
            traders.orders, from: configuration.run.startTime, leverage: leverage,
            feeRatio: pool.tollRatio.addingSaturated(pool.spreadRatio))
    }

    private init(_ orders: [ReplayedOrder], from start: UInt64, leverage: Decimal18, feeRatio: Decimal18) {
        var actions: [Action] = []
        for (number, order) in orders.enumerated() where order.timestamp >= start {
            actions.append(Action(order: number, time: order.timestamp, closes: false))
            if order.holding > 0 {
                actions.append(Action(order: number, time: order.timestamp + order.holding, closes: true))
            }
        }
        // Closes first, so that their accounts are free again.
        actions.sort { ($0.time, $0.closes ? 0 : 1, $0.order) < ($1.time, $1.closes ? 0 : 1, $1.order) }
        var accounts = Array(repeating: 0, count: orders.count)
        var free: [Int] = []
        var capital: [Decimal18] = [.zero]
        for action in actions where orders[action.order].holding > 0 {
            if action.closes {
                free.append(accounts[action.order])
            } else if let account = free.popLast() {
                accounts[action.order] = account
            } else {
                accounts[action.order] = capital.count
                capital.append(.zero)
            }
        }
        for (number, order) in orders.enumerated() {
            let ratio = order.leverage.isZero ? leverage : order.leverage
            // Margin, fees both ways, and as much again for what trading loses.
            let margin = (try? order.notional.divided(by: ratio)) ?? .zero
            let fees = (try? order.notional.multiplied(by: feeRatio)) ?? .zero
            let means = [margin, margin, fees, fees].reduce(Decimal18.zero) { $0.addingSaturated($1) }
            capital[accounts[number]] = capital[accounts[number]].addingSaturated(means)
        }
        (self.actions, self.accounts, self.capital, self.leverage) = (actions, accounts, capital, leverage)
    }

    /// The next action that is due; nil where none is.
    mutating func removeFirst(dueAt time: UInt64) -> Action? {
        guard next < actions.count, actions[next].time <= time else { return nil }
        next += 1
        return actions[next - 1]
    }
}

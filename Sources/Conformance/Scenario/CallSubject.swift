internal import Clearing
internal import VirtualAMM

extension MarketSystem.Call {
    /// The pool that the call is about, if it is about one.
    var pool: Int? {
        switch self {
        case .pool(let index, _): index
        case .setLatestData(let report): report.amm
        case .house(let call): call.pool?.rawValue
        }
    }

    /// Whose position the call is about, where that is not the caller's.
    var subject: Account? {
        switch self {
        case .house(.liquidate(_, let trader)), .house(.liquidateWithSlippage(_, let trader, _)): trader
        default: nil
        }
    }
}

extension HouseCall {
    /// The pool that the call is about, if it is about one.
    var pool: PoolID? {
        switch self {
        case .openPosition(let pool, _, _, _, _), .closePosition(let pool, _), .addMargin(let pool, _),
            .removeMargin(let pool, _), .liquidate(let pool, _), .liquidateWithSlippage(let pool, _, _),
            .payFunding(let pool), .settlePosition(let pool), .adjustPosition(let pool):
            pool
        default: nil
        }
    }
}

internal import Clearing
internal import FixedPoint
internal import JSON
internal import VirtualAMM
internal import WideIntegers

/// A read-only call about a position, as named in the vectors behind `position.<pool>.<trader>.`.
enum PositionView: String, Sendable {
    case marginRatio, spot, twap, oracle, freeCollateral, marginWithFunding

    func exists(in revision: Revision) -> Bool {
        switch self {
        case .marginRatio, .spot, .twap: true
        case .oracle, .freeCollateral, .marginWithFunding: revision == .v2
        }
    }
}

extension ClearingHouse {
    /// Answers a view about a position.
    func answer(_ view: PositionView, pool: PoolID, trader: Account, now: UInt64) throws(Revert) -> JSONValue {
        switch view {
        case .marginRatio: .wei(try marginRatio(pool, of: trader, now: now))
        case .freeCollateral: .wei(try freeCollateral(pool, of: trader, now: now))
        case .marginWithFunding: .wei(try marginWithFunding(pool, of: trader))
        case .spot: .value(try value(pool, of: trader, by: .spot, now: now))
        case .twap: .value(try value(pool, of: trader, by: .twap, now: now))
        case .oracle: .value(try value(pool, of: trader, by: .oracle, now: now))
        }
    }
}

extension JSONValue {
    fileprivate static func value(_ value: PositionValue) -> JSONValue {
        .object(["notional": .wei(value.notional), "unrealizedPnl": .wei(value.unrealizedPnl)])
    }
}

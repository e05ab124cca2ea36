public import FixedPoint
public import VirtualAMM

/// Which of a clearing house's pools.
@frozen
public struct PoolID: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable {
    /// The place in the order in which pools were added, from 0.
    public var rawValue: Int

    /// The pool at this place.
    @inlinable
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Order of addition.
    @inlinable
    public static func < (lhs: PoolID, rhs: PoolID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// A pool with what the clearing house keeps for it.
public struct Market: Hashable, Sendable {
    /// The pool.
    public package(set) var pool: Pool
    /// The pool's oracle.
    public package(set) var feed: PriceFeed
    /// The sum of open notional while a cap is set (SPEC C7).
    public package(set) var openInterestNotional = Decimal18.zero
    /// The latest cumulative premium fraction (signed; SPEC C19).
    public package(set) var cumulativePremiumFraction = SignedDecimal18.zero
    /// The block of the last restriction (SPEC C9).
    public package(set) var lastRestrictionBlock: UInt64 = 0
    /// Whether the pool is on the insurance fund's list, without which the clearing house knows it not (SPEC C8).
    public package(set) var isListed = true
    var positions = AccountTable<Position>()

    /// The traders who ever had a position here, in the order of their first.
    public var traders: [Account] { positions.accounts }
}

/// Enough of a market to undo a call of the clearing house, without histories and positions.
struct MarketCheckpoint: BitwiseCopyable {
    let pool: Pool.CallCheckpoint
    let openInterestNotional: Decimal18
    let cumulativePremiumFraction: SignedDecimal18
    let lastRestrictionBlock: UInt64
}

extension Market {
    @inline(__always)
    func checkpoint() -> MarketCheckpoint {
        MarketCheckpoint(
            pool: pool.callCheckpoint(), openInterestNotional: openInterestNotional,
            cumulativePremiumFraction: cumulativePremiumFraction, lastRestrictionBlock: lastRestrictionBlock)
    }

    mutating func restore(_ checkpoint: MarketCheckpoint) {
        pool.restore(checkpoint.pool)
        openInterestNotional = checkpoint.openInterestNotional
        cumulativePremiumFraction = checkpoint.cumulativePremiumFraction
        lastRestrictionBlock = checkpoint.lastRestrictionBlock
    }
}
